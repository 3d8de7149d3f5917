"""The deployer of the account can make everything that any stack declares, where the stack lives, with its tags."""

from typing import Any

import pytest

from components.account.deployer_permissions.identity import ATTACHED, PASSED_TO
from components.account.deployer_permissions.network import RECORD_TYPES
from offline.simulation.runner import Mode, Recording
from systems import Systems
from tests import reading
from tests.check.found import ACCOUNTS, LIMITED, SAMPLES, listed, system_of
from tests.check.making import CHECKED_ELSEWHERE, MAKES
from tests.granting import allowing, policies, statements
from tests.stacks import SIGN_IN, Change, recorded, values_of

# What a stack file may switch on at any time.
OPTIONS: tuple[Change, ...] = (
    ("platform:network.nat", "single"),
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
    ("platform:off_hours", {"stop": "0 20 ? * MON-FRI *", "start": "0 7 ? * MON-FRI *"}),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
    ("platform:backup", {"retention_days": 35}),
    ("platform:load_balancer.firewall", {"rate_limit": 2000}),
)


def with_everything(stack: str) -> Recording:
    """Return a stack with every option of its system, and those of its services, switched on."""
    routed = [service for service in Systems()[system_of(stack)].services if service.routed]
    of_services: list[Change] = [(f"platform:services.{service.name}.sign_in", SIGN_IN) for service in routed if service.sticky]
    of_services += [
        (f"platform:services.{service.name}.deployment", {"strategy": "blue-green"}) for service in routed if not service.sticky
    ]
    return recorded(stack, Mode.APPLIED, *OPTIONS, *of_services)


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
    check_makes(with_everything(stack), account)


@pytest.mark.parametrize("stack", SAMPLES)
def test_services_that_roles_are_for_may_be_handed_them(stack: str) -> None:
    trusted = {
        service
        for role in with_everything(stack).of(reading.ROLE)
        for statement in reading.document(role, "assumeRolePolicy")
        for service in statement["Principal"]["Service"]
    }
    foreign = trusted - set(PASSED_TO)
    assert not foreign, f"add to PASSED_TO of components/account/deployer_permissions/identity.py: {listed(foreign)}"


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_policies_of_aws_and_record_types_in_use_are_among_those_allowed(stack: str, account: str) -> None:
    del account
    recording = recorded(stack)
    used = {
        "ATTACHED": {one.inputs["policyArn"] for one in recording.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")},
        "RECORD_TYPES": {record.inputs["type"] for record in recording.of("aws:route53/record:Record")},
    }
    for name, allowed in (("ATTACHED", ATTACHED), ("RECORD_TYPES", RECORD_TYPES)):
        more = used[name] - set(allowed)
        assert not more, f"{stack} uses what {name} of components/account/deployer_permissions/ does not list: {listed(more)}"


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
    assert marks, f"no statement of {account}'s deployer asks for the tag System: components/account/deployer_permissions/"
    tag = values_of(stack)["aws:defaultTags"]["tags"]["System"]
    told = f"Pulumi.{account}.yaml: platform:account.systems does not list {tag}, the tag System of Pulumi.{stack}.yaml"
    assert all(tag in systems for systems in marks), told
