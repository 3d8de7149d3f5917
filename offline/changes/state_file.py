"""A file that `preview --json` or `pulumi stack export` has written, as a recording."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from offline.changes.values import HIDDEN
from offline.errors import PreviewError, refusal
from offline.json_file import object_of
from offline.simulation.mode import Mode
from offline.simulation.model import STACK_TYPE, CustomTimeouts, Recording, Resource
from offline.simulation.values import SECRET_SIGNATURE, SIGNATURE, Secret

_LARGEST: Final = 64 * 1024 * 1024
_DEEPEST: Final = 60
_ALLOWED: Final = "what `preview --json` or `pulumi stack export` writes: version 3 with `deployment.resources`"
_FIX: Final = "write it anew: preview STACK --json FILE"
_VERSION: Final = 3


def recording_of(file: Path) -> Recording:
    """Read a stack's state back.

    Raises:
        PreviewError: it cannot be read, is not JSON, or is no such state; the message has the file and the reason.
    """
    if file.exists() and not file.is_file():
        raise refusal(file, found="no file", allowed="what `preview --json FILE` has written", fix="name such a file")
    content = object_of(file, of="`version` and `deployment`", largest=_LARGEST, deepest=_DEEPEST)
    deployment = content.get("deployment")
    if content.get("version") != _VERSION or not isinstance(deployment, dict):
        raise _wrong(file, "no state of a stack")
    entries = deployment.get("resources", [])  # of a stack that has nothing, the engine leaves them out
    if not isinstance(entries, list):
        raise _wrong(file, "`deployment.resources` is no list")
    resources = [_resource(file, position, entry) for position, entry in enumerate(entries)]
    stack = next((one for one in resources if one.type == STACK_TYPE), None)
    if stack is None:
        raise _wrong(file, "no resource of the type pulumi:pulumi:Stack, so that nothing says which stack it is")
    name, project = stack.urn.split("::")[:2]
    declared = tuple(one for one in resources if not _default_provider(one))
    return Recording(
        project=project,
        stack=name.removeprefix("urn:pulumi:"),
        mode=Mode.APPLIED,
        resources=declared,
        outputs=stack.outputs,
        providers=tuple(one for one in resources if _default_provider(one)),
    )


def _wrong(file: Path, found: str) -> PreviewError:
    return refusal(file, found=found, allowed=_ALLOWED, fix=_FIX)


def _default_provider(resource: Resource) -> bool:
    return resource.type.startswith("pulumi:providers:") and resource.name.startswith("default")


def _resource(file: Path, position: int, entry: Any) -> Resource:
    where = f"`deployment.resources[{position}]`"
    if not isinstance(entry, dict):
        raise _wrong(file, f"{where} is no object")
    urn, kind = _text(file, where, entry, "urn"), _text(file, where, entry, "type")
    if len(urn.split("::")) < 4:  # noqa: PLR2004 - stack, project, types, name
        raise _wrong(file, f"{where} has an `urn` that is none")
    return Resource(
        urn=urn,
        type=kind,
        name=urn.split("::", 3)[3],
        parent=entry.get("parent") or None,
        custom=bool(entry.get("custom")),
        inputs=_object(file, where, entry, "inputs"),
        outputs=_object(file, where, entry, "outputs"),
        id=str(entry.get("id") or ""),
        dependencies=_texts(entry.get("dependencies")),
        property_dependencies={key: _texts(urns) for key, urns in _object(file, where, entry, "propertyDependencies").items()},
        protect=bool(entry.get("protect")),
        ignore_changes=_texts(entry.get("ignoreChanges")),
        replace_on_changes=_texts(entry.get("replaceOnChanges")),
        retain_on_delete=bool(entry.get("retainOnDelete")),
        deleted_with=entry.get("deletedWith") or None,
        custom_timeouts=_timeouts(entry.get("customTimeouts")),
        aliases=_texts(entry.get("aliases")),
        provider=entry.get("provider") or None,
    )


def _text(file: Path, where: str, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise _wrong(file, f"{where} has no `{key}`")
    return value


def _object(file: Path, where: str, entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = entry.get(key) or {}
    if not isinstance(value, dict):
        raise _wrong(file, f"`{key}` of {where} is no object")
    read: Mapping[str, Any] = _value(value)
    return read


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _timeouts(value: Any) -> CustomTimeouts:
    if not isinstance(value, dict):
        return CustomTimeouts()
    numbers = {key: float(value.get(key) or 0) for key in ("create", "read", "update", "delete") if _number(value.get(key))}
    return CustomTimeouts(**numbers)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(value: Any) -> Any:
    match value:
        case dict() if value.get(SIGNATURE) == SECRET_SIGNATURE:
            return Secret(_plaintext(value.get("plaintext")))
        case dict():
            return {key: _value(inner) for key, inner in value.items() if key != "__defaults"}
        case list():
            return [_value(inner) for inner in value]
        case _:
            return value


def _plaintext(text: Any) -> Any:
    """What the engine would have encrypted; of an encrypted one nothing is known."""
    if not isinstance(text, str):
        return HIDDEN
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
