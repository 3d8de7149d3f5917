"""Whose permissions are about other stacks: a deployer's, and boundaries; while that is open, nothing is a violation."""

from collections.abc import Mapping

import pytest

from policy.knowledge.iam.deployers import about_this_stack, of_builds
from policy.knowledge.iam.identity_providers import PIPELINES
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import named

GITHUB = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
DEPLOYER = document({"Effect": "Allow", "Principal": {"Federated": GITHUB}, "Action": "sts:AssumeRoleWithWebIdentity"})
GITHUB_STATEMENT = {"Effect": "Allow", "Principal": {"Federated": GITHUB}, "Action": "sts:AssumeRoleWithWebIdentity"}
SERVICE = document({"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"})
ARN = "arn:aws:iam::111122223333:policy/rights"
RIGHTS = spec(kinds.MANAGED_POLICY, "rights", {"name": "rights", "arn": ARN, "policy": document(allow("s3:GetObject"))})
LIMITS = spec(kinds.MANAGED_POLICY, "limits", {"name": "limits", "arn": UNKNOWN, "policy": document(allow("s3:GetObject"))})
LIMITS_ARN = "arn:aws:iam::111122223333:policy/limits"


def by_name(*roles: str) -> dict[str, object]:
    """A statement for an account's roles of some names."""
    return {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": list(roles)}},
    }


def trusting(*statements: Mapping[str, object]) -> str:
    return document(*statements)


def role(trust: object = SERVICE, **more: object) -> Plan:
    return Plan(spec(kinds.ROLE, "role", {"name": "api", "assumeRolePolicy": trust, **more}))


def beside(trust: object = SERVICE) -> Plan:
    """A role with a policy of its own."""
    return role(trust).add(spec(kinds.ROLE_POLICY, "policy", {"role": "api", "policy": document(allow("s3:GetObject"))}))


def attached(trust: object = SERVICE) -> Plan:
    """A role with a managed policy."""
    return role(trust).add(RIGHTS, spec(kinds.ROLE_ATTACHMENT, "attachment", {"role": "api", "policyArn": ARN}))


def bounding(arn: object) -> dict[str, object]:
    return allow("iam:CreateRole", Condition={"StringLike": {"iam:PermissionsBoundary": arn}})


def demanded(arn: object) -> Plan:
    """A policy that lets roles be made under a boundary, and one that could be that."""
    return Plan(LIMITS, spec(kinds.ROLE_POLICY, "policy", {"role": "elsewhere", "policy": document(bounding(arn))}))


def faulty(holder: Resource) -> Findings:
    yield Violation(holder, "A finding.")


def judged(plan: Plan) -> set[str]:
    """What is judged for certain, where a rule finds fault with everything."""
    return named(about_this_stack(Graph(plan.resources()), PIPELINES, faulty), Violation)


def test_what_this_stack_s_identities_hold_is_judged() -> None:
    assert judged(beside()) == {"role", "policy"}
    assert judged(attached()) == {"role", "rights"}


def test_what_only_a_deployer_holds_is_not() -> None:
    assert judged(beside(DEPLOYER)) == set()
    assert judged(attached(DEPLOYER)) == set()


OPERATOR = "arn:aws:iam::111122223333:role/operator"


def people(principal: str = "arn:aws:iam::111122223333:root", **conditions: object) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", "Condition": conditions}
    return document(statement)


CODED = people(Bool={"aws:MultiFactorAuthPresent": "true"})


def test_what_only_people_hold_is_not() -> None:
    """Operators act on what other stacks declare, as deployers do."""
    path = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com"
    assert judged(beside(CODED)) == set()
    for named_by in (f"{path}/AWSReservedSSO_Operator_????????????????", f"{path}/*/AWSReservedSSO_Operator_*"):
        assert judged(beside(people(ArnLike={"aws:PrincipalArn": [named_by]}))) == set()


@pytest.mark.parametrize(
    "trust",
    [
        people(),
        people("*", Bool={"aws:MultiFactorAuthPresent": "true"}),
        people(OPERATOR, Bool={"aws:MultiFactorAuthPresent": "true"}),
        people(BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),
        people(Bool={"aws:MultiFactorAuthPresent": "false"}),
        people(ArnLike={"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*"]}),
        people(ArnLike={"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/AWSReservedSSO_Operator_*"]}),
    ],
)
def test_what_others_may_hold_is(trust: str) -> None:
    assert judged(beside(trust)) == {"role", "policy"}


def test_a_deployer_may_be_assumed_by_roles_for_people_and_no_others() -> None:
    both = document(
        {"Effect": "Allow", "Principal": {"Federated": GITHUB}, "Action": "sts:AssumeRoleWithWebIdentity"},
        {"Effect": "Allow", "Principal": {"AWS": OPERATOR}, "Action": "sts:AssumeRole"},
    )
    operator = spec(kinds.ROLE, "operator", {"name": "operator", "assumeRolePolicy": CODED})
    assert judged(beside(both).add(operator)) == set()
    assert judged(beside(both).add(operator).set("operator", {"assumeRolePolicy": SERVICE})) == {"role", "policy", "operator"}
    assert judged(beside(both)) == {"role", "policy"}


def test_what_a_deployer_holds_that_a_named_role_may_take_on_is_not() -> None:
    """A pipeline inside the account, in a stack of its own, deploys as the same role as the workflow does."""
    assert judged(beside(trusting(GITHUB_STATEMENT, by_name("arn:aws:iam::111122223333:role/dlv-pde-deploy")))) == set()


@pytest.mark.parametrize(
    "trust",
    [
        ["arn:aws:iam::111122223333:role/dlv-*"],
        ["arn:aws:iam::111122223333:role/dlv-pde-deploy", "arn:aws:iam::111122223333:role/*"],
        ["*"],
        [],
    ],
)
def test_what_roles_of_no_whole_name_may_take_on_is(trust: list[str]) -> None:
    assert judged(beside(trusting(GITHUB_STATEMENT, by_name(*trust)))) == {"role", "policy"}


@pytest.mark.parametrize(
    "principal",
    [{"AWS": OPERATOR}, {"Service": "ecs-tasks.amazonaws.com"}, {"AWS": ["arn:aws:iam::111122223333:root", OPERATOR]}],
)
def test_what_others_than_an_account_may_take_on_by_a_role_s_name_is(principal: Mapping[str, object]) -> None:
    trust = {**by_name("arn:aws:iam::111122223333:role/dlv-pde-deploy"), "Principal": principal}
    assert judged(beside(trusting(GITHUB_STATEMENT, trust))) == {"role", "policy"}


def test_what_a_named_role_alone_may_take_on_is() -> None:
    """Without a pipeline's token it is nobody's deployer."""
    assert judged(beside(trusting(by_name("arn:aws:iam::111122223333:role/dlv-pde-deploy")))) == {"role", "policy"}


def test_what_everyone_of_the_account_may_take_on_is() -> None:
    bare = {key: value for key, value in by_name("x").items() if key != "Condition"}
    assert judged(beside(trusting(GITHUB_STATEMENT, bare))) == {"role", "policy"}


def test_builds_are_those_whose_role_only_codebuild_takes_on() -> None:
    build = document({"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"})
    both = document({"Effect": "Allow", "Principal": {"Service": ["codebuild.amazonaws.com", "x"]}, "Action": "sts:AssumeRole"})

    def for_builds(plan: Plan) -> set[str]:
        graph = Graph(plan.resources())
        is_for_builds = of_builds(graph)
        return {one.name for one in graph.of(kinds.ROLE, kinds.ROLE_POLICY, kinds.MANAGED_POLICY) if is_for_builds(one)}

    in_china = document({"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com.cn"}, "Action": "sts:AssumeRole"})
    for of_codebuild in (build, in_china):
        assert for_builds(beside(of_codebuild)) == {"role", "policy"}
    assert for_builds(attached(build)) == {"role", "rights"}
    for trust in (both, SERVICE, DEPLOYER, UNKNOWN):
        assert for_builds(beside(trust)) == set()
    assert for_builds(beside(build).set("policy", {"role": UNKNOWN})) == {"role"}


def test_what_a_deployer_and_another_hold_is() -> None:
    second = spec(kinds.ROLE, "second", {"name": "second", "assumeRolePolicy": SERVICE})
    again = spec(kinds.ROLE_ATTACHMENT, "again", {"role": "second", "policyArn": ARN})
    both = attached(DEPLOYER).add(second, again)
    assert judged(both) == {"second", "rights"}
    assert judged(both.set("role", {"assumeRolePolicy": SERVICE}).set("second", {"assumeRolePolicy": DEPLOYER})) == {
        "role",
        "rights",
    }


def test_a_role_s_boundary_is_not_judged() -> None:
    assert judged(role(permissionsBoundary=LIMITS_ARN).add(LIMITS)) == {"role"}
    assert judged(role(permissionsBoundary=ARN).add(RIGHTS)) == {"role"}


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::111122223333:policy/rights-2",
        "arn:aws:iam::444455556666:policy/rights",
        "arn:aws:iam::aws:policy/rights",
        "",
    ],
)
def test_another_boundary_is_none_of_this_policy(arn: str) -> None:
    assert judged(role(permissionsBoundary=arn).add(RIGHTS)) == {"role", "rights"}


@pytest.mark.parametrize("arn", [LIMITS_ARN, "arn:aws:iam::*:policy/limits", "arn:aws:iam::111122223333:policy/lim*"])
def test_a_boundary_that_a_statement_demands_is_not_judged(arn: str) -> None:
    assert judged(demanded(arn)) == {"policy"}
    assert judged(demanded(["arn:aws:iam::111122223333:policy/first", arn])) == {"policy"}


@pytest.mark.parametrize("arn", ["*", "arn:aws:iam::*:policy/*", "arn:aws:iam::111122223333:policy/other"])
def test_a_statement_that_takes_any_boundary_demands_none(arn: str) -> None:
    assert judged(demanded(arn)) == {"policy", "limits"}


def test_a_denied_boundary_is_not_demanded() -> None:
    refused = document({**bounding(LIMITS_ARN), "Effect": "Deny"})
    assert judged(demanded(LIMITS_ARN).set("policy", {"policy": refused})) == {"policy", "limits"}


def test_a_role_s_own_policy_demands_a_boundary_too() -> None:
    first, second = document(allow("s3:GetObject")), document(bounding(LIMITS_ARN))
    assert judged(role(inlinePolicies=[{"policy": first}, {"policy": second}]).add(LIMITS)) == {"role"}


def test_a_boundary_below_a_path() -> None:
    arn = "arn:aws:iam::111122223333:policy/boundaries/limits"
    assert judged(demanded(arn).set("limits", {"path": "/boundaries/"})) == {"policy"}
    assert judged(demanded(arn)) == {"policy", "limits"}


def test_a_policy_whose_name_aws_will_choose_may_be_what_a_pattern_means() -> None:
    assert judged(demanded(LIMITS_ARN).set("limits", {"name": UNKNOWN})) == {"policy"}


ATTACHED_TO_SOMETHING = (
    attached(DEPLOYER)
    .add(spec("random:index/randomId:RandomId", "elsewhere"))
    .set("attachment", {"policyArn": UNKNOWN})
    .edge("attachment", "policyArn", "elsewhere")
)


@pytest.mark.parametrize(
    ("plan", "holder", "unknown"),
    [
        (beside(UNKNOWN), "policy", "role: assumeRolePolicy"),
        (attached(UNKNOWN), "rights", "role: assumeRolePolicy"),
        (beside(DEPLOYER).set("policy", {"role": UNKNOWN}), "policy", "policy: role"),
        (ATTACHED_TO_SOMETHING, "rights", "attachment: policyArn"),
        (attached(DEPLOYER).set("attachment", {"role": UNKNOWN}), "rights", "attachment: role"),
        (role(permissionsBoundary=UNKNOWN).add(LIMITS), "limits", "role: permissionsBoundary"),
        (demanded(LIMITS_ARN).set("policy", {"policy": UNKNOWN}), "limits", "policy: policy"),
    ],
)
def test_while_it_is_unknown_a_violation_is_undecided(plan: Plan, holder: str, unknown: str) -> None:
    def only(source: Resource) -> Findings:
        return faulty(source) if source.name == holder else iter(())

    (finding,) = about_this_stack(Graph(plan.resources()), PIPELINES, only)
    assert isinstance(finding, Undecided)
    assert f"{finding.resource.name}: {finding.what}" == unknown


def test_what_a_rule_cannot_tell_itself_stays_so() -> None:
    plan = role(permissionsBoundary=UNKNOWN).add(LIMITS)

    def unsure(source: Resource) -> Findings:
        yield Undecided(source, "policy")

    found = list(about_this_stack(Graph(plan.resources()), PIPELINES, unsure))
    assert named(found, Undecided) == {"limits", "role"}
    assert {finding.what for finding in found} == {"policy"}


def test_a_user_s_policy_is_judged() -> None:
    assert judged(Plan(spec(kinds.USER_POLICY, "policy", {"user": "ci", "policy": DROP}))) == {"policy"}
