"""A policy pack's process, started as the engine starts it. Imports nothing heavy: it is to run while the SDK still loads."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final

from offline import ending, tether
from offline.errors import Exit, PreviewError
from offline.project import Project
from offline.simulation.mode import Mode

PATIENCE: Final = 60.0
"""For how many seconds a pack may leave the preview waiting: for its start, or for an answer."""

_LONGEST_LINE: Final = 4096


class PackProcess(AbstractContextManager["PackProcess"]):
    """A running pack. Ends with the `with` block, whatever happens in it, and with this process, however that ends."""

    def __init__(self, pack: Path, project: Project, mode: Mode, *, patience: float = PATIENCE) -> None:
        """Start the pack in a folder.

        Args:
            pack: the folder.
            project: what the pack is told about.
            mode: likewise.
            patience: for how many seconds it may leave the preview waiting.

        Raises:
            PreviewError: there is no pack in that folder.
        """
        if not (pack / "PulumiPolicy.yaml").is_file():
            raise PreviewError(f"{pack} is not a policy pack: there is no PulumiPolicy.yaml in it; name another with --policy-pack")
        self._pack = pack
        self.patience = patience
        environment = {
            **os.environ,
            "PYTHONIOENCODING": "utf-8",  # of the port it prints
            "PULUMI_PROJECT": project.name,
            "PULUMI_STACK": project.stack,
            "PULUMI_ORGANIZATION": "organization",
            "PULUMI_DRY_RUN": str(mode is Mode.PLANNED).lower(),
            "PULUMI_CONFIG": json.dumps(dict(project.config)),
        }
        # Nothing listens at the engine's address: a pack would only log through it.
        command = [sys.executable, "-u", tether.__file__, str(os.getpid()), "pulumi.policy", "127.0.0.1:1", str(pack)]
        with ending.held():
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a folder the user named
                command,
                cwd=pack,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                process_group=0,  # so that what the pack starts ends with it
            )
            ending.started(self._process.pid)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        with ending.held():
            ending.kill(self._process.pid)
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()

    def port(self) -> int:
        """The port the pack listens at, which it prints as its first line.

        Raises:
            PreviewError: it ended, printed something else instead, or did neither in time.
        """
        line = self._first_line()
        if not line.isdigit():
            raise self.failure(f"it printed {line.decode(errors='replace')!r} instead of a port")
        return int(line)

    def failure(self, what: str) -> PreviewError:
        """An error about this pack, with what it wrote to standard error."""
        self._errors.seek(0)
        output = self._errors.read().decode(errors="replace").strip()
        return PreviewError("\n".join(filter(None, [f"the policy pack {self._pack} failed: {what}", output])), Exit.PROGRAM)

    def _first_line(self) -> bytes:
        """Read byte for byte what there is, since a line that never ends must not be waited for either."""
        assert self._process.stdout is not None  # noqa: S101 - for mypy: it is a pipe
        output = self._process.stdout.fileno()
        until = time.monotonic() + self.patience
        line = b""
        while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
            if not select.select([output], [], [], max(0, until - time.monotonic()))[0]:
                raise self.failure(f"it did not start within {self.patience:g} seconds; --policy-pack-timeout gives it longer")
            byte = os.read(output, 1)
            if not byte and not line:
                raise self.failure("it did not start")
            if not byte:
                break
            line += byte
        return line.strip()
