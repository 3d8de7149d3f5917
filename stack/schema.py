"""A stack file's JSON schema, for editors, and the reference of every setting: both read off the blocks themselves."""

import ast
import dataclasses
import functools
import inspect
import itertools
import sys
import typing
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pydantic

from stack.configuration import NAMESPACE
from stack.file import System
from stack.refusal import bare, describe, hints_of
from stack.settings import StackSettings, SystemSettings
from stack.settings.vocabulary import REGIONS

_ENCRYPTED = {"type": "object", "properties": {"secure": {"type": "string"}}, "required": ["secure"]}


def json_schema(name: str, system: System[StackSettings]) -> dict[str, Any]:
    """Return the schema of the stack files of one system.

    Args:
        name: the system's name, as in `platform:system`.
        system: what it is made of.
    """
    schema = pydantic.TypeAdapter(system.settings).json_schema()
    blocks = {block.__name__: block for _, block in blocks_of(system.settings)}
    definitions = schema.pop("$defs", {})
    for definition, block in [(schema, system.settings), *((definitions[one], blocks[one]) for one in definitions)]:
        _describe(definition, block)
    properties: dict[str, Any] = schema["properties"]
    properties["system"] = {**properties["system"], "const": name}
    for section, names in system.sections.items():
        properties[section] = _section(properties[section], names, optional=section == "images")
    required = [key for key in schema["required"] if key in properties]
    required += [section for section, names in system.sections.items() if names and section != "images"]
    config = {
        "type": "object",
        "properties": {
            "aws:allowedAccountIds": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "pattern": "^[0-9]{12}$"},
                "description": "Accounts the stack may be in; with other credentials the provider stops before its first call.",
            },
            "aws:region": {"enum": list(REGIONS), "description": "Where the stack lives."},
            **{f"{NAMESPACE}:{key}": value for key, value in properties.items()},
        },
        "patternProperties": {f"^(?!{NAMESPACE}:)": {}},
        "additionalProperties": False,
        "required": ["aws:region", *(f"{NAMESPACE}:{key}" for key in required)],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Stack file of the system {name}",
        "type": "object",
        "properties": {"config": config},
        "required": ["config"],
        "$defs": definitions,
    }


def _describe(definition: dict[str, Any], block: type) -> None:
    """Give every property its docstring, and every secret its encrypted form; drop what pydantic only made up."""
    definition.pop("title", None)
    documentation = docstrings(block)
    for key, value in definition["properties"].items():
        value.pop("title", None)
        if key in documentation:
            value["description"] = documentation[key]
        if value.get("writeOnly"):
            definition["properties"][key] = {"anyOf": [value, _ENCRYPTED]}


def _section(schema: Mapping[str, Any], names: Collection[str], *, optional: bool) -> dict[str, Any]:
    """A section whose names are the system's."""
    entry = schema["additionalProperties"]
    result = {**schema, "properties": dict.fromkeys(sorted(names), entry), "additionalProperties": False}
    return result if optional else {**result, "required": sorted(names)}


def docstrings(block: type) -> Mapping[str, str]:
    """Return what stands below each attribute of a class and of those it inherits from, or what the attribute's own block is."""
    found = {key: _summary(bare(hint)) for key, hint in hints_of(block).items() if dataclasses.is_dataclass(bare(hint))}
    for cls in reversed(block.__mro__[:-1]):
        for attribute, below in itertools.pairwise(_classes(cls.__module__)[cls.__name__].body):
            if isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name) and isinstance(below, ast.Expr):
                found[attribute.target.id] = inspect.cleandoc(str(ast.literal_eval(below.value)))
    return found


@functools.cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    """The classes of a module by name, read once: there are some hundred, and a system's page asks for each."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {one.name: one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)}


def _summary(block: type) -> str:
    return (inspect.getdoc(block) or "").partition("\n")[0]


def blocks_of(block: type, path: str = "") -> Iterator[tuple[str, type]]:
    """Yield every block below one, depth first, with its path: `network`, `services.<name>`, `services.<name>.sign_in`."""
    for key, hint in hints_of(block).items():
        inner, where = bare(hint), f"{path}{key}"
        if typing.get_origin(inner) is Mapping:
            inner, where = bare(typing.get_args(inner)[1]), f"{where}.<name>"
        elif typing.get_origin(inner) is tuple:
            inner, where = bare(typing.get_args(inner)[0]), f"{where}[]"
        if dataclasses.is_dataclass(inner) and isinstance(inner, type):
            yield where, inner
            yield from blocks_of(inner, f"{where}.")


def reference(systems: Mapping[str, System[StackSettings]]) -> str:
    """Return the page of every setting: each block once, with a row for each key."""
    lines = [
        "# Settings",
        "",
        "Every key a stack file may have, read off the program: `python -m systems` writes this page and the schemas with which",
        "editors check stack files (`schemas/`). Rules across keys are told by the preview.",
    ]
    told: set[type] = set()
    for title, settings in (
        ("Every stack", StackSettings),
        ("Every system with services", SystemSettings),
        *((f"The system {name}", system.settings) for name, system in sorted(systems.items())),
    ):
        lines += ["", f"## {title}", *_table(settings, told)]
        told.add(settings)
        for path, block in blocks_of(settings):
            if block not in told:
                told.add(block)
                lines += ["", f"### `{NAMESPACE}:{path}`", "", *(inspect.getdoc(block) or "").splitlines(), *_table(block, told)]
    return "\n".join(lines) + "\n"


def _table(block: type, told: Collection[type]) -> list[str]:
    """The rows of a block, less those of a block told before that it inherits."""
    inherited = {key for cls in block.__mro__[1:] if cls in told for key in hints_of(cls)}
    hints, documentation = hints_of(block), docstrings(block)
    rows = [
        f"| `{field.name}` | {_cell(describe(hints[field.name]))} | {_default(field)} | {_cell(documentation[field.name])} |"
        for field in dataclasses.fields(block)
        if field.name not in inherited
    ]
    return ["", "| key | allowed | default | what it does, costs or risks |", "| --- | --- | --- | --- |", *rows] if rows else []


def _default(field: "dataclasses.Field[Any]") -> str:
    if field.default_factory is not dataclasses.MISSING:
        return "its own defaults" if dataclasses.is_dataclass(field.default_factory) else "none"
    if field.default is dataclasses.MISSING:
        return "required"
    match field.default:
        case None | () | "":
            return "none"
        case bool() as flag:
            return str(flag).lower()
        case value:
            return f"`{value}`"


def _cell(text: str) -> str:
    """A text on one line of a table; within backticks Markdown shows `<` as it is."""
    parts = " ".join(text.split()).replace("|", "\\|").split("`")
    return "`".join(part if within else part.replace("<", "&lt;") for part, within in zip(parts, itertools.cycle((False, True))))
