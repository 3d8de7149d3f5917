"""The configuration of a policy pack: the engine, not the SDK, merges and checks it, so it is done here.

Later wins: the schema's defaults, the pack's own initial configuration, the file given on the command line.
"""

import difflib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from offline.errors import PreviewError, refusal
from offline.json_file import object_of

WRONG: Final = "the policy configuration is wrong:"
"""How this and a pack that refuses a configuration begin to say why."""
LEVELS: Final = ("advisory", "mandatory", "disabled", "remediate")

_ALL: Final = "all"
# What a pack may want to know beside a level: of `all` it holds for every policy that says neither of its own.
_EXPLAINING: Final = ("reason", "expires")
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy as the pack describes it: its own level, and the JSON schema of what can be configured."""

    name: str
    level: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    required: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Configured:
    """What a policy runs with."""

    level: str
    properties: Mapping[str, Any]


def read(file: Path) -> Mapping[str, Any]:
    """Read a configuration file of the CLI's form: a level, or an object with `enforcementLevel` and properties, by policy name.

    Raises:
        PreviewError: it is not such a file.
    """
    content = object_of(file, of="policy names")
    for name, entry in content.items():
        if not isinstance(entry, (str, dict)):
            allowed = f"one of {', '.join(LEVELS)}, or an object with enforcementLevel and what the policy can be configured with"
            found = f"{name[:80]!r} is {json.dumps(entry):.80}"
            raise refusal(file, found=found, allowed=allowed, fix="write a level or such an object")
    return content


def merge(policies: Sequence[Policy], *layers: Mapping[str, Any]) -> Mapping[str, Configured]:
    """What each policy runs with.

    Args:
        policies: the pack's policies.
        layers: configurations, the later ones winning; in each, `all` holds for every policy it does not name.

    Raises:
        PreviewError: a layer names a policy the pack does not have, or gives one a value its schema refuses; all such at once.
    """
    names = [policy.name for policy in policies]
    problems = [
        f"{name!r} is not a policy of this pack{_nearest(name, names)}"
        for layer in layers
        for name in layer
        if name not in [*names, _ALL]
    ]
    problems += [f"{_ALL}: {problem}" for layer in layers for problem in _check_all(layer.get(_ALL, {}))]
    configured: dict[str, Configured] = {}
    for policy in policies:
        level = policy.level
        properties = {key: schema["default"] for key, schema in policy.properties.items() if "default" in schema}
        for layer in layers:
            for name in (_ALL, policy.name):
                entry = layer.get(name, {})
                entry = {"enforcementLevel": entry} if isinstance(entry, str) else dict(entry)
                level = entry.pop("enforcementLevel", level)
                if name == _ALL:
                    entry = {key: value for key, value in entry.items() if key in policy.properties and key in _EXPLAINING}
                elif any(key in entry for key in _EXPLAINING):
                    properties = {key: value for key, value in properties.items() if key not in _EXPLAINING}
                properties |= entry
        configured[policy.name] = Configured(level=level, properties=properties)
        problems += [f"{policy.name}: {problem}" for problem in _check(policy, configured[policy.name])]
    if problems:
        raise PreviewError(f"{WRONG}\n" + "\n".join(f"  {problem}" for problem in problems))
    return configured


def _check(policy: Policy, configured: Configured) -> Iterator[str]:
    yield from _check_level(configured.level)
    for name in policy.required:
        if name not in configured.properties:
            yield f"{name} is required"
    for name, value in configured.properties.items():
        if name not in policy.properties:
            known = ("enforcementLevel", *policy.properties)
            listed = ", ".join(known)
            yield f"{name} is not something this policy can be configured with; it knows {listed}{_nearest(name, known)}"
        else:
            yield from violations(value, policy.properties[name], name)


def _check_all(entry: str | Mapping[str, Any]) -> Iterator[str]:
    if isinstance(entry, str):
        return
    known = ("enforcementLevel", *_EXPLAINING)
    yield from (
        f"{key} is nothing that all policies have; they have {', '.join(known)}{_nearest(key, known)}"
        for key in entry
        if key not in known
    )
    if entry and "enforcementLevel" not in entry:
        yield "enforcementLevel is required"


def _check_level(level: object) -> Iterator[str]:
    if level not in LEVELS:
        yield f"enforcementLevel {level!r:.80} is not one of {', '.join(LEVELS)}{_nearest(str(level), LEVELS)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def violations(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """Where a value breaks a JSON schema, in the keywords policy configurations use."""
    wanted = schema.get("type")
    allowed = [wanted] if isinstance(wanted, str) else list(wanted or [])
    if allowed and not any(_is(value, name) for name in allowed):
        yield f"{path} must be {' or '.join(allowed)}, not {json.dumps(value):.80}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} must be one of {', '.join(map(json.dumps, schema['enum']))}, not {json.dumps(value):.80}"
    match value:
        case bool():
            return
        case int() | float():
            yield from _bounds(value, schema, path, "minimum", "maximum")
        case str():
            yield from _bounds(len(value), schema, f"the length of {path}", "minLength", "maxLength")
            if not re.search(schema.get("pattern", ""), value):
                yield f"{path} must match {schema['pattern']}, not {json.dumps(value):.80}"
        case list():
            yield from _bounds(len(value), schema, f"the length of {path}", "minItems", "maxItems")
            for index, item in enumerate(value):
                yield from violations(item, schema.get("items", {}), f"{path}[{index}]")
        case dict():
            yield from _object(value, schema, path)


def _object(value: Mapping[str, Any], schema: Mapping[str, Any], path: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{path}.{name} is required"
    for name, item in value.items():
        if name in known:
            yield from violations(item, known[name], f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}.{name} is not allowed{_nearest(name, known)}"


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if isinstance(value, float) and name == "integer":
        return value.is_integer()
    return isinstance(value, _TYPES.get(name, (object,)))


def _bounds(number: float, schema: Mapping[str, Any], what: str, least: str, most: str) -> Iterator[str]:
    if not math.isfinite(number):
        yield f"{what} must be a finite number"
    elif least in schema and number < schema[least]:
        yield f"{what} must be at least {schema[least]:g}, not {number:g}"
    elif most in schema and number > schema[most]:
        yield f"{what} must be at most {schema[most]:g}, not {number:g}"
