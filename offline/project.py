"""The project and the stack file, as the engine hands them to a program: every value a string, objects as JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from offline.errors import PreviewError

SECRET_STAND_IN: Final = "secret-of-the-stack-file"  # noqa: S105 - what stands in for a secret, not one
"""What a program gets for an encrypted value of the stack file: the key to decrypt it is with the real CLI."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project with one of its stacks selected."""

    name: str
    stack: str
    program: Path
    config: Mapping[str, str]
    secret_keys: tuple[str, ...]


def load(directory: Path, stack: str) -> Project:
    """Read `Pulumi.yaml` and `Pulumi.<stack>.yaml`.

    Raises:
        PreviewError: one of them is missing or not what the engine accepts; the message has file and line.
    """
    project_file = directory / "Pulumi.yaml"
    if not project_file.is_file():
        raise PreviewError(f"{directory} is not a Pulumi project: there is no Pulumi.yaml in it; name the project's folder with -C")
    project = _mapping(project_file)
    name = project.get("name")
    if not isinstance(name, str) or not name:
        raise PreviewError(f"{project_file}: `name` is missing")
    stack_file = directory / f"Pulumi.{stack}.yaml"
    if not stack_file.is_file():
        stacks = ", ".join(stacks_of(directory)) or "none"
        raise PreviewError(f"there is no stack {stack!r}: {stack_file.name} does not exist; stacks of this project: {stacks}")
    values = {**_defaults(project.get("config") or {}, name), **_values(_mapping(stack_file).get("config") or {}, name, stack_file)}
    return Project(
        name=name,
        stack=stack,
        program=(directory / str(project.get("main") or ".")).resolve(),
        config={key: _text(_decrypted(value)) for key, value in values.items()},
        secret_keys=tuple(key for key, value in values.items() if _encrypted(value)),
    )


def stacks_of(directory: Path) -> Iterator[str]:
    """The stacks that have a file in a project's folder, by name."""
    for file in sorted(directory.glob("Pulumi.*.yaml")):
        yield file.name.removeprefix("Pulumi.").removesuffix(".yaml")


def _defaults(config: Any, project: str) -> Mapping[str, Any]:
    """Values the project sets for all stacks; a schema entry counts only with a default or value."""
    found: dict[str, Any] = {}
    for key, entry in config.items() if isinstance(config, dict) else ():
        value = entry.get("value", entry.get("default")) if isinstance(entry, dict) else entry
        if value is not None:
            found[_full(str(key), project)] = value
    return found


def _values(config: Any, project: str, file: Path) -> Mapping[str, Any]:
    if not isinstance(config, dict):
        raise PreviewError(f"{file}: `config` must be a mapping of keys to values, not {type(config).__name__}")
    return {_full(str(key), project): value for key, value in config.items()}


def _full(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _mapping(file: Path) -> Mapping[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - derived from SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{file}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(file)
        context = f" {error.context}:" if error.context else ""
        raise PreviewError(f"{where}:{context} {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise PreviewError(f"{file}: cannot be read: {' '.join(str(error).split())}") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise PreviewError(f"{file}, line 1: expected keys and values, found {type(content).__name__}")
    return content


class _Loader(yaml.SafeLoader):
    """YAML as the CLI reads it: only true and false are booleans, dates and 12:30 are text, a key may appear once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be text", key_node.start_mark)
            if key in keys:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} appears twice", key_node.start_mark)
            keys.add(key)
        return super().construct_mapping(node, deep=deep)


_TAG: Final = "tag:yaml.org,2002:"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in {f"{_TAG}null", f"{_TAG}merge"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?$", "-+0123456789"),
):
    _Loader.add_implicit_resolver(f"{_TAG}{_tag}", re.compile(_pattern), list(_first))


def _encrypted(value: Any) -> bool:
    if isinstance(value, dict):
        return (set(value) == {"secure"}) or any(map(_encrypted, value.values()))
    return isinstance(value, list) and any(map(_encrypted, value))


def _decrypted(value: Any) -> Any:
    if isinstance(value, dict):
        return SECRET_STAND_IN if set(value) == {"secure"} else {key: _decrypted(item) for key, item in value.items()}
    return [_decrypted(item) for item in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
