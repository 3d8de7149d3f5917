"""What the deployer of each stack is allowed agrees with the stack: its regions, tags, roles and records."""

import pytest

from components.account.deployer_permissions.identity import ATTACHED, PASSED_TO
from components.account.deployer_permissions.network import RECORD_TYPES
from tests import reading
from tests.check.everything import with_everything
from tests.check.found import LIMITED, SAMPLES, given_to_deployer, line_of, listed
from tests.granting import permits
from tests.stacks import recorded, values_of


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
    regions = line_of(stack, account)["regions"]
    used = {values_of(stack)["aws:region"]}
    used |= {resource.inputs["region"] for resource in recorded(stack).resources if resource.inputs.get("region")}
    told = f"Pulumi.{account}.yaml: add {', '.join(sorted(used - set(regions)))} to the regions of {stack}'s line"
    assert used <= set(regions), told
    assert regions[0] == values_of(stack)["aws:region"], (
        f"Pulumi.{account}.yaml: put {stack}'s own region first: its state is there"
    )


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_records_of_the_stack_are_the_deployers_to_write(stack: str, account: str) -> None:
    given = given_to_deployer(stack, account)
    for record in recorded(stack).of("aws:route53/record:Record"):
        zone = next(arn for one in given for arn in one["Resource"] if ":hostedzone/" in arn)
        names = {"route53:ChangeResourceRecordSetsNormalizedRecordNames": str(record.inputs["name"]).rstrip(".")}
        told = f"Pulumi.{account}.yaml: add the domain of {stack} to the domains of its line, for {record.inputs['name']}"
        assert permits(given, "route53:ChangeResourceRecordSets", zone, names), told


@pytest.mark.parametrize(("stack", "account"), LIMITED)
def test_the_tags_that_mark_what_may_be_touched_are_the_stacks_own(stack: str, account: str) -> None:
    tags = values_of(stack)["aws:defaultTags"]["tags"]
    marked = [
        statement["Condition"]["StringEquals"]
        for statement in given_to_deployer(stack, account)
        if "Condition" in statement and "aws:RequestTag/System" in statement["Condition"].get("StringEquals", {})
    ]
    assert marked, f"nothing the deployer of {stack} may do asks for its tags: components/account/deployer_permissions/"
    for marks in marked:
        asked = {key: marks[f"aws:RequestTag/{key}"] for key in ("System", "Environment")}
        own = {key: tags[key] for key in asked}
        assert asked == own, f"the deployer of {stack} asks for the tags {asked}, Pulumi.{stack}.yaml has {own}: mend either"
