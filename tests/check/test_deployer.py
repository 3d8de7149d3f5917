"""What the deployer is allowed agrees with what stacks have: regions, tags, roles and records."""

import pytest

from components.account.deployer_permissions.identity import ATTACHED, PASSED_TO
from components.account.deployer_permissions.network import RECORD_TYPES
from tests import reading
from tests.check.found import LIMITED, SAMPLES, given_to_deployer
from tests.check.options import with_everything
from tests.stacks import recorded, values_of


@pytest.mark.parametrize("stack", SAMPLES)
def test_services_that_roles_are_for_may_be_handed_them(stack: str) -> None:
    trusted = {
        service
        for role in with_everything(stack).of(reading.ROLE)
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
        for statement in given_to_deployer(stack, account)
        if "aws:RequestTag/System" in statement.get("Condition", {}).get("StringEquals", {})
    ]
    assert marks
    assert all(values_of(stack)["aws:defaultTags"]["tags"]["System"] in systems for systems in marks)
