"""Instance types that exist: what is not one is told here, and not by AWS half an hour later.

The current generations, which all take what this platform always asks for (encryption at rest and in transit). A test holds them
against what AWS offers in us-east-1. Not every region has every type: docs/preflight.md names the command that tells.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from stack.limits import one_of

_FROM_LARGE: Final = "large xlarge 2xlarge 4xlarge"
_TO_16: Final = f"{_FROM_LARGE} 8xlarge 12xlarge 16xlarge"
_TO_24: Final = f"{_TO_16} 24xlarge"
# Families -> the sizes each of them has.
_DATABASE: Final[Mapping[str, str]] = {
    "t3 t4g": "micro small medium large xlarge 2xlarge",
    "m6g m6gd m7g r6g r6gd r7g x2g": _TO_16,
    "m5 m5d r5 r5b r5d": _TO_24,
    "m6i m6id m6idn m6in r6i r6id r6idn r6in": f"{_TO_24} 32xlarge",
    "m7i m8g m8gd r7i r8g r8gd": f"{_TO_24} 48xlarge",
}
_CACHE: Final[Mapping[str, str]] = {
    "t3 t4g": "micro small medium",
    "m5 r5": f"{_FROM_LARGE} 12xlarge 24xlarge",
    "m6g m7g r6g r7g c7gn": _TO_16,
}


def _types(prefix: str, sizes: Mapping[str, str]) -> Iterator[str]:
    for families, listed in sizes.items():
        yield from (f"{prefix}.{family}.{size}" for family in families.split() for size in listed.split())


DATABASE_CLASSES: Final = tuple(_types("db", _DATABASE))
CACHE_TYPES: Final = tuple(_types("cache", _CACHE))
DatabaseClass = Annotated[str, one_of(DATABASE_CLASSES, "an RDS instance class of a current generation, such as db.t4g.micro")]
CacheType = Annotated[str, one_of(CACHE_TYPES, "an ElastiCache node type of a current generation, such as cache.t4g.micro")]
