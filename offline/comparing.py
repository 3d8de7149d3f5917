"""Two runs held against each other: where they come from, and the report on what differs."""

import json
from dataclasses import dataclass
from pathlib import Path

from offline.changes.difference import Difference, as_data, difference
from offline.changes.markdown import markdown
from offline.changes.state_file import recording_of
from offline.changes.text import text
from offline.project import Project
from offline.reporting.redact import Redaction, secrets_of
from offline.revision import earlier
from offline.running import declared
from offline.simulation.model import Recording


@dataclass(frozen=True)
class Side:
    """One of two runs: what it is called, what it declares, and what the reader has to know about it."""

    name: str
    recording: Recording
    notes: tuple[str, ...] = ()


def stack(project: Project) -> Side:
    """A stack of the project as it is now.

    Raises:
        PreviewError: the program failed.
    """
    return Side(project.stack, declared(project))


def file(path: Path) -> Side:
    """What a file says.

    Raises:
        PreviewError: it says nothing that can be read.
    """
    note = f"Of secrets in {path.name} only their places are known: whether one has changed cannot be told."
    return Side(path.name, recording_of(path), (note,))


def revision(directory: Path, name: str, project: Project) -> Side:
    """A stack as a git revision has it.

    Raises:
        PreviewError: there is no such revision, or its program failed.
    """
    found = earlier(directory, name, project.stack, project.name)
    note = "Secrets are compared by place: whether one has another value cannot be told."
    return Side(f"{project.stack} at {name}", found.recording, (*found.notes, *((note,) if found.recording.resources else ())))


def compare(before: Side, after: Side) -> Difference:
    """What differs, without any text that is secret in either."""
    found = difference(
        before.recording,
        after.recording,
        names=(before.name, after.name),
        notes=tuple(dict.fromkeys((*before.notes, *after.notes))),
    )
    hidden = secrets_of((*before.recording.everything, *after.recording.everything)) - {"[secret]"}
    return Redaction(hidden).of(found)


def report(found: Difference, form: str) -> str:
    """The difference as `text`, `json` or `markdown`."""
    match form:
        case "json":
            return json.dumps(as_data(found), indent=2, ensure_ascii=False) + "\n"
        case "markdown":
            return markdown(found)
        case _:
            return text(found)
