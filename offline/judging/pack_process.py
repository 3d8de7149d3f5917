"""A policy pack's process, started as the engine starts it. Imports nothing heavy: it is to run while the SDK still loads."""

import json
import os
import select
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final

from offline.errors import Exit, PreviewError
from offline.project import Project
from offline.simulation.mode import Mode

_START_SECONDS: Final = 60


class PackProcess(AbstractContextManager["PackProcess"]):
    """A running pack. Ends with the `with` block, whatever happens in it."""

    def __init__(self, pack: Path, project: Project, mode: Mode) -> None:
        """Start the pack in a folder.

        Raises:
            PreviewError: there is no pack in that folder.
        """
        if not (pack / "PulumiPolicy.yaml").is_file():
            raise PreviewError(f"{pack} is not a policy pack: there is no PulumiPolicy.yaml in it; name another with --policy-pack")
        self._pack = pack
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        environment = {
            **os.environ,
            "PULUMI_PROJECT": project.name,
            "PULUMI_STACK": project.stack,
            "PULUMI_ORGANIZATION": "organization",
            "PULUMI_DRY_RUN": str(mode is Mode.PLANNED).lower(),
            "PULUMI_CONFIG": json.dumps(dict(project.config)),
        }
        # Nothing listens at the engine's address: a pack would only log through it.
        command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(pack)]
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a folder the user named
            command, cwd=pack, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._errors
        )

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()

    def port(self) -> int:
        """The port the pack listens at, which it prints as its first line.

        Raises:
            PreviewError: it ended or printed something else instead.
        """
        output = self._process.stdout
        line = b""
        if output and select.select([output], [], [], _START_SECONDS)[0]:
            line = output.readline().strip()
        if not line.isdigit():
            problem = f"it printed {line.decode(errors='replace')!r} instead of a port" if line else "it did not start"
            raise self.failure(problem)
        return int(line)

    def failure(self, what: str) -> PreviewError:
        """An error about this pack, with what it wrote to standard error."""
        self._errors.seek(0)
        output = self._errors.read().decode(errors="replace").strip()
        return PreviewError("\n".join(filter(None, [f"the policy pack {self._pack} failed: {what}", output])), Exit.PROGRAM)
