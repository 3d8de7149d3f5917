"""Two runs held against each other: where they come from, and the report on what differs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from offline.changes.difference import Difference, as_data, difference
from offline.changes.markdown import markdown
from offline.changes.state_file import recording_of
from offline.changes.text import text
from offline.cost.estimate import Estimate, estimate
from offline.cost.lines import NOTHING
from offline.errors import refusal
from offline.project import Project
from offline.reporting.redact import Redaction, secrets_of
from offline.revision import earlier
from offline.running import declared
from offline.simulation.model import Recording

_MOST: Final = 5
"""Components named in a line about costs."""


@dataclass(frozen=True)
class Side:
    """One of two runs: what it is called, what it declares, how its use is stated, and what the reader has to know about it."""

    name: str
    recording: Recording
    config: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def stack(project: Project) -> Side:
    """A stack of the project as it is now.

    Raises:
        PreviewError: the program failed.
    """
    return Side(project.stack, declared(project), project.public_config)


def file(path: Path) -> Side:
    """What a file says.

    Raises:
        PreviewError: it says nothing that can be read.
    """
    note = f"Of secrets in {path.name} only their places are known: whether one has changed cannot be told."
    return Side(path.name, recording_of(path), notes=(note,))


def revision(directory: Path, name: str, project: Project) -> Side:
    """A stack as a git revision has it.

    Raises:
        PreviewError: there is no such revision, or its program failed.
    """
    found = earlier(directory, name, project.stack, project.name)
    note = "Secrets are compared by place: whether one has another value cannot be told."
    notes = (*found.notes, *((note,) if found.recording.resources else ()))
    return Side(f"{project.stack} at {name}", found.recording, project.public_config, notes)


def compare(before: Side, after: Side) -> Difference:
    """What differs, without any text that is secret in either."""
    notes = tuple(dict.fromkeys((*before.notes, *after.notes)))
    try:
        found = difference(before.recording, after.recording, names=(before.name, after.name), notes=notes)
    except RecursionError:
        allowed, fix = "documents of some hundred levels", "compare what is without it"
        raise refusal(f"{before.name}, {after.name}", found="a document nested too deep", allowed=allowed, fix=fix) from None
    found = replace(found, cost=_cost(before, after))
    hidden = secrets_of((*before.recording.everything, *after.recording.everything)) - {"[secret]"}
    return Redaction(hidden).of(found)


def _cost(before: Side, after: Side) -> str:
    """What the difference costs a month, and which components make it, the most first."""
    earlier_costs, later_costs = (estimate(side.recording, side.config) for side in (before, after))
    one, other = earlier_costs.amount.expected, later_costs.amount.expected
    unknown = [_without_price(side.name, found) for side, found in ((before, earlier_costs), (after, later_costs))]
    if not one and not other and not any(unknown):
        return ""
    names = dict.fromkeys([*earlier_costs.components, *later_costs.components])
    moved = {
        name: later_costs.components.get(name, NOTHING).expected - earlier_costs.components.get(name, NOTHING).expected
        for name in names
    }
    most = sorted((name for name in moved if moved[name]), key=lambda name: (-abs(moved[name]), name))
    listed = ", ".join(f"{name} {moved[name]:+}" for name in most[:_MOST])
    more = f" and {len(most) - _MOST} more" if len(most) > _MOST else ""
    said = f"Costs a month, expected: {one} -> {other} USD"
    moves = f"{said} ({other - one:+}): {listed}{more}." if most else f"{said}, no difference."
    return " ".join([moves, *filter(None, unknown)])


def _without_price(name: str, found: Estimate) -> str:
    """What the estimate of one side leaves out for want of a price: it is no saving. Nothing where it is whole."""
    if not found.missing:
        return ""
    more = f" and {len(found.missing) - _MOST} more" if len(found.missing) > _MOST else ""
    return f"{name} costs more than that, since no price is known for {', '.join(found.missing[:_MOST])}{more}."


def report(found: Difference, form: str) -> str:
    """The difference as `text`, `json` or `markdown`."""
    match form:
        case "json":
            return json.dumps(as_data(found), indent=2, ensure_ascii=False) + "\n"
        case "markdown":
            return markdown(found)
        case _:
            return text(found)
