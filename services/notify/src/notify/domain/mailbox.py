"""Addresses as mail servers know them: no server is bound to take anything but ASCII (SMTPUTF8 is a promise that few
make), and every one takes the A-labels of IDNA (RFC 5890) for a domain with other letters."""

import idna


def in_ascii(address: str) -> str:
    """The address to write on envelope and in headers; ValueError if no server need understand it."""
    if address.isascii():
        return address
    local, at, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError("only the domain may have other letters than those of ASCII")
    return local + at + idna.encode(domain, uts46=True).decode()


def mailbox(address: str) -> str:
    """By what addresses compare, however they are written."""
    try:
        return in_ascii(address).casefold()
    except ValueError:
        return address.casefold()
