"""How tests follow pages: in a copy of the project, their `sh` blocks run by bash one after the other."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.stacks import ROOT

LEFT_OUT = shutil.ignore_patterns(".*", "build")


def copy_of_the_project(folder: Path) -> Path:
    """Copy the working tree. Its `.venv` is ours by links, with markers of its own that are newest: `make` installs nothing."""
    copy = folder / "platform"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    environment = copy / ".venv"
    environment.mkdir()
    for part in ("bin", "include", "lib", "lib64", "pyvenv.cfg"):
        if (Path(sys.prefix) / part).exists():
            (environment / part).symlink_to(Path(sys.prefix) / part)
    for marker in ("runtime", "dev"):
        (environment / marker).touch()
    return copy


def blocks(page: str) -> list[str]:
    """Return the commands of a page: its `sh` blocks. What needs AWS is in `console` blocks."""
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


def follow(pages: Sequence[str], copy: Path, **variables: str) -> str:
    """Run the commands of pages in the copy, each of which must succeed, and return what they print.

    Each page ends with a block of `make` commands. They are run after all changes, each once and the check last.

    Args:
        pages: by their paths below the project's folder.
        copy: where.
        variables: of the environment. ONLY narrows `make check`, which for all stacks takes longer than a test may.
    """
    changes = [block for page in pages for block in blocks(page)[:-1]]
    closing = dict.fromkeys(line for page in pages for line in blocks(page)[-1].splitlines())
    script = "\n".join(["set -euo pipefail", *changes, *sorted(closing, key="make check".__eq__)])
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "MAKE", "PLATFORM_"))}
    done = subprocess.run(  # noqa: S603  the page's own commands, in a copy
        ["bash", "-c", script],  # noqa: S607  bash is looked up
        cwd=copy,
        env={**inherited, **variables, "WORKERS": "0"},  # the suite keeps every core busy
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{pages} do not work as they stand:\n{done.stdout}{done.stderr}"
    return done.stdout
