"""One e-mail address in its two spellings: the domain with letters of any alphabet, as people write it, and as mail
servers know it (A-labels of IDNA, RFC 5890). Cards keep what was typed; both spellings are the same mailbox."""

import idna


def mailbox(address: str) -> str:
    """By what addresses compare: without case, the domain as mail servers know it if it has such a form."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address.casefold()
    try:
        return local.casefold() + at + idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return address.casefold()


def spellings(address: str) -> frozenset[str]:
    """As it was typed, and both ways in which it may be typed."""
    found = mailbox(address)
    if "xn--" not in found:
        return frozenset({address})
    local, at, domain = found.rpartition("@")
    try:
        return frozenset({address, found, local + at + idna.decode(domain)})
    except idna.IDNAError:
        return frozenset({address, found})
