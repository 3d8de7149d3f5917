"""What every runbook says: the alarms that lead to it and no others, and who does each step."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import botocore
import botocore.session
import pytest

from offline.simulation.runner import Mode
from tests.runbooks import FOLDER, INDEX, RUNBOOKS, leading, named, patterns
from tests.shipped import SYSTEMS, recorded, stacks_of
from tests.stacks import Change
from tests.systems.account.account import given

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


def commands() -> Iterator[tuple[str, str, str]]:
    """Yield each command of AWS's CLI in a step: the runbook, who does it, and the action as IAM names it."""
    session = botocore.session.get_session()
    for runbook in RUNBOOKS:
        steps = re.split(r"^\d+\. |^## .*$", (FOLDER / f"{runbook}.md").read_text(), flags=re.MULTILINE)[1:]
        for step in steps:
            who = ""
            for role, service, command in re.findall(r"\*\*([A-Z][a-z-]+)\*\*|\baws ([a-z0-9-]+) ([a-z0-9-]+)", step):
                who = role.lower() or who
                if who and service not in {"", "s3"} and command != "wait":
                    model = session.get_service_model("s3" if service == "s3api" else service)
                    (operation,) = (one for one in model.operation_names if botocore.xform_name(one, "-") == command)
                    prefix = {"stepfunctions": "states", "elbv2": "elasticloadbalancing"}.get(service, service)
                    yield runbook, who, f"{prefix}:{operation}"


def test_an_operator_may_call_what_the_steps_of_operators_call() -> None:
    """A step that is refused at night is worse than one that names break-glass."""
    account = recorded("account")
    allowed = {
        pattern.lower()
        for stack in ("pde-production", "dlv-pde")
        for statement in given(account, f"operator-{stack}")
        for pattern in statement["Action"]
    }
    refused = [
        (runbook, action)
        for runbook, who, action in commands()
        if who == "operator" and not any(fnmatchcase(action.lower(), pattern) for pattern in allowed)
    ]
    assert not refused, refused
