"""Names, ids and secrets that AWS would invent: always the same for the same URN, so two previews never differ by chance."""

import hashlib
import string
import uuid
from typing import Final

_LOWER: Final = string.ascii_lowercase + string.digits
_UPPER: Final = string.ascii_uppercase + string.digits
_MIXED: Final = string.ascii_letters + string.digits


class Identity:
    """A deterministic source of the parts AWS makes identifiers of."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def hex(self, length: int, purpose: str = "id") -> str:
        """Lower-case hexadecimal digits."""
        return self._draw(string.hexdigits[:16], length, purpose)

    def digits(self, length: int, purpose: str = "number") -> str:
        """Decimal digits."""
        return self._draw(string.digits, length, purpose)

    def lower(self, length: int, purpose: str = "token") -> str:
        """Lower-case letters and digits."""
        return self._draw(_LOWER, length, purpose)

    def upper(self, length: int, purpose: str = "token") -> str:
        """Upper-case letters and digits."""
        return self._draw(_UPPER, length, purpose)

    def mixed(self, length: int, purpose: str = "suffix") -> str:
        """Letters of both cases and digits."""
        return self._draw(_MIXED, length, purpose)

    def uuid(self, purpose: str = "uuid") -> str:
        """A UUID."""
        return str(uuid.UUID(hex=self.hex(32, purpose)))

    def _draw(self, alphabet: str, length: int, purpose: str) -> str:
        letters: list[str] = []
        block = 0
        while len(letters) < length:
            digest = hashlib.sha256(f"{self._seed}\0{purpose}\0{block}".encode()).digest()
            letters += [alphabet[byte % len(alphabet)] for byte in digest]
            block += 1
        return "".join(letters[:length])
