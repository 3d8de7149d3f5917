"""Stack files as tests use them: read, changed in one place, recorded once for all workers of a test run."""

import contextlib
import copy
import fcntl
import functools
import gc
import hashlib
import json
import os
import pickle
import re
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from offline.pipelines import recorded_images
from offline.simulation.runner import Mode, Recording, record

ROOT = Path(__file__).parent.parent
STACKS = tuple(sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml")))
DELETE = object()
SIGN_IN = {
    "issuer": "https://login.example.com",
    "authorization_endpoint": "https://login.example.com/authorize",
    "token_endpoint": "https://login.example.com/token",
    "user_info_endpoint": "https://login.example.com/userinfo",
    "client_id": "engine",
    "client_secret": "hunter2",
}
"""A setting that people sign in with."""
SHARED = "PLATFORM_TEST_RECORDINGS"
"""The environment variable that names the folder in which the workers of a test run share recordings."""


def stacks_of(system: str) -> tuple[str, ...]:
    """Return the stacks that build one system."""
    return tuple(stack for stack in STACKS if values_of(stack)["platform:system"] == system)


Change = tuple[str, Any]
Program = Path | Callable[[], None]


def values_of(stack: str) -> dict[str, Any]:
    """Return the `config` block of a stack file."""
    values: dict[str, Any] = pickle.loads(_values_of(stack))  # noqa: S301  our own; a tenth of the time of copy.deepcopy
    return values


@functools.cache
def _values_of(stack: str) -> bytes:
    with (ROOT / f"Pulumi.{stack}.yaml").open() as file:  # a file, not its text: YAML's errors name it
        return pickle.dumps(yaml.load(file, yaml.CSafeLoader)["config"])


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
            block[keys[-1]] = copy.deepcopy(value)  # a later path may lead into it
    return result


def as_engine(values: Mapping[str, Any]) -> dict[str, str]:
    """Return configuration as the engine hands it to a program: every value text, anything else JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


def complaints(values: Mapping[str, Any]) -> list[str]:
    """Return what an editor would underline: where the schema of the stack's system rejects the values."""
    return [error.message for error in _validator(values["platform:system"]).iter_errors({"config": values})]


@functools.cache
def _validator(system: str) -> jsonschema.Draft202012Validator:
    known = ROOT / "schemas" / f"{system}.json"
    schema = json.loads((known if known.exists() else ROOT / "schemas" / "pre-delinquency-engine.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def recorded(
    stack: str,
    mode: Mode = Mode.APPLIED,
    *changes: Change,
    day_one: bool = False,
    images: Mapping[str, str] | None = None,
    deployed: Mapping[str, str] | None = None,
) -> Recording:
    """Return what the program registers for a stack file with settings changed; each combination is recorded once.

    Pipelines have recorded `images`, by default one of each service, and on day one none; the last `up` ran `deployed`, by default
    the same.
    """
    return recorded_values(stack, mode, values_of(stack), *changes, day_one=day_one, images=images, deployed=deployed)


def recorded_values(
    stack: str,
    mode: Mode,
    values: Mapping[str, Any],
    *changes: Change,
    day_one: bool = False,
    images: Mapping[str, str] | None = None,
    deployed: Mapping[str, str] | None = None,
    program: Program = ROOT,
) -> Recording:
    """Return what a program registers for the `config` block of a stack file, as `recorded` does."""
    config = as_engine(changed(values, *changes))
    parameters = {} if day_one else recorded_images(config, images, deployed)
    return _recorded(program, stack, mode, json.dumps(config), json.dumps(parameters))


def recorded_copy(program: Path, stack: str) -> Recording:
    """Return what a changed copy of the program registers for its own stack file."""
    config = as_engine(yaml.safe_load((program / f"Pulumi.{stack}.yaml").read_text())["config"])
    return record(program, stack=stack, config=config, parameters=recorded_images(config))


@functools.cache
def _recorded(program: Program, stack: str, mode: Mode, config: str, parameters: str) -> Recording:
    """One recording, kept where all workers of the test run find it; `tests/conftest.py` makes and removes the folder."""
    folder = os.environ.get(SHARED)
    if folder is None:
        return _record(program, stack, mode, config, parameters)
    whose = program.name if isinstance(program, Path) else program.__qualname__
    key = hashlib.sha256(json.dumps([whose, stack, mode, config, parameters]).encode()).hexdigest()
    with (Path(folder) / key).open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # a second worker waits for the first instead of recording the same
        file.seek(0)
        content = file.read()
        if content:
            kept: Recording = pickle.loads(content)  # noqa: S301  written by a worker of this run
            return kept
        recording = _record(program, stack, mode, config, parameters)
        pickle.dump(recording, file, protocol=pickle.HIGHEST_PROTOCOL)
        return recording


def _record(program: Program, stack: str, mode: Mode, config: str, parameters: str) -> Recording:
    runs = _kept if program == ROOT else program
    gc.disable()  # the SDK makes half a million objects a run: looking for garbage among them costs a fifth of the time
    try:
        return record(runs, stack=stack, config=json.loads(config), mode=mode, parameters=json.loads(parameters))
    finally:
        gc.freeze()  # some 20 MB of circles stay: to free them would take a sixth of the run
        gc.enable()


def _kept() -> None:
    """Run this project's program with the modules that are loaded: loading them anew takes a quarter of a recording."""
    with contextlib.chdir(ROOT):
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")
