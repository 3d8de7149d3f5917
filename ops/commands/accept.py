"""Accepts a throw-away stack: builds it, asks it as a client would, sees that nothing drifts, and destroys it; with a report."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path

from ops.commands import smoke
from ops.editing import plan_edit
from ops.ending import Exit, LockedError, OpsError, TookTooLongError, refusal
from ops.run import Run
from ops.verb import Command
from ops.words import age


@dataclass(frozen=True)
class _Step:
    """A step and how it ended."""

    name: str
    outcome: str
    seconds: float


def _arguments(parser: argparse.ArgumentParser) -> None:
    smoke.COMMAND.arguments(parser)
    parser.add_argument("--report", metavar="FILE", type=Path, help="write what was found there: Markdown, or JSON for *.json")
    parser.add_argument("--keep-failed", action="store_true", help="leave the stack as it is when a step fails, to look into it")
    parser.add_argument(
        "--keep-until",
        metavar="DAY",
        type=_day,
        help="write this day into the stack file as its last, and leave an accepted stack standing until somebody destroys it",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2026-12-31") from None


def _run(run: Run) -> None:
    if run.file.settings.protect:
        fix = "copy its file, without protect, under another environment"
        raise refusal(f"--stack {run.stack}", found="a protected stack", allowed="a throw-away stack: accept destroys it", fix=fix)
    last_day = _last_day(run)
    report: Path | None = run.options.report
    if report is not None and not report.parent.is_dir():
        raise refusal("--report", found=str(report), allowed="a file in a folder that is there", fix="make the folder")
    held = len(run.pulumi.resources())
    if held:
        fix = f"pulumi destroy -s {run.stack}, if nobody needs it"
        raise refusal(f"--stack {run.stack}", found=f"a stack that holds {held} resources", allowed="one that holds none", fix=fix)
    edit = None if last_day == run.file.last_day else plan_edit(run, {("expires",): f'"{last_day}"'})
    if edit is not None:
        run.screen.show(edit.difference)
    ends = "to DESTROY it with its data" if run.options.keep_until is None else f"to keep it until {last_day}"
    run.confirm(f"About to build {run.stack}, to ask it and {ends}. It costs money meanwhile.", always=True)
    if edit is not None:
        edit.write(run)
    steps: list[_Step] = []
    look, finish = f"pulumi stack -s {run.stack}", f"pulumi destroy -s {run.stack}"
    try:
        with run.step(f"resources of {run.stack} may be there, and cost money until they are destroyed", look=look, finish=finish):
            _accept(run, steps)
    finally:
        _report(run, steps, report)


def _last_day(run: Run) -> date:
    """The last day the stack may be there: it has one, or it is no throw-away stack."""
    today, asked, written = run.clock.now().astimezone(UTC).date(), run.options.keep_until, run.file.last_day
    name = "--keep-until" if asked is not None else f"Pulumi.{run.stack}.yaml: platform:expires"
    last_day: date | None = written if asked is None else asked
    if last_day is None or last_day < today:
        raise refusal(
            name,
            found="nothing: a stack that is meant to stay" if last_day is None else str(last_day),
            allowed=f"the last day of a throw-away stack, {today} or later (UTC): accept destroys it, and who forgets it is told",
            fix=f'write platform:expires: "{today + timedelta(days=1)}", or a later --keep-until',
        )
    return last_day


def _accept(run: Run, steps: list[_Step]) -> None:
    minutes = run.options.minutes
    failed = _try(run, steps, "up", lambda: _good(run.pulumi.up(minutes=minutes), "`pulumi up` failed"))
    if failed is None:
        failed = _try(run, steps, "smoke", lambda: _smoke(run))
        unchanged = _try(
            run,
            steps,
            "preview --expect-no-changes",
            lambda: _good(run.pulumi.preview(expect_no_changes=True, minutes=minutes), "a second `up` would change something"),
        )
        failed = failed or unchanged
    if failed is not None and run.options.keep_failed:
        raise failed
    if failed is None and run.options.keep_until is not None:
        run.screen.show(f"{run.stack} is accepted, and stands until somebody runs: pulumi destroy -s {run.stack}", "ok")
        return
    left = _try(run, steps, "destroy", lambda: _good(run.pulumi.destroy(minutes=minutes), "`pulumi destroy` failed"))
    if left is not None:
        raise left if failed is None else OpsError(f"{failed}; and {left}", failed.status)
    if failed is not None:
        raise OpsError(f"{failed}\n{run.stack} was destroyed: nothing is left of it", failed.status, settled=True)
    if not run.dry_run:
        run.screen.show(f"{run.stack} is accepted, and destroyed: nothing is left of it", "ok")


def _smoke(run: Run) -> None:
    if run.dry_run:
        run.screen.show(f"would run   {run.command('smoke')}")
    else:
        smoke.COMMAND.run(run)


def _try(run: Run, steps: list[_Step], name: str, act: Callable[[], None]) -> OpsError | None:
    """Do a step and note how long it took; return its failure, for the stack has to be destroyed whatever failed."""
    began = run.clock.now()
    outcome = "interrupted"
    try:
        act()
        outcome = "good"
    except (TookTooLongError, LockedError):
        outcome = "took too long"
        raise
    except OpsError as error:
        outcome = "failed"
        run.screen.complain(f"{name}: {error}")
        return error
    finally:
        steps.append(_Step(name, outcome, (run.clock.now() - began).total_seconds()))
    return None


def _good(good: bool, otherwise: str) -> None:  # noqa: FBT001 - the outcome of a call
    if not good:
        raise OpsError(otherwise, Exit.FAILED)


def _report(run: Run, steps: list[_Step], file: Path | None) -> None:
    if run.dry_run:
        return
    rows: list[list[str | tuple[str, str]]] = [
        [one.name, (one.outcome, "ok" if one.outcome == "good" else "bad"), age(one.seconds)] for one in steps
    ]
    run.screen.table(f"{run.stack}: acceptance", ["step", "outcome", "took"], rows)
    if file is None:
        return
    planned = 4 if run.options.keep_until is None else 3  # each step, see `_accept`
    accepted = len(steps) == planned and all(one.outcome == "good" for one in steps)
    if file.suffix == ".json":
        listed = [{"step": one.name, "outcome": one.outcome, "seconds": one.seconds} for one in steps]
        text = json.dumps({"stack": run.stack, "accepted": accepted, "steps": listed}, indent=2)
    else:
        lines = [f"| {one.name} | {one.outcome} | {age(one.seconds)} |" for one in steps]
        head = [f"# Acceptance of {run.stack}: {'good' if accepted else 'not accepted'}", "", "| step | outcome | took |"]
        text = "\n".join([*head, "| --- | --- | --- |", *lines])
    file.write_text(f"{text}\n", encoding="utf-8")
    run.screen.note(f"the report is in {file}")


COMMAND = Command(
    summary="build a throw-away stack (`platform:expires`), ask it, see that nothing changes, destroy it; with a report",
    example="accept --report acceptance.md --stack feature-x",
    arguments=_arguments,
    run=_run,
    calls=smoke.COMMAND.calls,
    minutes=180,
)
