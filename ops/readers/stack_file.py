"""What a stack file says, as far as commands need it. Whether all of it is right, the preview says."""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from ops.ending import Exit, OpsError, refusal
from ops.readers.stack_text import load
from stack.block import parse
from stack.configuration import NAMESPACE
from stack.refusal import hints_of
from stack.settings import StackSettings, SystemSettings

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """A stack's name and its settings."""

    stack: str
    region: str
    accounts: frozenset[str] | None
    """Accounts it may be in; None for any."""
    settings: StackSettings
    """What every stack says; of a system with services, what those say as well."""
    values: Mapping[str, Any]
    """Everything below `platform:`, as the file has it; tiers that only some systems have are found here alone."""

    @property
    def system_settings(self) -> SystemSettings:
        """The settings of a stack that runs services.

        Raises:
            OpsError: it runs none.
        """
        if isinstance(self.settings, SystemSettings):
            return self.settings
        raise refusal(
            f"--stack {self.stack}",
            found=f"a stack of the system {self.settings.system}, which runs no services",
            allowed="a stack with services",
            fix="name the stack of the system that runs there",
        )

    @property
    def last_day(self) -> date | None:
        """The last day the stack is meant to be there; None for one that stays."""
        expires = self.settings.expires if isinstance(self.settings, SystemSettings) else None
        return None if expires is None else date.fromisoformat(expires)

    def path(self, tail: str) -> str:
        """Return `/<system>/<environment>/<tail>`: the name of a parameter."""
        return f"/{self.settings.system}/{self.settings.environment}/{tail}"


def stacks_of(folder: Path) -> list[str]:
    """Return the stacks that have a file in the project's folder."""
    return [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in sorted(folder.glob("Pulumi.*.yaml"))]


def read_stack_file(folder: Path, stack: str, *, region: str | None = None) -> StackFile:
    """Read `Pulumi.<stack>.yaml`.

    Args:
        folder: the project's.
        stack: the stack's name.
        region: in place of the file's.

    Raises:
        OpsError: there is no such stack, or its file cannot be read or says something that settings do not accept.
    """
    known = stacks_of(folder)
    if not _NAME.fullmatch(stack) or stack not in known:
        allowed = ", ".join(known) or f"no stack: {folder} holds no Pulumi.<stack>.yaml; name the project's folder with -C"
        near = difflib.get_close_matches(stack, known, n=1)
        raise refusal("--stack", found=repr(stack[:100]), allowed=allowed, fix=f"write {near[0]}" if near else "name one of them")
    file = folder / f"Pulumi.{stack}.yaml"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise refusal(
            file.name, found="no text that can be read", allowed="a stack file", fix=f"bin/platform-preview {stack}"
        ) from None
    return parse_stack_file(text, stack, region=region)


def parse_stack_file(text: str, stack: str, *, region: str | None = None) -> StackFile:
    """Return what the text of a stack's file says; the rest is as for `read_stack_file`."""
    name = f"Pulumi.{stack}.yaml"
    try:
        document = load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        where = f", line {error.problem_mark.line + 1}" if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else ""
        raise refusal(
            f"{name}{where}", found="no YAML that can be read", allowed="a stack file", fix=f"bin/platform-preview {stack}"
        ) from None
    config = document.get("config") if isinstance(document, dict) else None
    if not isinstance(config, dict):
        raise refusal(name, found="no `config:` block", allowed="keys and values", fix=f"bin/platform-preview {stack}")
    values = {str(key).partition(":")[2]: value for key, value in config.items() if str(key).startswith(f"{NAMESPACE}:")}
    where_region = region or config.get("aws:region")
    if not isinstance(where_region, str):
        raise refusal(f"{name}: aws:region", found="nothing", allowed="a region", fix="add it, or pass --region")
    accounts = config.get("aws:allowedAccountIds")
    return StackFile(
        stack=stack,
        region=where_region,
        accounts=frozenset(map(str, accounts)) if isinstance(accounts, list) else None,
        settings=_settings(stack, values),
        values=values,
    )


def _settings(stack: str, values: Mapping[str, Any]) -> StackSettings:
    """The settings that systems share; those of one system alone are left to the program, which knows them."""
    kind: type[StackSettings] = SystemSettings if "services" in values else StackSettings
    shared = {key: value for key, value in values.items() if key in hints_of(kind)}
    plain = json.loads(json.dumps(shared, default=str))
    settings, problems = parse(kind, _decrypted(plain), NAMESPACE)
    if settings is None:
        listing = "\n".join(f"  {problem}" for problem in problems[:5])
        raise OpsError(f"Pulumi.{stack}.yaml cannot be used:\n{listing}\n  all of it: bin/platform-preview {stack}", Exit.INPUT)
    return settings


def _decrypted(value: Any) -> Any:
    """The values with a stand-in for each that is encrypted: commands need none of them."""
    if isinstance(value, dict):
        return "encrypted" if set(value) == {"secure"} else {key: _decrypted(one) for key, one in value.items()}
    return [_decrypted(one) for one in value] if isinstance(value, list) else value
