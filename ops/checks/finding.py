"""What one check has found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ops.run import Run
from stack.settings import StackSettings

S = TypeVar("S", bound=StackSettings)


class Finding(NamedTuple):
    """Whether a setting fits what AWS has."""

    setting: str
    good: bool
    told: str
    fix: str = ""


@dataclass(frozen=True)
class Check(Generic[S]):
    """A check, and every setting it may name: rows of docs/preflight.md."""

    ask: Callable[[Run, S], Iterator[Finding]]
    settings: tuple[str, ...]
