"""The systems as shipped, which their specification is about: stack files of its own, and no service they do not name.

A new environment, another size or one more service changes nothing here, so it turns no test of the specification red. What holds
for every stack file and service there is, is in tests/check/.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi
import yaml
from pulumi.runtime.config import CONFIG

import systems.pre_delinquency_engine
from offline.simulation.runner import Mode, Recording
from stack.file import load
from systems import Systems
from systems.system import System
from tests.stacks import ROOT, Change, recorded_values

FOLDER = Path(__file__).parent
ACCOUNT, ENGINE = "account", "pre-delinquency-engine"


def _read(stack: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((FOLDER / f"{stack}.yaml").read_text())["config"]
    return values


_VALUES = {path.stem: _read(path.stem) for path in sorted(FOLDER.glob("*.yaml"))}
STACKS = tuple(stack for stack, values in _VALUES.items() if values["platform:system"] == ENGINE)
"""The stacks of the pre-delinquency engine."""


_WHOLE = Systems()[ENGINE]


def _named(section: str) -> set[str]:
    return {name for stack in STACKS for name in _VALUES[stack][f"platform:{section}"]}


SYSTEM = dataclasses.replace(
    _WHOLE,
    services=tuple(one for one in _WHOLE.services if one.name in _named("services")),
    jobs=tuple(one for one in _WHOLE.jobs if one.name in _named("jobs")),
    buckets=tuple(one for one in _WHOLE.buckets if one.name in _named("buckets")),
)
SYSTEMS: Mapping[str, System[Any]] = {ACCOUNT: Systems()[ACCOUNT], ENGINE: SYSTEM}


def program() -> None:
    """Do what `__main__` does, for the systems as shipped."""
    settings = load(pulumi.get_stack(), CONFIG.get(), SYSTEMS)
    with mock.patch.object(systems.pre_delinquency_engine, "SYSTEM", SYSTEM):
        for output, value in SYSTEMS[settings.system].build(settings).items():
            pulumi.export(output, value)


def values_of(stack: str) -> dict[str, Any]:
    """Return the `config` block of a shipped stack file."""
    return _read(stack)


def completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the smallest block for each service, job and bucket that was not shipped: what `__main__` asks for."""
    task = {"cpu": 256, "memory": 512}
    smallest = {"services": {**task, "min_capacity": 1, "max_capacity": 1}, "jobs": task, "buckets": {}}
    whole = {f"platform:{key}": dict.fromkeys(_WHOLE.sections[key], block) for key, block in smallest.items()}
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
    run = ROOT if SYSTEM == _WHOLE else program
    return recorded_values(stack, mode, values_of(stack), *changes, day_one=day_one, images=images, deployed=deployed, program=run)
