"""Patterns with `*` and `?`, matched in a time that grows with the text, whatever the pattern."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache


def matches(pattern: str, value: str) -> bool:
    """Whether a pattern with AWS's `*` (any characters, `/` and `:` too) and `?` covers a value.

    A value may hold `*` itself: then the pattern covers everything it could match, as `s3:Get*` covers `s3:GetObject*` and
    `s3:GetObjec?` does not.
    """
    if "?" in pattern:
        return _compiled(pattern).fullmatch(value) is not None
    head, star, rest = pattern.partition("*")
    if not star:
        return pattern == value
    *middle, tail = rest.split("*")
    start, end = len(head), len(value) - len(tail)
    if start > end or not (value.startswith(head) and value.endswith(tail)):
        return False
    for part in middle:
        found = value.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Where a part between two `*` is found first is as good a place as any later one, so none is tried again."""
    head, *parts = (re.sub(r"\\\?", "[^*]", re.escape(part)) for part in re.split(r"\*+", pattern))
    middle, tail = parts[:-1], parts[-1:]
    found = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(head + found + "".join(f".*{part}" for part in tail), re.DOTALL)


_WILDCARD = re.compile(r"[*?]")


class Texts:
    """Texts of which patterns pick some, without a look at those that begin otherwise."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts."""
        self.all = frozenset(texts)
        self._sorted = sorted(self.all)

    def like(self, pattern: str) -> Iterator[str]:
        """The texts that a pattern covers."""
        begin = _WILDCARD.split(pattern)[0]
        if begin == pattern:
            yield from (pattern,) if pattern in self.all else ()
        else:
            yield from (text for text in self.beginning(begin) if matches(pattern, text))

    def beginning(self, begin: str) -> Iterator[str]:
        """The texts that begin with another."""
        for place in range(bisect_left(self._sorted, begin), len(self._sorted)):
            if not self._sorted[place].startswith(begin):
                return
            yield self._sorted[place]
