"""What the engine reads of a stack's state: the fields of `apitype.ResourceV3` (pulumi/pulumi, sdk/go/common/apitype/core.go).

Its decoder refuses a field of another type and passes over one that it does not know, which is therefore a mistake here too.
"""

from collections.abc import Mapping
from typing import Any, Final

import jsonschema

from offline.simulation.values import SECRET_SIGNATURE, SIGNATURE

_TEXT: Final = {"type": "string", "minLength": 1}
_URN: Final = {"type": "string", "pattern": "^urn:pulumi:"}
_FLAG: Final = {"type": "boolean"}
_VALUES: Final = {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}}
_SECONDS: Final = {"type": "number", "exclusiveMinimum": 0}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _object(required: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


_RESOURCE: Final = {
    **_object(
        ("urn", "custom", "type"),
        urn=_URN,
        custom=_FLAG,
        id=_TEXT,
        type=_TEXT,
        inputs=_VALUES,
        outputs=_VALUES,
        parent=_URN,
        protect=_FLAG,
        dependencies=_list(_URN),
        provider={"type": "string", "pattern": "^urn:pulumi:.+::pulumi:providers:.+::.+::.+$"},
        propertyDependencies={"type": "object", "additionalProperties": _list(_URN)},
        additionalSecretOutputs=_list(_TEXT),
        aliases=_list(_URN),
        customTimeouts=_object((), create=_SECONDS, read=_SECONDS, update=_SECONDS, delete=_SECONDS),
        importID=_TEXT,
        retainOnDelete=_FLAG,
        deletedWith=_URN,
        ignoreChanges=_list(_TEXT),
        replaceOnChanges=_list(_TEXT),
    ),
    # A component has no id: the engine refuses to load one that has.
    "if": {"properties": {"custom": {"const": False}}},
    "then": {"properties": {"id": False}},
}
# An object is a plain one or, by its signature, a secret, whose text is JSON; no program of ours has another.
_VALUE: Final = {
    "if": {"type": "object", "required": [SIGNATURE]},
    "then": _object((SIGNATURE, "plaintext"), **{SIGNATURE: {"const": SECRET_SIGNATURE}, "plaintext": _TEXT}),
    "else": {
        "type": ["null", "boolean", "number", "string", "array", "object"],
        "items": {"$ref": "#/$defs/value"},
        "additionalProperties": {"$ref": "#/$defs/value"},
    },
}
_STATE: Final = {
    "$defs": {"value": _VALUE, "resource": _RESOURCE},
    **_object(
        ("version", "deployment"),
        version={"const": 3},
        deployment=_object(
            ("manifest", "resources", "metadata"),
            manifest=_object(
                ("time", "magic", "version"), time={"type": "string", "pattern": "Z$"}, magic={"type": "string"}, version=_TEXT
            ),
            resources=_list({"$ref": "#/$defs/resource"}),
            metadata={"type": "object"},
        ),
    ),
}
_VALIDATOR: Final = jsonschema.Draft202012Validator(_STATE)


def unreadable(state: Any) -> list[str]:
    """Return what the engine would refuse in a state, or pass over, each with its place."""
    return [f"{error.json_path}: {error.message[:200]}" for error in _VALIDATOR.iter_errors(state)]
