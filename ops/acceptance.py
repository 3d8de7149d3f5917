"""The steps of an acceptance: each noted as it ends, all of them reported."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ops.ending import LockedError, OpsError, TookTooLongError
from ops.run import Run
from ops.words import age


@dataclass(frozen=True)
class Step:
    """A step and how it ended."""

    name: str
    outcome: str
    seconds: float


def tried(run: Run, steps: list[Step], name: str, act: Callable[[], None]) -> OpsError | None:
    """Do a step and note how long it took; return its failure, for the stack has to be destroyed whatever failed.

    Raises:
        OpsError: it took too long, so that what it began may go on.
    """
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
        steps.append(Step(name, outcome, (run.clock.now() - began).total_seconds()))
    return None


def show_steps(run: Run, steps: list[Step], file: Path | None, *, last: str) -> None:
    """Show how an acceptance went, and write it into a file.

    Args:
        run: about the stack.
        steps: what was done, in order.
        file: Markdown, or JSON where its name says so; None for none.
        last: the step without which nothing is accepted.
    """
    if run.dry_run:
        return
    rows: list[list[str | tuple[str, str]]] = [
        [one.name, (one.outcome, "ok" if one.outcome == "good" else "bad"), age(one.seconds)] for one in steps
    ]
    run.screen.table(f"{run.stack}: acceptance", ["step", "outcome", "took"], rows)
    if file is None:
        return
    accepted = [one.name for one in steps][-1:] == [last] and all(one.outcome == "good" for one in steps)
    if file.suffix == ".json":
        listed = [{"step": one.name, "outcome": one.outcome, "seconds": one.seconds} for one in steps]
        text = json.dumps({"stack": run.stack, "accepted": accepted, "steps": listed}, indent=2)
    else:
        lines = [f"| {one.name} | {one.outcome} | {age(one.seconds)} |" for one in steps]
        head = [f"# Acceptance of {run.stack}: {'good' if accepted else 'not accepted'}", "", "| step | outcome | took |"]
        text = "\n".join([*head, "| --- | --- | --- |", *lines])
    file.write_text(f"{text}\n", encoding="utf-8")
    run.screen.note(f"the report is in {file}")
