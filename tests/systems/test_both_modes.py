"""What a preview knows of a resource is what it is made with: what tests find in an applied run holds for a planned one too."""

from collections.abc import Iterator
from typing import Any

import pytest

from offline.simulation.runner import Mode, plain
from offline.simulation.values import is_unknown
from tests.shipped import recorded
from tests.systems.test_every_guide import STACKS


def differences(planned: Any, applied: Any, path: str) -> Iterator[str]:
    """Yield where a known value is another one later."""
    if is_unknown(planned):
        return
    if isinstance(planned, dict) and isinstance(applied, dict):
        for key in planned.keys() | applied.keys():
            yield from differences(planned.get(key), applied.get(key), f"{path}.{key}")
    elif isinstance(planned, list) and isinstance(applied, list) and len(planned) == len(applied):
        for index, (one, other) in enumerate(zip(planned, applied, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif planned != applied:
        yield f"{path}: {planned!r} becomes {applied!r}"


@pytest.mark.parametrize("stack", STACKS)
def test_what_a_preview_knows_does_not_change(stack: str) -> None:
    planned, applied = (
        {(one.type, one.name): one for one in recorded(stack, mode).resources} for mode in (Mode.PLANNED, Mode.APPLIED)
    )
    assert planned.keys() == applied.keys()
    for key, before in planned.items():
        after = applied[key]
        assert list(differences(plain(before.inputs), plain(after.inputs), before.name)) == []
        assert (before.protect, before.ignore_changes, before.retain_on_delete) == (
            after.protect,
            after.ignore_changes,
            after.retain_on_delete,
        )
