"""Runbooks as tests read them: the alarms that each begins with, and those of a stack that name it."""

import functools
import re
from collections.abc import Iterator

from offline.simulation.runner import Recording
from tests.stacks import ROOT

FOLDER = ROOT / "docs" / "runbooks"
INDEX = FOLDER / "README.md"
RUNBOOKS = tuple(sorted(path.stem for path in FOLDER.glob("*.md") if path != INDEX))
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_OPENING = re.compile(r"# .+\n\n\*\*Alarms:\*\* ((?:.+\n)+)")
# What no component is called; every other placeholder is the kind of a component, in small letters.
_OPEN = {"metric": r"\w+", "number": r"\d+", "topic": r"[\w-]+"}


@functools.cache
def patterns(runbook: str) -> tuple[str, ...]:
    """Return the alarms that a runbook begins with, such as `<service>-errors`: each without the name of its stack."""
    opening = _OPENING.match((FOLDER / f"{runbook}.md").read_text())
    assert opening is not None, f"docs/runbooks/{runbook}.md: begin, below the title, with a paragraph `**Alarms:** ...`"
    return tuple(re.findall(r"`([^`]+)`", opening[1]))


def named(recording: Recording) -> Iterator[tuple[str, str]]:
    """Yield each alarm of a stack, without the name of the stack, and the runbook that its description ends with."""
    for alarm in recording.of(ALARM):
        found = re.search(r" Runbook: docs/runbooks/([a-z-]+)\.md$", str(alarm.inputs.get("alarmDescription")))
        yield alarm.name.removesuffix("-alarm"), "" if found is None else found[1]


def leading(recording: Recording) -> dict[str, re.Pattern[str]]:
    """Return for each pattern of any runbook what the alarms of a stack that it stands for are called."""
    components: dict[str, set[str]] = {}
    for resource in recording.resources:
        if not resource.custom:
            components.setdefault(resource.type.rpartition(":")[2].lower(), set()).add(re.escape(resource.name))

    def meant(found: re.Match[str]) -> str:
        kind = found[1]
        names = {name for one in components if one.endswith(kind) for name in components[one]}
        return _OPEN.get(kind) or "(?:" + ("|".join(sorted(names)) or "(?!)") + ")"

    return {pattern: re.compile(re.sub(r"<([a-z]+)>", meant, pattern)) for runbook in RUNBOOKS for pattern in patterns(runbook)}
