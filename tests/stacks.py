"""Stack files as tests use them: read, changed in one place, recorded."""

import copy
import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from offline.simulation.runner import Mode, Recording, record

ROOT = Path(__file__).parent.parent
STACKS = tuple(sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml")))
DELETE = object()


def stacks_of(system: str) -> tuple[str, ...]:
    """Return the stacks that build one system."""
    return tuple(stack for stack in STACKS if values_of(stack)["platform:system"] == system)


Change = tuple[str, Any]


def values_of(stack: str) -> dict[str, Any]:
    """Return the `config` block of a stack file."""
    values: dict[str, Any] = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    return values


def changed(values: Mapping[str, Any], *changes: Change) -> dict[str, Any]:
    """Return a copy with each `platform:a.b[0]` path set to a value, or removed where the value is DELETE."""
    result = copy.deepcopy(dict(values))
    for path, value in changes:
        namespace, rest = path.split(":", 1)
        first, *more = re.findall(r"[^.\[\]]+", rest)
        keys: list[Any] = [f"{namespace}:{first}", *(int(key) if key.isdigit() else key for key in more)]
        block: Any = result
        for key in keys[:-1]:
            block = block[key]
        if value is DELETE:
            del block[keys[-1]]
        else:
            block[keys[-1]] = value
    return result


def as_engine(values: Mapping[str, Any]) -> dict[str, str]:
    """Return configuration as the engine hands it to a program: every value text, anything else JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


def recorded(
    stack: str, mode: Mode = Mode.APPLIED, *changes: Change, day_one: bool = False, images: Mapping[str, str] | None = None
) -> Recording:
    """Return what the program registers for a stack file with settings changed; each combination is recorded once."""
    return _recorded(stack, mode, json.dumps(changed(values_of(stack), *changes)), day_one, json.dumps(images))


@functools.cache
def _recorded(stack: str, mode: Mode, values: str, day_one: bool, images: str) -> Recording:  # noqa: FBT001  a cache key
    return record(ROOT, stack=stack, config=as_engine(json.loads(values)), mode=mode, day_one=day_one, images=json.loads(images))
