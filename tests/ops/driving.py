"""How tests drive the commands: a clock that nobody waits for, what was said, and a Pulumi that does as it is told."""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from offline.simulation.runner import Mode, plain
from ops.command import main
from tests.ops.entrance import ENTRANCE, Entrance
from tests.ops.front import Call, Front
from tests.ops.names import RESOLVER, Names
from tests.ops.planting import BLOBS, AsNew, Planted, backend
from tests.shipped import recorded
from tests.stacks import ROOT, Change

START = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""When every test begins unless it says otherwise, whatever day it is. moto's own clock is the computer's."""


class FakeClock:
    """A clock that goes on only while somebody waits; things may happen meanwhile."""

    def __init__(self, front: Front) -> None:
        self.front = front
        """The AWS that goes by it."""
        self.start = START
        """When the test begins: a day of its own for what says something else on another day."""
        self.elapsed = 0.0
        self.waits = 0
        self._due: list[tuple[float, Callable[[], object]]] = []
        self.interrupt_at_wait: int | None = None
        """The number of the wait in which somebody presses Ctrl-C, from 1."""
        self.processes_end = True
        """Whether a process ends in time."""

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed)

    def after(self, seconds: float, happens: Callable[[], object]) -> None:
        """Have something happen once so much time has passed."""
        self._due.append((self.elapsed + seconds, happens))

    def forget(self) -> None:
        """Have nothing happen of what was to come."""
        self._due.clear()
        self.interrupt_at_wait, self.processes_end = None, True

    def sleep(self, seconds: float) -> None:
        self.waits += 1
        if self.waits == self.interrupt_at_wait:
            raise KeyboardInterrupt
        self.elapsed += seconds
        due = [one for one in self._due if one[0] <= self.elapsed]
        for one in due:
            self._due.remove(one)
            one[1]()

    def finish(self, process: subprocess.Popen[str], seconds: float | None) -> int | None:
        self.waits += 1
        if self.waits == self.interrupt_at_wait:
            raise KeyboardInterrupt
        status = process.wait()
        if not self.processes_end and seconds is not None:
            self.elapsed += seconds
            return None
        return status


class Sleeping:
    """What botocore takes for the module `time`: its waits between attempts pass by themselves and are not counted."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock

    def sleep(self, seconds: float) -> None:
        self._clock.elapsed += seconds


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str
    calls: list[Call] = field(repr=False)

    @property
    def actions(self) -> list[str]:
        """Every call it made but for who it is, in order."""
        return [call.action for call in self.calls if call.action != "sts:GetCallerIdentity"]

    def __iter__(self) -> Any:
        return iter((self.status, self.out, self.err))


AS_NEW = AsNew()
ACCOUNT_STACK = "account"
"""Whose commands ask for no outputs, so that nothing of it has to stand."""
IMAGES: Mapping[str, tuple[Change, ...]] = {"production": (("platform:database.console.image", f"sha256:{'cd' * 32}"),)}
"""What people have written into the stack file of a stack that stands, as a first deployment asks."""
Ups = Callable[[list[str]], Mapping[str, Any]]


class Ops:
    """Runs commands.

    Attributes:
        clock: goes on only while somebody waits.
        ups: what each `pulumi up` was called with, and whatever else changes something or takes long.
        root: the project's folder.
        held: what the state of any stack holds.
        tasks: execution -> the task it has started.
        task: how ECS describes the task of a session.
        sessions: what the session manager plugin was told, each time a session was handed to it.
        plugin_says: what it answers when it is asked for its version, and with what status a session ends.
        up: what the next `up` does, given its arguments; by default it does what the program would with the images.
    """

    def __init__(
        self,
        front: Front,
        clock: FakeClock,
        *,
        stands: dict[str, Planted],
        entrance: Entrance,
        names: Names,
        capfd: pytest.CaptureFixture[str],
        folder: Path,
    ) -> None:
        self.front, self.clock, self.folder = front, clock, folder
        self._stands, self._capfd = stands, capfd
        self._fresh: dict[str, Planted] = {}
        self.entrance, self.names = entrance, names
        self.ups: list[list[str]] = []
        self.root = ROOT
        self.held: Sequence[Mapping[str, Any]] = []
        self.tasks: dict[str, str] = {}
        self.task: Mapping[str, Any] = {}
        self.sessions: list[Mapping[str, Any]] = []
        self.plugin_says: dict[str, Any] = {"version": "1.2.707.0", "status": 0}
        self.front.blobs = BLOBS
        self.up: Ups = lambda _arguments: {"status": 0}

    def stack(self, name: str) -> Planted:
        """Return what stands of a stack, as good as new the first time a test asks."""
        if name not in self._fresh:
            self._fresh[name] = self._planted(name)
            if self.front.written:
                self.fresh()
        return self._fresh[name]

    def backend(self, service: str, stack: str = "production") -> Any:
        """Return moto's own state of a service, for what no call can bring about."""
        self.front.written = True
        return backend(service, self.stack(stack).region)

    def _planted(self, name: str) -> Planted:
        if name not in self._stands:
            recording = recorded(name, Mode.APPLIED, *IMAGES.get(name, ()))
            self._stands[name] = Planted(recording, str(recording.providers[0].inputs.get("region", "us-east-1")))
            self._stands[name].plant_lasting()
            self.front.written = True
        return self._stands[name]

    def fresh(self) -> None:
        """Have every stack as good as new, unless it is."""
        if self.front.written:
            AS_NEW.bring_about(self._stands.values())
            self.front.written = False

    def __call__(self, line: str, *more: str, stack: str = "production", outputs: bool = True, stands: bool = True) -> Ended:
        """Run a command about a stack.

        Args:
            line: its words, before `--stack`.
            more: words with spaces in them.
            stack: the stack; empty for none.
            outputs: whether its outputs come from a file, so that Pulumi is not asked.
            stands: whether AWS holds the stack: not for what is refused before AWS is asked, or answered by the test itself.
        """
        arguments = [*line.split(), *more]
        if stack:
            arguments += [
                *(["--outputs", self.outputs(stack, stands=stands)] if outputs else []),
                "--stack",
                stack,
            ]
        return self.words(*arguments)

    def outputs(self, stack: str = "production", *, stands: bool = True) -> str:
        """Return the name of a file with a stack's outputs; `stands` as above."""
        if stack == ACCOUNT_STACK:
            return os.devnull
        return self.write_outputs(stack, self.stack(stack).outputs if stands else plain(recorded(stack).outputs))

    def write_outputs(self, stack: str, outputs: Mapping[str, Any]) -> str:
        """Write a stack's outputs to a file; return its name."""
        file = self.folder / f"{stack}.json"
        file.write_text(json.dumps(outputs))
        return str(file)

    def copy_project(self) -> None:
        """Have commands work on a copy of the stack files, as they are here, and of what tells what they may say."""
        self.root = self.folder / "project"
        shutil.copytree(ROOT / "schemas", self.root / "schemas", dirs_exist_ok=True)
        for file in ROOT.glob("Pulumi.*.yaml"):
            shutil.copy(file, self.root)

    def stack_files(self) -> dict[str, str]:
        """Return what the stack files say."""
        return {file.name: file.read_text() for file in self.root.glob("Pulumi.*.yaml")}

    def words(self, *arguments: str, folder: Path | None = None) -> Ended:
        """Run a command with exactly these arguments."""
        self._capfd.readouterr()
        before = len(self.front.calls)
        places = {ENTRANCE: self.entrance.where, RESOLVER: self.names.where}
        arguments = tuple(places.get(one, one) for one in arguments)
        status = main([*arguments, "-C", str(folder or self.root)], clock=self.clock)
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        assert "please report it" not in err, err
        return Ended(status, out, err, self.front.calls[before:])

    def pulumi(self, arguments: list[str], _: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the CLI in the tests' place does."""
        stack = arguments[arguments.index("-s") + 1]
        if arguments[:2] == ["stack", "output"]:
            try:
                return {"out": json.dumps(self.stack(stack).outputs)}
            except KeyError:
                return {"status": 1, "err": f"error: no stack named '{stack}' found"}
        if arguments[:2] == ["stack", "export"]:
            return {"out": json.dumps({"version": 3, "deployment": {"resources": self.held}})}
        self.ups.append(arguments)
        return self.up(arguments)

    def plugin(self, arguments: list[str], told: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the session manager plugin in the tests' place does."""
        if arguments == ["--version"]:
            return {"out": self.plugin_says["version"]}
        self.sessions.append(told)
        return {"status": self.plugin_says["status"]}

    def parameter(self, name: str, stack: str = "production") -> str:
        """Return what a parameter of a stack holds, by the end of its name."""
        planted = self.stack(stack)
        value: str = planted.client("ssm").get_parameter(Name=self.path(name, stack))["Parameter"]["Value"]
        return value

    def put(self, name: str, value: str, stack: str = "production") -> None:
        """Write a parameter as somebody else."""
        self.stack(stack).client("ssm").put_parameter(Name=self.path(name, stack), Value=value, Type="String", Overwrite=True)

    def log(self, group: str, stream: str, *messages: str, stack: str = "production") -> None:
        """Write to a log as a task does."""
        client = self.stack(stack).client("logs")
        with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
            client.create_log_stream(logGroupName=group, logStreamName=stream)
        now = int(time.time() * 1000)
        client.put_log_events(
            logGroupName=group, logStreamName=stream, logEvents=[{"timestamp": now, "message": one} for one in messages]
        )

    def path(self, name: str, stack: str = "production") -> str:
        """Return the whole name of a parameter."""
        one = next(
            inputs["name"] for _, inputs, _ in self.stack(stack).of("aws:ssm/parameter:Parameter") if "/images/" in inputs["name"]
        )
        return f"{one.partition('/images/')[0]}/{name}"
