"""Passwords of the console: argon2id with the parameters of RFC 9106 for little memory (64 MiB)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wanstudio.errors import PasswordTooShort

SHORTEST = 10


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _of_nobody() -> str:
    """What a password is checked against when there is no such user, so that both take as long."""
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to keep; takes some 50 ms on purpose. Raises PasswordTooShort."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    return _hasher().hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; `kept` is None where there is no such user."""
    try:
        _hasher().verify(kept or _of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
