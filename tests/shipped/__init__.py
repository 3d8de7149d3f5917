"""The systems as shipped, which their specification is about: stack files of its own, and no service they do not name.

A new environment, another size or one more service changes nothing here, so it turns no test of the specification red. What holds
for every stack file and service there is, is in tests/check/.
"""

import contextlib
import copy
import dataclasses
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi
import yaml
from pulumi.runtime.config import CONFIG

from offline.simulation.runner import Mode, Recording
from stack.file import load
from systems import Systems
from systems.system import System
from tests.stacks import ROOT, Change, recorded_values

FOLDER = Path(__file__).parent
ENGINE = "pre-delinquency-engine"
_WHOLE = dict(Systems())


def values_of(stack: str) -> dict[str, Any]:
    """Return the `config` block of a shipped stack file."""
    return copy.deepcopy(_VALUES[stack])


_VALUES: dict[str, dict[str, Any]] = {
    path.stem: yaml.load(path.read_text(), yaml.CSafeLoader)["config"] for path in sorted(FOLDER.glob("*.yaml"))
}


def stacks_of(system: str) -> tuple[str, ...]:
    """Return the shipped stacks of a system."""
    return tuple(stack for stack, values in _VALUES.items() if values["platform:system"] == system)


def _as_shipped(name: str, system: System[Any]) -> System[Any]:
    """Return a system without what no shipped stack file names."""
    values = [_VALUES[stack] for stack in stacks_of(name)]

    def kept(section: str) -> tuple[Any, ...]:
        named = {one for value in values for one in value.get(f"platform:{section}", {})}
        return tuple(one for one in getattr(system, section) if one.name in named)

    return dataclasses.replace(system, services=kept("services"), jobs=kept("jobs"), buckets=kept("buckets"))


SYSTEMS: Mapping[str, System[Any]] = {name: _as_shipped(name, _WHOLE[name]) for name in _WHOLE if stacks_of(name)}
STACKS, SYSTEM = stacks_of(ENGINE), SYSTEMS[ENGINE]
"""Stacks and system of the pre-delinquency engine."""


def program() -> None:
    """Do what `__main__` does, for the systems as shipped."""
    settings = load(pulumi.get_stack(), CONFIG.get(), SYSTEMS)
    with contextlib.ExitStack() as patches:
        for name, system in SYSTEMS.items():
            patches.enter_context(mock.patch.object(importlib.import_module(f"systems.{name.replace('-', '_')}"), "SYSTEM", system))
        for output, value in SYSTEMS[settings.system].build(settings).items():
            pulumi.export(output, value)


PROGRAM = ROOT if all(SYSTEMS.get(name) == system for name, system in _WHOLE.items()) else program
"""What runs the systems as shipped: this project's program, where nothing was added to them."""


def completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the smallest block for each service, job and bucket that was not shipped: what `__main__` asks for."""
    task = {"cpu": 256, "memory": 512}
    smallest = {"services": {**task, "min_capacity": 1, "max_capacity": 1}, "jobs": task, "buckets": {}}
    sections = _WHOLE[values["platform:system"]].sections
    whole = {f"platform:{key}": dict.fromkeys(sections[key], block) for key, block in smallest.items()}
    return {
        **values,
        **{key: values[key] | {name: blocks[name] for name in blocks.keys() - values[key]} for key, blocks in whole.items()},
    }


def recorded(
    stack: str,
    mode: Mode = Mode.APPLIED,
    *changes: Change,
    day_one: bool = False,
    images: Mapping[str, str] | None = None,
    deployed: Mapping[str, str] | None = None,
) -> Recording:
    """Return what a system as shipped registers for a shipped stack file with settings changed, as `tests.stacks.recorded` does."""
    return recorded_values(
        stack, mode, values_of(stack), *changes, day_one=day_one, images=images, deployed=deployed, program=PROGRAM
    )
