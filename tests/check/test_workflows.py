"""GitHub deploys every stack file of an account as the deployer that the account stack declares for it, from its environment."""

import yaml

from offline.simulation.runner import plain
from systems.deployments import deployments, in_turn
from tests import reading
from tests.check.found import ACCOUNTS, BLOCK, DEPLOYED
from tests.stacks import ROOT, recorded, values_of

TURNS = ROOT / ".github" / "workflows" / "deploy-in-turn.yml"


def test_every_stack_file_is_deployed_as_the_account_stack_says() -> None:
    """A role, a login, a region or an environment that is not the stack's is told by AWS only, on the day of the deployment."""
    said, meant = {}, {}
    for account in ACCOUNTS:
        recording = recorded(account)
        outputs = plain(recording.outputs)["deployers"]
        for line in values_of(account)[BLOCK]["deployments"]:
            one = outputs[f"{line['system']}/{line['environment']}"]
            (role,) = (role for role in recording.of(reading.ROLE) if role.outputs["arn"] == one["role"])
            conditions = [one.get("Condition", {}).get("StringEquals", {}) for one in reading.document(role, "assumeRolePolicy")]
            (subject,) = (value for condition in conditions for key, value in condition.items() if key.endswith(":sub"))
            environment = subject.rpartition(":environment:")[2]
            said[line["system"], line["environment"]] = (one["role"], one["reader"], one["login"], line["regions"][0], environment)
    for one in deployments():
        values = values_of(one.stack)
        assert one.region == values["aws:region"], (
            f"{one.stack} is in {values['aws:region']}, and its line in the account says {one.region}"
        )
        meant[values["platform:system"], values["platform:environment"]] = (
            one.role,
            one.reader,
            one.login,
            one.region,
            one.environment,
        )
    assert meant == said, "systems/deployments.py computes other roles, logins, regions or environments than the account stack has"
    left = set(DEPLOYED) - {one.stack for one in deployments()}
    assert not left or not ACCOUNTS, f"no account deploys {', '.join(sorted(left))}: add a line to platform:account.deployments"


def test_no_system_has_more_stacks_than_the_workflow_has_turns() -> None:
    turns = len(yaml.safe_load(TURNS.read_text())["jobs"])
    for system, stacks in in_turn(deployments()).items():
        told = f"{system} has {len(stacks)} stacks one after another: add a job to {TURNS.relative_to(ROOT)}"
        assert len(stacks) <= turns, told
