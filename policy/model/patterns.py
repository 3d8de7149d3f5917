"""Patterns with `*` and `?`, matched in a time that grows with the text, whatever the pattern."""

import re
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
