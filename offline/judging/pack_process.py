"""A policy pack's process, started as the engine starts it. Imports nothing heavy: it is to run while the SDK still loads."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from offline import ending, fork, tether
from offline.errors import Exit, PreviewError
from offline.project import Project
from offline.simulation.mode import Mode

PATIENCE: Final = 60.0
"""For how many seconds a pack may leave the preview waiting: for its start, or for an answer."""

_LONGEST_LINE: Final = 4096


class PackProcess(AbstractContextManager["PackProcess"]):
    """A running pack, in one mode or two. Ends with the `with` block, whatever happens in it, and with this process."""

    def __init__(self, pack: Path, project: Project, *modes: Mode, patience: float = PATIENCE) -> None:
        """Start the pack in a folder, a process for each mode, as the engine does for each run.

        Args:
            pack: the folder.
            project: what the pack is told about.
            modes: likewise.
            patience: for how many seconds it may leave the preview waiting.

        Raises:
            PreviewError: there is no pack in that folder.
        """
        if not (pack / "PulumiPolicy.yaml").is_file():
            raise PreviewError(f"{pack} is not a policy pack: there is no PulumiPolicy.yaml in it; name another with --policy-pack")
        self._pack = pack
        self.patience = patience
        self._outputs: dict[Mode, int] = {}
        self._errors: dict[Mode, IO[bytes]] = {}
        self._processes: list[subprocess.Popen[bytes]] = []
        environment = {
            **os.environ,
            "PYTHONIOENCODING": "utf-8",  # of the port it prints
            "PULUMI_PROJECT": project.name,
            "PULUMI_STACK": project.stack,
            "PULUMI_ORGANIZATION": "organization",
            "PULUMI_CONFIG": json.dumps(dict(project.config)),
        }
        # Nothing listens at the engine's address: a pack would only log through it.
        program = [str(os.getpid()), "pulumi.policy", "127.0.0.1:1", str(pack)]
        with ending.held():
            if fork.POSSIBLE:
                self._start(program, environment, *modes)
            else:
                for mode in modes:
                    self._start(program, environment, mode)

    def _start(self, program: list[str], environment: Mapping[str, str], mode: Mode, twin: Mode | None = None) -> None:
        """Start a process, and a twin that has what it loads."""
        writer = self._prepare(mode)
        passed, options = [], []
        if twin is not None:
            passed = [self._prepare(twin), self._errors[twin].fileno()]
            options = ["--twin", *map(str, passed), f"PULUMI_DRY_RUN={_dry_run(twin)}"]
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and a folder the user named
            [sys.executable, "-u", tether.__file__, *options, *program],
            cwd=self._pack,
            env={**environment, "PULUMI_DRY_RUN": _dry_run(mode)},
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=self._errors[mode],
            pass_fds=passed,
            process_group=0,  # so that what the pack starts ends with it
        )
        ending.started(process.pid)
        self._processes.append(process)
        for one in (writer, *passed[:1]):
            os.close(one)

    def _prepare(self, mode: Mode) -> int:
        """Make where a mode's process writes to; returns the end of its pipe that is the process's."""
        self._errors[mode] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._outputs[mode], writer = os.pipe()
        return writer

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes."""
        with ending.held():
            for process in self._processes:
                ending.kill(process.pid)
                process.wait()
        for mode, output in self._outputs.items():
            os.close(output)
            self._errors[mode].close()

    def port(self, mode: Mode) -> int:
        """The port the pack listens at in a mode, which it prints as its first line.

        Raises:
            PreviewError: it ended, printed something else instead, or did neither in time.
        """
        line = self._first_line(mode)
        if not line.isdigit():
            raise self.failure(mode, f"it printed {line.decode(errors='replace')!r} instead of a port")
        return int(line)

    def failure(self, mode: Mode, what: str) -> PreviewError:
        """An error about this pack in a mode, with what it wrote to standard error."""
        self._errors[mode].seek(0)
        output = self._errors[mode].read().decode(errors="replace").strip()
        return PreviewError("\n".join(filter(None, [f"the policy pack {self._pack} failed: {what}", output])), Exit.PROGRAM)

    def _first_line(self, mode: Mode) -> bytes:
        """Read byte for byte what there is, since a line that never ends must not be waited for either."""
        output = self._outputs[mode]
        until = time.monotonic() + self.patience
        line = b""
        while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
            if not select.select([output], [], [], max(0, until - time.monotonic()))[0]:
                raise self.failure(
                    mode, f"it did not start within {self.patience:g} seconds; --policy-pack-timeout gives it longer"
                )
            byte = os.read(output, 1)
            if not byte and not line:
                raise self.failure(mode, "it did not start")
            if not byte:
                break
            line += byte
        return line.strip()


def _dry_run(mode: Mode) -> str:
    """The mode as the engine tells a pack, in its environment."""
    return str(mode is Mode.PLANNED).lower()
