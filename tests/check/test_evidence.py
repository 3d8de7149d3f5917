"""What an ordinary change of a stack file takes out of a protected stack stays in AWS, or the change is refused."""

import pytest

from offline.changes.replacing import STATEFUL, replaces
from offline.changes.values import changes as differences
from offline.simulation.runner import Mode, Recording, Resource
from tests.check.found import listed, system_of
from tests.stacks import DELETE, STACKS, Change, recorded, values_of

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
PROTECTED = tuple(stack for stack in STACKS if values_of(stack)["platform:protect"])
# Without `backup` a protected stack is refused by its settings.
OPTIONAL = ("recovery", "tracing", "off_hours", "registry", "alerts", "images")


def changes(stack: str) -> list[Change]:
    """Return all that a stack file may stop saying, or say anew, so that something is no longer declared."""
    values = values_of(stack)
    optional = [key for key in OPTIONAL if key != "alerts" or "break_glass" not in values.get("platform:account", {})]
    found: list[Change] = [(f"platform:{key}", DELETE) for key in optional if f"platform:{key}" in values]
    if "firewall" in values.get("platform:load_balancer", {}):
        found.append(("platform:load_balancer.firewall", DELETE))
        found.append(("platform:load_balancer.allowed_cidr_blocks", ["198.51.100.0/24"]))
    if "platform:database" in values:
        found.append(("platform:database.generation", 2))
    if "image_replication" in values.get("platform:account", {}):
        found.append(("platform:account.image_replication", DELETE))
    return found


def is_told_by_another(stack: str) -> bool:
    """Whether another stack of the system may stop saying all that this one may, and more."""
    paths = dict(changes(stack)).keys()
    return any(system_of(one) == system_of(stack) and paths < dict(changes(one)).keys() for one in PROTECTED)


# What goes is decided by the module: a stack whose file may stop saying less than another's of its system tells nothing new.
TELLING = tuple(stack for stack in PROTECTED if not is_told_by_another(stack))


def gone(before: Recording, after: Recording) -> list[Resource]:
    """Return what holds data and is declared no longer, or is replaced."""
    remaining = {(one.type, one.name): one for one in after.resources}
    found = []
    for one in before.resources:
        if one.type in STATEFUL:
            new = remaining.get((one.type, one.name))
            if new is None or replaced(one, new):
                found.append(one)
    return found


def replaced(old: Resource, new: Resource) -> bool:
    """Return whether a change of an argument that is not ignored replaces a resource."""
    changed = [one for one in differences(old.inputs, new.inputs) if one.path.split(".")[0] not in old.ignore_changes]
    return any(replaces(old.type, one.path, one.before, one.after) for one in changed)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", STACKS)
def test_log_groups_of_a_protected_stack_stay_when_they_are_declared_no_longer(stack: str, mode: Mode) -> None:
    """Deleted, the evidence of an incident is gone; and what still writes makes the group anew, without key or retention."""
    groups = recorded(stack, mode).of(LOG_GROUP)
    assert groups, f"{stack} has no log group: make them with components/base/logs.py"
    wrong = [group.name for group in groups if group.retain_on_delete != (stack in PROTECTED)]
    assert not wrong, (
        f"{stack}: make these with components/base/logs.py, which retains where the stack is protected: {listed(wrong)}"
    )


@pytest.mark.parametrize("stack", TELLING)
def test_what_holds_data_stays_or_is_refused(stack: str) -> None:
    """Pulumi refuses to delete what is protected, and forgets what is retained."""
    lost = gone(recorded(stack), recorded(stack, Mode.APPLIED, *changes(stack)))
    open_to_loss = [one.name for one in lost if not (one.protect or one.retain_on_delete)]
    assert not open_to_loss, f"{stack} would lose these: declare them with protect or retain_on_delete: {listed(open_to_loss)}"


@pytest.mark.parametrize("stack", [stack for stack in TELLING if "platform:database" in values_of(stack)])
def test_logs_of_an_instance_before_are_forgotten_and_not_refused(stack: str) -> None:
    """The way back to an earlier state must not end at a protected log group."""
    lost = gone(recorded(stack), recorded(stack, Mode.APPLIED, *changes(stack)))
    logs = [one for one in lost if one.type == LOG_GROUP and one.inputs["name"].startswith("/aws/rds/")]
    assert logs, f"a new generation of {stack}'s database takes its logs with it: name them after the generation"
    refused = [one.name for one in logs if one.protect]
    assert not refused, f"retain these in place of protecting them, or the next restore is refused: {listed(refused)}"
