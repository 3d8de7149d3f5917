"""Nothing assumes a region: every system, moved elsewhere, names no place but its own."""

import itertools
import json
from typing import Any

import pytest
import yaml

from offline.simulation.runner import Mode, plain
from tests.shipped import FOLDER, SYSTEMS, stacks_of
from tests.stacks import DELETE, ROOT, recorded_values

# Zones of the region that stand for a, b and c elsewhere.
ZONES = {"eu-west-1": "abc", "ca-central-1": "abd"}
# Where a system is, its module does not ask: what all systems share is tried in each region, a system of its own in one.
SERVED = [stacks_of(system)[-1] for system in SYSTEMS if system != "account"]
MOVED = list(zip(SERVED, itertools.cycle(ZONES), strict=False))


def moved(stack: str, region: str) -> dict[str, Any]:
    """Return the values of a stack file as they were written for another region; its copies in a second one are left out."""
    text = (FOLDER / f"{stack}.yaml").read_text()
    home = yaml.safe_load(text)["config"]["aws:region"]
    for letter, zone in zip("abc", ZONES[region], strict=True):
        text = text.replace(f"{home}{letter}", f"{region}{zone}")
    values: dict[str, Any] = yaml.safe_load(text.replace(home, region))["config"]
    return values


@pytest.mark.parametrize(("stack", "region"), MOVED)
def test_a_system_moved_elsewhere_names_no_place_but_its_own(stack: str, region: str) -> None:
    """Applied alone: what a preview knows is part of it."""
    values = moved(stack, region)
    alone = [("platform:recovery", DELETE)] if "platform:recovery" in values else []
    recording = recorded_values(stack, Mode.APPLIED, values, *alone, program=ROOT)
    assert recording.resources
    written = {one.name: json.dumps(plain(one.inputs), default=str) for one in recording.resources}
    for other in ("us-east-1", "us-west-2", "ca-central-1", "eu-west-1"):
        assert other == region or [name for name, text in written.items() if other in text] == [], other
