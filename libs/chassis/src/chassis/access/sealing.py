"""A credential on its way from one service to another: over the bus and through databases it travels sealed."""

from hashlib import sha256

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

_HEADER = {"alg": "dir", "enc": "A256GCM"}


class SealBroken(Exception):
    """It was sealed with another key, or is no sealed text."""


class Seal:
    """Keeps texts from all who lack the key (JWE, AES-256-GCM). Those who share the key can open them."""

    def __init__(self, secret: str) -> None:
        self._key = OctKey.import_key(sha256(secret.encode()).digest())

    def sealed(self, text: str) -> str:
        """The text, unreadable without the key; URL-safe, some 100 characters longer."""
        return jwe.encrypt_compact(_HEADER, text.encode(), self._key)

    def opened(self, sealed: str) -> str:
        """The text again. Raises SealBroken."""
        try:
            plaintext = jwe.decrypt_compact(sealed, self._key).plaintext
        except (JoseError, ValueError) as error:
            raise SealBroken from error
        if plaintext is None:
            raise SealBroken
        return plaintext.decode()
