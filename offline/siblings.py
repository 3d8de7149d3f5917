"""A stack file against those beside it, by the check that the project itself names: what one file alone cannot show.

`pyproject.toml` names it, as `[tool.offline] siblings = "package.module:function"`; the function gets the stack's name and the
configuration of every stack, and returns problems with `path`, `found`, `allowed` and `fix`. A project without it has no check.
"""

import importlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from offline.errors import PreviewError
from offline.project import Project, load, stacks_of
from offline.simulation.program import loading


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
    module, _, function = named.partition(":")
    with loading(directory):
        problems: list[Any] = getattr(importlib.import_module(module), function)(project.stack, configs)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        listing = "\n".join(f"  {problem}" for problem in problems)
        raise PreviewError(f"{count} between Pulumi.{project.stack}.yaml and its siblings:\n{listing}")
    return warnings


def _named_check(directory: Path) -> str | None:
    file = directory / "pyproject.toml"
    if not file.is_file():
        return None
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("offline", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise PreviewError(f"{file}: cannot be read: {error}") from None
    named = table.get("siblings")
    return named if isinstance(named, str) else None
