"""Patterns with `*` and `?`."""

import re
from itertools import product

from policy.model.patterns import Texts, matches

WORDS = ["".join(letters) for length in range(5) for letters in product("a*?", repeat=length)]
VALUES = ["".join(letters) for length in range(5) for letters in product("ab*", repeat=length)]


def test_a_pattern_covers_what_it_says() -> None:
    for pattern in [*WORDS, "ab*b*", "a*b*b", "a*ba*ab", "*a*a*", "*b*a*", "a.*"]:
        said = "".join({"*": ".*", "?": "[^*]"}.get(one, re.escape(one)) for one in pattern)
        covered = [value for value in VALUES if matches(pattern, value)]
        assert covered == [value for value in VALUES if re.fullmatch(said, value)], pattern
        assert sorted(Texts(VALUES).like(pattern)) == sorted(covered), pattern
