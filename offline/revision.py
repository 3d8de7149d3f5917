"""The project as a git revision has it: its tree in a folder of its own, previewed by its own code, and gone afterwards."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from offline import ending, tether
from offline.changes.state_file import recording_of
from offline.errors import Exit, PreviewError, refusal
from offline.simulation.mode import Mode
from offline.simulation.model import Recording

_REQUIREMENTS: Final = "requirements.txt"


@dataclass(frozen=True)
class Earlier:
    """What a revision declares for a stack, and what the reader has to know about it."""

    recording: Recording
    notes: tuple[str, ...]


def earlier(directory: Path, revision: str, stack: str, project: str) -> Earlier:
    """Preview a stack as a revision has it.

    Args:
        directory: the project's folder, inside a git repository.
        revision: anything that git takes for a commit.
        stack: the stack; where the revision does not have it, nothing was declared.
        project: the project's name.

    Raises:
        PreviewError: there is no git, no repository or no such revision, or its program fails.
    """
    commit = _git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", missing=revision)
    prefix = _git(directory, "rev-parse", "--show-prefix")
    with _tree(directory, commit) as tree:
        folder = tree / prefix
        if not (folder / f"Pulumi.{stack}.yaml").is_file():
            nothing = Recording(project=project, stack=stack, mode=Mode.APPLIED, resources=(), outputs={})
            return Earlier(nothing, (f"{revision} has no stack {stack}: everything is added.",))
        notes = () if _same_packages(directory, folder) else (_other_packages(revision),)
        return Earlier(_previewed(folder, revision, stack, tree.with_name("state.json")), notes)


@contextlib.contextmanager
def _tree(directory: Path, commit: str) -> Iterator[Path]:
    """A worktree of a commit, which goes when the block is over, and also when this process ends early."""
    top = Path(tempfile.mkdtemp(prefix="revision-"))

    def remove() -> None:
        shutil.rmtree(top, ignore_errors=True)
        with contextlib.suppress(OSError):
            subprocess.run(  # noqa: S603 - git, on this repository
                [_found_git(), "-C", str(directory), "worktree", "prune"],
                env=_environment(),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    with ending.cleaned_up(remove):
        tree = top / "tree"
        _git(directory, "worktree", "add", "--quiet", "--detach", str(tree), commit)
        yield tree


def _previewed(folder: Path, revision: str, stack: str, file: Path) -> Recording:
    """What the revision's own code declares; it writes the state into a file beside its tree, which goes with it."""
    command = [sys.executable, "-u", tether.__file__, str(os.getpid()), "offline", "preview", stack, "--json", str(file)]
    with ending.held():
        process = subprocess.Popen(  # noqa: S603 - this interpreter, on the revision's own code
            [*command, "--policy-pack", "none", "--mode", "applied"],
            cwd=folder,
            env={**_environment(), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            process_group=0,
        )
        ending.started(process.pid)
    _, errors = process.communicate()
    ending.forget_one(process.pid)
    if process.returncode or not file.is_file():
        said = errors.strip().splitlines() or [f"it ended with status {process.returncode}"]
        raise PreviewError(f"{stack} as {revision} has it cannot be previewed: {said[-1].removeprefix('error: ')}", Exit.PROGRAM)
    return recording_of(file)


def _environment() -> dict[str, str]:
    """Without what a hook of git says about the commit in the making, whose index would be written to, and Python's own paths."""
    left_out = ("PYTHONPATH", "PYTHONSAFEPATH")
    return {key: value for key, value in os.environ.items() if key not in left_out and not key.startswith("GIT_")}


def _same_packages(directory: Path, folder: Path) -> bool:
    return _text(directory / _REQUIREMENTS) == _text(folder / _REQUIREMENTS)


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return None


def _other_packages(revision: str) -> str:
    return f"The packages of {revision} differ ({_REQUIREMENTS}); it was previewed with those that are installed now."


def _found_git() -> str:
    git = shutil.which("git")
    if git is None:
        raise refusal("--against", found="no git on the PATH", allowed="a revision of a git repository", fix="install git")
    return git


def _git(directory: Path, *arguments: str, missing: str = "") -> str:
    """What git prints.

    Args:
        directory: where.
        arguments: the command.
        missing: what is not there if git refuses, for the message.
    """
    done = subprocess.run(  # noqa: S603 - git, with arguments that cannot be options
        [_found_git(), "-C", str(directory), *arguments],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout.strip()
    said = " ".join(done.stderr.split()) or f"no revision {missing!r}"
    raise refusal("--against", found=said, allowed="a revision of this repository, such as HEAD~1 or main", fix="name one of them")
