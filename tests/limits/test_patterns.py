"""No pattern of a setting takes more than it looks: digits and letters of other scripts, control characters, a line break."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from tests.stacks import ROOT

UNPRINTED = "\t\n\x7f\u00fc\u0663\u4e2d"
"""A tab, a line break, a control character, and a letter, a digit and a word of other scripts."""
FEW = settings(max_examples=10, deadline=None, database=None, derandomize=True, phases=[Phase.generate])


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for inner in schema.values():
            yield from patterns(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from patterns(inner)


PATTERNS = sorted({one for file in sorted((ROOT / "schemas").glob("*.json")) for one in patterns(json.loads(file.read_text()))})


def takes_more(pattern: str, text: str) -> bool:
    """Whether a text, or one with a character replaced by what nobody sees or types, is taken."""
    others = (text[:at] + other + text[at + 1 :] for at in range(len(text)) for other in UNPRINTED)
    return re.fullmatch(r"[ -~]+", text) is None or any(re.fullmatch(pattern, one, re.ASCII) for one in others)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_takes_printed_ascii_alone(pattern: str) -> None:
    # A lookahead only takes away from what the rest matches; drawing for it by chance takes minutes.
    drawn = st.from_regex(re.compile(re.sub(r"\(\?=[^()]*\)", "", pattern), re.ASCII), fullmatch=True)
    try:
        found = find(drawn, lambda text: takes_more(pattern, text), settings=FEW)
    except NoSuchExample:
        return
    pytest.fail(f"it takes more than is printed, {found!r} or one like it")
