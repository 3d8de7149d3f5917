"""What every runbook says: the alarms that lead to it and no others, and who does each step."""

import re

import pytest

from offline.simulation.runner import Mode
from tests.runbooks import FOLDER, INDEX, RUNBOOKS, leading, named, patterns
from tests.shipped import SYSTEMS, recorded, stacks_of
from tests.stacks import Change

FAILOVER: Change = ("platform:load_balancer.failover", {"secondary": "other.example.com", "health_path": "/health"})
ROLES = set(re.findall(r"^\| ([a-z-]+) \| .+ \| .+ \|$", INDEX.read_text().partition("## Who does")[2], re.MULTILINE)) - {
    "role",
    "---",
}


def test_every_alarm_that_a_runbook_begins_with_is_one() -> None:
    """The list of one that was renamed would lead nobody here."""
    recordings = [recorded(stack) for system in SYSTEMS for stack in stacks_of(system)]
    recordings.append(recorded("migration-api-production", Mode.APPLIED, FAILOVER))
    seen = {
        (runbook, pattern)
        for recording in recordings
        for pattern, meant in leading(recording).items()
        for alarm, runbook in named(recording)
        if meant.fullmatch(alarm)
    }
    assert {(runbook, pattern) for runbook in RUNBOOKS for pattern in patterns(runbook)} == seen


@pytest.mark.parametrize("runbook", RUNBOOKS)
def test_every_step_says_who_does_it(runbook: str) -> None:
    steps = re.findall(r"^\d+\. (.*)", (FOLDER / f"{runbook}.md").read_text(), re.MULTILINE)
    assert {"author", "reviewer", "deployer", "operator", "break-glass", "administrator"} == ROLES
    for step in steps:
        first = re.match(r"\*\*([A-Z][a-z-]+)\*\*", step)
        assert first is not None, step
        assert first[1].lower() in ROLES, step


def test_the_index_leads_to_every_runbook() -> None:
    assert set(re.findall(r"\]\(([a-z-]+)\.md\)", INDEX.read_text())) == set(RUNBOOKS)
