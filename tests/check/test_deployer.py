"""The deployer of the account can make everything that any stack declares, where the stack lives, with its tags."""

from typing import Any

import pytest

from components.account.deployer_permissions.identity import ATTACHED, PASSED_TO
from components.account.deployer_permissions.network import RECORD_TYPES
from offline.simulation.runner import Mode, Recording
from systems import Systems
from tests import reading
from tests.check.found import ACCOUNTS, LIMITED, SAMPLES, system_of
from tests.check.making import CHECKED_ELSEWHERE, MAKES
from tests.granting import allowing, policies, statements
from tests.stacks import DELETE, SIGN_IN, Change, recorded, values_of

# What a stack file may switch on at any time.
OPTIONS: tuple[Change, ...] = (
    ("platform:network.nat", "single"),
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
    ("platform:backup", {"retention_days": 35}),
    ("platform:load_balancer.firewall", {"rate_limit": 2000}),
)
OFF_HOURS: Change = ("platform:off_hours", {"stop": "0 20 ? * MON-FRI *", "start": "0 7 ? * MON-FRI *"})


def switched_on(stack: str) -> list[Recording]:
    """Return a stack with every option of its system and of its services, as far as they go together: twice."""
    routed = [service.name for service in Systems()[system_of(stack)].services if service.routed and not service.sticky]
    guarded = [service.name for service in Systems()[system_of(stack)].services if service.sticky]
    sizes = values_of(stack).get("platform:services", {})
    sign_in: list[Change] = [(f"platform:services.{name}.sign_in", SIGN_IN) for name in guarded]
    staged: list[Change] = [(f"platform:services.{name}.deployment", {"strategy": "blue-green"}) for name in routed]
    awake: list[Change] = [("platform:off_hours", DELETE)] if "platform:off_hours" in values_of(stack) else []
    rolled: list[Change] = [(f"platform:services.{name}.deployment", DELETE) for name in routed if "deployment" in sizes[name]]
    return [recorded(stack, Mode.APPLIED, *OPTIONS, *sign_in, *more) for more in ([*awake, *staged], [*rolled, OFF_HOURS])]


def given_by(account: str) -> list[dict[str, Any]]:
    return statements(recorded(account), *policies(recorded(account)))


def check_makes(recording: Recording, account: str) -> None:
    given = given_by(account)
    for resource in recording.resources:
        if not resource.custom or not resource.type.startswith("aws:"):
            continue
        told = f"{resource.type} is new: give the deployer what makes it in components/account/deployer_permissions/"
        assert resource.type in MAKES, f"{told}, and name it in tests/check/making.py"
        arn = resource.outputs.get("arn")
        checked = arn if isinstance(arn, str) and resource.type not in CHECKED_ELSEWHERE else None
        assert allowing(given, MAKES[resource.type], checked), f"no {MAKES[resource.type]} for {resource.name} ({checked}): {told}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_deployer_can_make_every_resource(stack: str, account: str) -> None:
    """A new tier without deployer rights fails in the pipeline, half applied, long after it passed review."""
    check_makes(recorded(stack), account)


@pytest.mark.parametrize("stack", SAMPLES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_deployer_can_make_whatever_is_switched_on(stack: str, account: str) -> None:
    for recording in switched_on(stack):
        check_makes(recording, account)


@pytest.mark.parametrize("stack", SAMPLES)
def test_services_that_roles_are_for_may_be_handed_them(stack: str) -> None:
    trusted = {
        service
        for recording in switched_on(stack)
        for role in recording.of(reading.ROLE)
        for statement in reading.document(role, "assumeRolePolicy")
        for service in statement["Principal"]["Service"]
    }
    assert trusted <= set(PASSED_TO), "add the service to PASSED_TO of components/account/deployer_permissions/identity.py"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_policies_of_aws_and_record_types_in_use_are_among_those_allowed(stack: str, account: str) -> None:
    del account
    recording = recorded(stack)
    attached = {one.inputs["policyArn"] for one in recording.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    assert attached <= set(ATTACHED)
    assert {record.inputs["type"] for record in recording.of("aws:route53/record:Record")} <= set(RECORD_TYPES)


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_stacks_live_and_keep_copies_where_the_deployer_may_act(stack: str, account: str) -> None:
    regions = set(values_of(account)["platform:account"]["regions"])
    used = {values_of(stack)["aws:region"]}
    used |= {resource.inputs["region"] for resource in recorded(stack).resources if resource.inputs.get("region")}
    assert used <= regions, f"Pulumi.{account}.yaml: add {', '.join(sorted(used - regions))} to platform:account.regions"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_tag_that_marks_what_may_be_touched_is_the_stacks_own(stack: str, account: str) -> None:
    marks = [
        statement["Condition"]["StringEquals"]["aws:RequestTag/System"]
        for statement in given_by(account)
        if "aws:RequestTag/System" in statement.get("Condition", {}).get("StringEquals", {})
    ]
    assert marks
    assert all(values_of(stack)["aws:defaultTags"]["tags"]["System"] in systems for systems in marks)
