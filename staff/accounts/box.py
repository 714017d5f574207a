"""What is kept encrypted in the database: a key of its own for each use, from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Box:
    """Locks with SECRET_KEY; unlocks what one of SECRET_KEY_FALLBACKS locked, too."""

    def __init__(self, use: str) -> None:
        keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        self._keys = MultiFernet([Fernet(_key(secret, use)) for secret in keys])

    def lock(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode("ascii")

    def unlock(self, locked: str) -> str | None:
        """None: it was locked with a key that is not known any more."""
        try:
            return self._keys.decrypt(locked.encode("ascii")).decode()
        except (InvalidToken, UnicodeError):
            return None


def _key(secret: str, use: str) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=f"prolo {use}".encode())
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
