"""A stack file against those beside it, by the check that the project itself names: what one file alone cannot show.

`pyproject.toml` names it, as `[tool.offline] siblings = "package.module:function"`; the function gets the stack's name and the
configuration of every stack, and returns problems with `path`, `found`, `allowed` and `fix`. A project without it has no check.
"""

import importlib
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from offline.errors import PreviewError, refusal
from offline.output import reason
from offline.project import Project, load, stacks_of
from offline.simulation.program import loading

_NAMED: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


def check(directory: Path, project: Project) -> list[str]:
    """Hold a project's stack against its siblings; return a warning for each that cannot be read.

    Args:
        directory: the project's folder.
        project: the project, with the stack in question selected.

    Raises:
        PreviewError: the stack would fight one of them; the message has every problem.
    """
    named = _named_check(directory)
    if named is None:
        return []
    configs: dict[str, Mapping[str, str]] = {project.stack: project.config}
    warnings = []
    for sibling in stacks_of(directory):
        if sibling != project.stack:
            try:
                configs[sibling] = load(directory, sibling).config
            except PreviewError as error:
                warnings.append(f"Pulumi.{sibling}.yaml was not compared with: {error}")
    with loading(directory, keep=True):
        problems: list[Any] = _imported(directory, named)(project.stack, configs)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        listing = "\n".join(f"  {problem}" for problem in problems)
        raise PreviewError(f"{count} between Pulumi.{project.stack}.yaml and its siblings:\n{listing}")
    return warnings


def _named_check(directory: Path) -> str | None:
    """What `pyproject.toml` says there, which may be nothing."""
    file = directory / "pyproject.toml"
    try:
        found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError, OSError) as error:
        raise refusal(file, found=f"cannot be read: {reason(error)}", allowed="TOML", fix="mend it, or remove it") from None
    for key in ("tool", "offline", "siblings"):
        if not isinstance(found, dict):
            raise _wrong(directory)
        if key not in found:
            return None
        found = found[key]
    if not isinstance(found, str) or not _NAMED.fullmatch(found):
        raise _wrong(directory)
    return found


def _imported(directory: Path, named: str) -> Callable[[str, Mapping[str, Mapping[str, str]]], list[Any]]:
    module, _, function = named.partition(":")
    try:
        check: Callable[[str, Mapping[str, Mapping[str, str]]], list[Any]] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError):
        raise _wrong(directory) from None
    return check


def _wrong(directory: Path) -> PreviewError:
    found, allowed = "no check of stack files that can be imported", 'in [tool.offline], siblings = "package.module:function"'
    return refusal(directory / "pyproject.toml", found=found, allowed=allowed, fix="name one, or remove the line")
