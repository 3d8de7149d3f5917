"""What commands share: the project's folder, and a running policy pack."""

import argparse
import contextlib
import dataclasses
import errno
import math
import os
from pathlib import Path

from offline import output
from offline.errors import refusal
from offline.judging.pack_process import PATIENCE, PackProcess
from offline.project import Project
from offline.simulation.mode import Mode

STATUSES = """\
exit status: 0 nothing forbids the deployment; 1 a policy does; 2 the input is wrong (stack, YAML, settings, options);
3 the program or the policy pack failed, or the pack did not answer; 4 no policy forbids it, but compared with what was before,
something that holds data is replaced or deleted; 128 + N the run was ended by signal N"""


def add_patience(command: argparse.ArgumentParser) -> None:
    """Add the option that says how long the pack may take."""
    command.add_argument(
        "--policy-pack-timeout",
        metavar="SECONDS",
        type=_seconds,
        default=PATIENCE,
        help=f"how long the pack may take to start, and for each answer (default: {PATIENCE:g})",
    )


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if math.isfinite(seconds := float(text)) and seconds > 0:
            return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")


def folder_of(path: Path) -> Path:
    """The folder, from the root; where the working directory is gone, it takes its place."""
    try:
        folder = path.resolve(strict=True)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except (OSError, RuntimeError, ValueError) as error:
        found = f"no folder that can be used ({output.reason(error)})"
        raise refusal(f"-C {str(path)!r}", found=found, allowed="the project's folder", fix="name it with -C") from None
    try:
        Path.cwd()
    except FileNotFoundError:
        os.chdir(folder)
    return folder


def start(pack: Path, project: Project, *modes: Mode, patience: float) -> PackProcess:
    """A pack, which is told no secret of the stack file: its environment can be read by others."""
    try:
        return PackProcess(pack, dataclasses.replace(project, config=project.public_config), *modes, patience=patience)
    except (OSError, ValueError) as error:
        found, fix = f"cannot be started ({output.reason(error)})", "name another with --policy-pack, or none"
        raise refusal(repr(str(pack)), found=found, allowed="a policy pack", fix=fix) from None
