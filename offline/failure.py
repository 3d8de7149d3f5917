"""What to tell the user when the program fails: where in the project, and what; not what happened inside the SDK."""

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pulumi

from offline.errors import Exit, PreviewError


def explain(error: BaseException, project: Path, declared: int) -> PreviewError:
    """The error to show for one the program raised.

    Args:
        error: what the program raised.
        project: the program's folder; only frames of files in it are shown.
        declared: how many resources it had declared by then. An error for the user (`pulumi.RunError`) before the first one
            is wrong input; later it is a failure of the program.
    """
    if isinstance(error, pulumi.RunError):
        return PreviewError(str(error), Exit.PROGRAM if declared else Exit.INPUT)
    return PreviewError("\n".join(["the program failed:", *_lines(error, project)]), Exit.PROGRAM)


def _lines(error: BaseException, project: Path) -> Iterator[str]:
    every = traceback.extract_tb(error.__traceback__, limit=sys.maxsize)  # even while a run keeps tracebacks short
    frames = [frame for frame in every if _is_project(frame.filename, project)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(traceback.FrameSummary(error.filename, error.lineno or 0, "", line=(error.text or "").strip()))
    for frame in frames:
        where = f"  {os.path.relpath(frame.filename, project)}, line {frame.lineno}"
        yield f"{where}, in {frame.name}" if frame.name else where
        if frame.line:
            yield f"    {frame.line}"
    text = str(error).strip()
    yield f"{type(error).__name__}: {text}" if text else type(error).__name__
    cause = error.__cause__
    if cause is not None and cause is not error and str(cause) != str(error):
        yield f"because of {type(cause).__name__}: {cause}"


def _is_project(filename: str, project: Path) -> bool:
    path = Path(filename)
    return path.is_relative_to(project) and "site-packages" not in path.parts and not path.is_relative_to(Path(__file__).parent)
