"""How tests follow a page: in a copy of the project, its `sh` blocks run by bash one after the other."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.stacks import ROOT

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build")


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


def follow(page: str, copy: Path, **variables: str) -> str:
    """Run a page's commands in the copy, each of which must succeed, and return what they print.

    Args:
        page: the page, by its path below the project's folder.
        copy: where.
        variables: of the environment. ONLY narrows `make check`, which for all stacks takes longer than a test may.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "MAKE", "PLATFORM_"))}
    script = "set -euo pipefail\n" + "\n".join(blocks(page))
    done = subprocess.run(  # noqa: S603  the page's own commands, in a copy
        ["bash", "-c", script],  # noqa: S607  bash is looked up
        cwd=copy,
        env={**inherited, **variables, "WORKERS": "0"},  # the suite keeps every core busy
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{page} does not work as it stands:\n{done.stdout}{done.stderr}"
    return done.stdout
