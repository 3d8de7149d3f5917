"""The Pulumi CLI, called from here alone."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ops.clock import Clock, TerminatedError, end_gracefully
from ops.ending import Exit, LockedError, OpsError, TookTooLongError
from ops.screen import Screen

PACK: Final = "policy"
"""The policy pack's folder, which judges each `up`."""
DEPLOYER: Final = "PLATFORM_DEPLOYER_PROFILE"
"""The environment variable that names the AWS profile for the CLI, where a person is an operator and `up` the deployer's."""
_LOCKED: Final = ("the stack is currently locked by", "Another update is currently in progress")
"""What the CLI says where another deployment holds the stack: with the state in a bucket, and with Pulumi Cloud."""
_CREDENTIALS: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


class Pulumi:
    """The CLI for one stack.

    Args:
        folder: the project's.
        stack: its name.
        clock: for how long an `up` may take.
        screen: where to say what is run.
        dry_run: say what `up` would be called with, in place of calling it.
    """

    def __init__(self, folder: Path, stack: str, *, clock: Clock, screen: Screen, dry_run: bool) -> None:
        self._folder, self._stack, self._clock, self._screen, self._dry_run = folder, stack, clock, screen, dry_run

    def outputs(self) -> Mapping[str, Any]:
        """Return the stack's outputs, secrets as the text `[secret]`.

        Raises:
            OpsError: there is no CLI, no login, or no such stack; in the CLI's own words.
        """
        return self._json("stack", "output", "--json", "-s", self._stack)

    def _json(self, *arguments: str) -> Mapping[str, Any]:
        command = [self._executable(), *arguments, "--non-interactive"]
        done = self._asked(command)
        shown = f"`pulumi {' '.join(arguments)}`"
        if done.returncode:
            raise OpsError(
                f"{shown} failed with {done.returncode}:\n{done.stderr.strip()}\n"
                f"fix: `pulumi login` to its state, the `login` of `.venv/bin/python -m systems.deployments {self._stack}`"
                + ("; or pass --outputs FILE" if "output" in arguments else ""),
                Exit.FAILED,
            )
        try:
            answer: Mapping[str, Any] = json.loads(done.stdout)
        except ValueError:
            raise OpsError(f"{shown} wrote no JSON; fix: look at what it writes", Exit.FAILED) from None
        return answer

    def plan(self) -> Mapping[str, Any]:
        """Return what `pulumi preview --json` says of the stack; it changes nothing.

        Raises:
            OpsError: the preview fails; in the CLI's own words.
        """
        command = [self._executable(), "preview", "--json", "-s", self._stack, "--non-interactive"]
        done = self._asked(command)
        try:
            plan: Mapping[str, Any] = json.loads(done.stdout)
        except ValueError:
            plan = {}
        if done.returncode or "steps" not in plan:
            raise OpsError(
                f"`pulumi preview --json -s {self._stack}` failed with {done.returncode}:\n{done.stderr.strip()}\n"
                "fix: mend what it says, or pass --plan FILE",
                Exit.FAILED,
            )
        return plan

    def _asked(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Return what the CLI answers; what is no UTF-8 in it, as in a name that AWS tells, is replaced."""
        return subprocess.run(  # noqa: S603 - the CLI, with a stack's name
            command,
            cwd=self._folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )

    def up(self, *, targets: Sequence[str] = (), refresh: bool = False, minutes: float | None = None) -> bool:
        """Apply the stack, judged by the pack; return whether that went well. What the CLI writes is shown as it comes.

        Where another deployment holds the stack's lock it is tried again each minute, for as long as it may take.

        Args:
            targets: URNs or patterns of what alone is applied; none for all.
            refresh: whether AWS is asked first what there is.
            minutes: after which it is asked to stop; None for as long as it takes.

        Raises:
            LockedError: another deployment held the lock for all that time; this one has changed nothing.
            TookTooLongError: it took longer.
        """
        arguments = ["up", "-s", self._stack, "--policy-pack", PACK, "--yes", "--non-interactive"]
        arguments += [part for target in targets for part in ("--target", target)]
        return self._shown([*arguments, *(["--refresh"] if refresh else [])], minutes)

    def preview(self, *, expect_no_changes: bool = False, minutes: float | None = None) -> bool:
        """Show what `up` would do; return whether it can, and whether there is nothing to do where that is expected."""
        arguments = ["preview", "-s", self._stack, "--policy-pack", PACK, "--non-interactive"]
        return self._shown([*arguments, *(["--expect-no-changes"] if expect_no_changes else [])], minutes)

    def destroy(self, *, minutes: float | None = None) -> bool:
        """Delete all that the stack has; return whether that went well."""
        return self._shown(["destroy", "-s", self._stack, "--yes", "--non-interactive"], minutes)

    def unprotect(self, urn: str) -> bool:
        """Take the protection off one resource of the state; nothing changes in AWS."""
        return self._shown(["state", "unprotect", urn, "-s", self._stack, "--yes"], None)

    def resources(self) -> list[Mapping[str, Any]]:
        """Return what the state holds, the stack itself and providers left out; secrets stay encrypted.

        Raises:
            OpsError: as for `outputs`.
        """
        exported = self._json("stack", "export", "-s", self._stack)
        resources: list[Mapping[str, Any]] = (exported.get("deployment") or {}).get("resources") or []
        return [one for one in resources if not one["type"].startswith("pulumi:")]

    def _shown(self, arguments: Sequence[str], minutes: float | None) -> bool:
        """Run the CLI and show what it writes as it comes; in a dry run only say what would be run."""
        shown = "pulumi " + " ".join(arguments)
        if self._dry_run:
            self._screen.show(f"would run   {shown}")
            return True
        self._screen.note(f"running {shown}")
        started = self._clock.now()
        while True:
            waited = (self._clock.now() - started).total_seconds() / 60
            status, locked = self._run(arguments, None if minutes is None else minutes - waited)
            if status is None:
                raise TookTooLongError(f"`{shown}` ran longer than {minutes:g} minutes and was asked to stop")
            if not locked:
                return status == 0
            if minutes is not None and waited + 1 >= minutes:
                raise LockedError(
                    f"another deployment has held the lock of {self._stack} for {minutes:g} minutes (its owner is named above). "
                    f"Where nobody holds it any more: pulumi cancel -s {self._stack}"
                )
            self._screen.note("another deployment holds the stack; trying again in a minute")
            self._clock.sleep(60)

    def _run(self, arguments: Sequence[str], minutes: float | None) -> tuple[int | None, bool]:
        """Return the exit status, None where the time was up, and whether another deployment held the lock."""
        # In this process's group: Ctrl-C reaches the CLI, which then finishes what it has begun and stops.
        process = subprocess.Popen(  # noqa: S603 - the CLI, with our own arguments
            [self._executable(), *arguments],
            cwd=self._folder,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
        )
        said: list[str] = []
        reader = threading.Thread(target=_pass_on, args=(process, said), daemon=True)
        reader.start()
        try:
            status = self._clock.finish(process, None if minutes is None else minutes * 60)
            if status is None:
                end_gracefully(process, tell=True)
        except KeyboardInterrupt as stop:
            end_gracefully(process, tell=isinstance(stop, TerminatedError))
            raise
        finally:
            reader.join()
        return status, bool(status) and any(words in line for line in said for words in _LOCKED)

    def _executable(self) -> str:
        found = shutil.which("pulumi")
        if found is None:
            raise OpsError("the Pulumi CLI is not on PATH; fix: install it (README, Deploy it), or pass --outputs FILE", Exit.INPUT)
        return found


def _pass_on(process: subprocess.Popen[str], said: list[str]) -> None:
    """Show what a process complains of as it comes, and keep it."""
    assert process.stderr is not None  # noqa: S101 - for mypy: it is a pipe
    with process.stderr as stream:
        for line in stream:
            said.append(line)
            # Read on, whether or not anybody can be shown it: the CLI would fail half-way in an `up` that nobody reads.
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(line)
                sys.stderr.flush()


def _environment() -> Mapping[str, str]:
    """Return what the CLI runs with: this process's environment, as the deployer where a profile says how to become that."""
    profile = os.environ.get(DEPLOYER)
    if not profile:
        return os.environ
    return {**{name: value for name, value in os.environ.items() if name not in _CREDENTIALS}, "AWS_PROFILE": profile}
