"""The project and the stack file, as the engine hands them to a program: every value a string, objects as JSON."""

import difflib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from offline.errors import PreviewError, refusal
from offline.yaml_file import Document, document_of, kind

SECRET_STAND_IN: Final = "secret-of-the-stack-file"  # noqa: S105 - what stands in for a secret, not one
"""What a program gets for an encrypted value of the stack file: the key to decrypt it is with the real CLI."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_NAME_ALLOWED: Final = "1 to 100 letters, digits, hyphens, underscores and periods"
_STACK_KEYS: Final = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
_CREDENTIALS: Final = frozenset(
    f"aws:{name}" for name in ("accessKey", "secretKey", "token", "assumeRoleWithWebIdentity", "httpProxy", "httpsProxy")
)
"""Keys of the AWS provider that hold what opens an account or a proxy, encrypted or not."""

_LARGEST_CONFIG: Final = 128 * 1024 - len("PULUMI_CONFIG=") - 1
"""A policy pack is given the configuration as one environment variable; Linux takes 128 KiB of name, value and a NUL."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project with one of its stacks selected."""

    name: str
    stack: str
    program: Path
    config: Mapping[str, str]
    secret_keys: tuple[str, ...]
    """Keys of values that are encrypted in the stack file; there is a stand-in for each."""
    plain_secret_keys: tuple[str, ...] = ()
    """Keys of values that are secret although they are written in clear."""

    @property
    def hidden_keys(self) -> tuple[str, ...]:
        """Keys of everything that is secret."""
        return tuple(dict.fromkeys((*self.secret_keys, *self.plain_secret_keys)))

    @property
    def public_config(self) -> Mapping[str, str]:
        """The configuration for others than the program: a stand-in for every secret."""
        return {key: SECRET_STAND_IN if key in self.plain_secret_keys else value for key, value in self.config.items()}


def load(directory: Path, stack: str) -> Project:
    """Read `Pulumi.yaml` and `Pulumi.<stack>.yaml`.

    Raises:
        PreviewError: one of them is missing or not what the engine accepts; the message has file and line.
    """
    project_file = directory / "Pulumi.yaml"
    if not _is_there(project_file):
        raise PreviewError(f"{directory} is not a Pulumi project: there is no Pulumi.yaml in it; name the project's folder with -C")
    project = document_of(project_file)
    name = _name(project)
    _check_stack(stack, directory, name)
    stack_file = directory / f"Pulumi.{stack}.yaml"
    if not _is_there(stack_file):
        raise PreviewError(_no_stack(stack, stack_file, list(stacks_of(directory))))
    defaults, declared_secret = _defaults(project, name)
    values = {**defaults, **_values(document_of(stack_file), name, needed=not defaults)}
    config = {key: _text(_decrypted(value)) for key, value in values.items()}
    if len(json.dumps(config)) > _LARGEST_CONFIG:
        found, allowed = "more configuration than a policy pack can be given", f"{_LARGEST_CONFIG} bytes of it, as JSON"
        raise refusal(stack_file, found=found, allowed=allowed, fix="keep large texts in files of the program")
    encrypted = tuple(key for key, value in values.items() if _encrypted(value))
    return Project(
        name=name,
        stack=stack,
        program=_program(directory, project),
        config=config,
        secret_keys=encrypted,
        plain_secret_keys=tuple(key for key in values if key in declared_secret | _CREDENTIALS and values[key] is not None),
    )


def _is_there(file: Path) -> bool:
    """Whether there is something of that name that is to be read; what cannot be looked at is, and reading it says why."""
    try:
        return file.is_file()
    except (OSError, ValueError):
        return True


def _name(project: Document) -> str:
    name = project.values.get("name")
    if not name:
        raise project.refusal("name", found="`name` is missing", allowed=_NAME_ALLOWED, fix="add `name: NAME`")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        found = f"`name` is {kind(name)} that names no project"
        raise project.refusal("name", found=found, allowed=_NAME_ALLOWED, fix="write such a name, in quotes if it is a number")
    return name


def _no_stack(stack: str, stack_file: Path, stacks: Collection[str]) -> str:
    """Return what is wrong with a name that no stack has."""
    written = re.fullmatch(r"Pulumi\.(.+)\.ya?ml", stack)
    if written and written[1] in stacks:
        return f"{stack!r} is a stack's file: name the stack, {written[1]}"
    near = difflib.get_close_matches(stack, stacks, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    known = ", ".join(stacks) or "none"
    return f"there is no stack {stack!r}: {stack_file.name} does not exist; stacks of this project: {known}{meant}"


def _check_stack(stack: str, directory: Path, project: str) -> None:
    if _NAME.fullmatch(stack):
        return
    names = ", ".join(stacks_of(directory)) or "none"
    *owner, last = stack.split("/")
    if _NAME.fullmatch(last) and len(owner) in (1, 2) and all(_NAME.fullmatch(name) and name.strip(".") for name in owner):
        if len(owner) == 2 and owner[1] != project:  # noqa: PLR2004 - organization and project
            raise refusal(f"STACK={stack}", found=f"a stack of the project {owner[1]}", allowed=names, fix=f"this is {project}")
        found = f"{stack}, which is how the Pulumi CLI writes the stack {last} of the organization {owner[0]}"
        raise refusal("STACK", found=found, allowed=f"the stack alone: {names}", fix=f"write {last}")
    shown = repr(stack if len(stack) <= 100 else f"{stack[:100]}...")  # noqa: PLR2004 - a screen's line
    raise refusal("STACK", found=f"{shown}, which names no stack", allowed=f"{_NAME_ALLOWED}: {names}", fix="name one of them")


def stacks_of(directory: Path) -> Iterator[str]:
    """The stacks that have a file in a project's folder, by name."""
    for file in sorted(directory.glob("Pulumi.*.yaml")):
        yield file.name.removeprefix("Pulumi.").removesuffix(".yaml")


def _program(directory: Path, project: Document) -> Path:
    main = project.values.get("main") or "."
    fix = "name the program's folder or file, relative to this file, or remove `main`"
    if not isinstance(main, str):
        raise project.refusal("main", found=f"`main` is {kind(main)}", allowed="a path", fix=fix)
    try:
        program = (directory / main).resolve()
        there = (program / "__main__.py").is_file() if program.is_dir() else program.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, links in a loop, a NUL
        there = False
    if not there:
        found = f"no program in {'its folder' if main == '.' else repr(main[:80])}"
        raise project.refusal("main", found=found, allowed="a folder with __main__.py, or a file", fix=fix)
    return program


def _defaults(project: Document, name: str) -> tuple[Mapping[str, Any], set[str]]:
    """Values the project sets for all stacks, and which keys it says are secret.

    A schema entry counts only with a default or value.
    """
    config = project.values.get("config") or {}
    if not isinstance(config, dict):
        found = f"`config` is {kind(config)}"
        raise project.refusal("config", found=found, allowed="keys and values", fix="write `key: value` lines below it")
    found_values: dict[str, Any] = {}
    secret: set[str] = set()
    for key, entry in config.items():
        value = entry.get("value", entry.get("default")) if isinstance(entry, dict) else entry
        if value is not None:
            found_values[_full(key, name)] = value
        if isinstance(entry, dict) and entry.get("secret") is True:
            secret.add(_full(key, name))
    return found_values, secret


def _values(stack: Document, project: str, *, needed: bool) -> Mapping[str, Any]:
    allowed = "the keys " + ", ".join(_STACK_KEYS)
    for key in stack.values:
        if key not in _STACK_KEYS:
            close = difflib.get_close_matches(key, _STACK_KEYS, n=1)
            fix = f"write {close[0]}" if close else "indent it below `config:`, or remove it"
            raise stack.refusal(key, found=f"{key[:80]!r} at the top, which nothing reads", allowed=allowed, fix=fix)
    config = stack.values.get("config")
    if config is None and needed:
        fix = "copy those of the nearest stack, or write `config: {}` if it has none"
        raise stack.refusal("config", found="no configuration", allowed="`config:` with keys and values below it", fix=fix)
    config = {} if config is None else config
    if not isinstance(config, dict):
        found = f"`config` must be a mapping of keys to values, not {kind(config)}"
        raise stack.refusal("config", found=found, allowed="keys and values", fix="write `key: value` lines below it")
    return {_full(key, project): value for key, value in config.items()}


def _full(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


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
