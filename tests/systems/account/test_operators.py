"""Who comes in by hand: operators of one stack, who may do what the operations commands do, and break-glass with its alarm."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, plain
from policy.knowledge.iam.service_authorization import matching
from tests import reading
from tests.granting import POLICY, permitted, policies
from tests.shipped import recorded
from tests.systems.account import operating
from tests.systems.account.account import ACCOUNT, DEPLOYER, given, with_less, with_more
from tests.systems.account.operating import STACK

ROLE = "acct-shared-operator-pde-production"
OPERATOR = "operator-pde-production"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SIGNED_IN = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com"
BREAK_GLASS = f"arn:aws:iam::{ACCOUNT}:role/acct-shared-break-glass"
OWN = {"aws:ResourceTag/System": "pre-delinquency-engine", "aws:ResourceTag/Environment": "production"}


@pytest.fixture(scope="module")
def recording() -> Recording:
    return recorded("account")


def role_of(recording: Recording, name: str) -> Any:
    (found,) = (one for one in recording.of(reading.ROLE) if one.inputs["name"] == name)
    return found


def trusted(recording: Recording, name: str) -> list[dict[str, Any]]:
    return reading.document(role_of(recording, name), "assumeRolePolicy")


@pytest.mark.parametrize("mode", list(Mode))
def test_permission_sets_of_identity_center_are_known_by_the_path_of_their_roles(mode: Mode) -> None:
    assert trusted(recorded("account", mode), ROLE) == [
        {
            "Sid": "PeopleOfIdentityCenter",
            "Effect": "Allow",
            "Principal": {"AWS": [ROOT]},
            "Action": ["sts:AssumeRole"],
            "Condition": {
                "ArnLike": {
                    "aws:PrincipalArn": [
                        f"{SIGNED_IN}/AWSReservedSSO_PlatformOperator_????????????????",
                        f"{SIGNED_IN}/*/AWSReservedSSO_PlatformOperator_????????????????",
                    ]
                }
            },
        }
    ]


@pytest.mark.parametrize("mode", list(Mode))
def test_users_show_a_code_that_is_not_old(mode: Mode) -> None:
    changed, operator = with_more(mode), "acct-shared-operator-pde-dev"
    assert trusted(changed, operator) == [
        {
            "Sid": "UsersWithCode",
            "Effect": "Allow",
            "Principal": {"AWS": [ROOT]},
            "Action": ["sts:AssumeRole"],
            "Condition": {
                "ArnEquals": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:user/{user}" for user in ("anna", "ops/ben")]},
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "NumericLessThanEquals": {"aws:MultiFactorAuthAge": "1800"},
            },
        }
    ]
    assert role_of(changed, operator).inputs["maxSessionDuration"] == 7200


def test_a_stack_may_have_people_of_its_own() -> None:
    """The others keep those of the account, as above."""
    (statement,) = trusted(with_more(), ROLE)
    assert statement["Condition"]["ArnEquals"] == {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:user/carla"]}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_deployer_trusts_the_operator_of_its_stack_beside_its_workflow(mode: Mode) -> None:
    account = recorded("account", mode)
    workflow, pipeline, operator = trusted(account, "acct-shared-deployer-pde-production")
    assert (workflow["Sid"], pipeline["Sid"]) == ("AssumedByWorkflow", "AssumedByPipeline")
    assert operator == {
        "Sid": "AssumedByOperators",
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"]},
        "Action": ["sts:AssumeRole"],
    }
    # IAM refuses a principal that does not exist.
    assert reading.waits_for(account, "deployer-pde-production-role", "operator-pde-production-role")


@pytest.mark.parametrize("mode", list(Mode))
def test_without_operators_no_person_deploys(mode: Mode) -> None:
    alone = with_less(mode)
    assert [one for one in alone.of(reading.ROLE) if "-operator-" in one.inputs["name"]] == []
    assert [statement["Sid"] for statement in trusted(alone, "acct-shared-deployer-pde-dr")] == ["AssumedByWorkflow"]
    assert alone.outputs["operators"] == {}


def allowing(statements: list[dict[str, Any]], action: str, resource: str) -> list[str]:
    """Return the sids of the statements that allow a call, in the stack's region, on what carries the stack's tags."""
    found = []
    for one in statements:
        named = any(fnmatchcase(action, pattern) for pattern in one["Action"])
        if named and any(fnmatchcase(resource, pattern) for pattern in one["Resource"]):
            keys = {"aws:s3:arn": operating.STATE} if one["Sid"].endswith("State") else {}
            context = {
                **OWN,
                "aws:RequestedRegion": operating.REGION,
                "ecs:container-name": "console",
                "kms:ViaService": "s3.us-east-1.amazonaws.com",
                "kms:EncryptionContext:aws:ssm:TargetId": f"ecs:{STACK}-cluster_abc",
                **{f"kms:EncryptionContext:{key}": value for key, value in keys.items()},
                "s3:prefix": "models/x" if resource == operating.BUCKET else f"{operating.PATH}/.pulumi/x",
            }
            if any(fnmatchcase(action, pattern) for pattern in permitted([one], resource, context)):
                found.append(str(one["Sid"]))
    return found


@pytest.mark.parametrize("command", sorted(operating.calls()))
def test_each_call_of_each_command_is_allowed_by_one_statement(command: str, recording: Recording) -> None:
    """A call that no statement allows stops the command on the night it is needed; one that two allow hides a broad one."""
    statements = given(recording, OPERATOR)
    allowed = {
        (action, resource): allowing(statements, action, resource)
        for action in operating.calls()[command]
        for resource in operating.RESOURCES.get(action, ("*",))
    }
    assert {call: sids for call, sids in allowed.items() if len(sids) != 1 and not call[0].startswith("kms:")} == {}
    assert [call for call, sids in allowed.items() if not sids] == []


def test_no_statement_allows_what_no_command_calls(recording: Recording) -> None:
    """What is not called is only of use to whoever took over an operator's session."""
    used = {action.lower() for made in operating.calls().values() for action in made} | {call.lower() for call in _BESIDES}
    idle = {
        pattern
        for statement in given(recording, OPERATOR)
        for pattern in statement["Action"]
        if not used & ({action.name.lower() for action in matching(pattern)} or {pattern.lower()})
    }
    assert idle == set()


_BESIDES = (
    # README, step 4, and docs/runbooks/deploy.md: the first image is pushed and recorded by hand.
    *("ecr:GetAuthorizationToken", "ssm:GetParameter"),
    # What an upload in parts takes, and what looks at a version of a model.
    *("s3:AbortMultipartUpload", "s3:GetObjectVersion"),
    # docs/runbooks: where requests go, what stands in the logs, how far a job is, how full a vault is, before somebody acts.
    *("elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules"),
    *("ecs:DescribeClusters", "ecs:DescribeServiceRevisions", "ecs:ListServiceDeployments", "ecs:StopServiceDeployment"),
    *("ecs:DescribeServiceDeployments", "elasticache:DescribeReplicationGroups", "kafka:DescribeClusterV2"),
    *("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "states:StopExecution"),
    *("logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:StartQuery", "logs:GetQueryResults"),
    *("backup:DescribeBackupVault", "backup:DescribeRestoreJob", "backup:ListBackupJobs", "backup:ListCopyJobs"),
    *("s3:GetReplicationConfiguration", "s3:GetBucketVersioning", "ssm:GetParameters", "acm:DescribeCertificate"),
)


def test_an_operator_reaches_one_stack_and_reads_no_data(recording: Recording) -> None:
    statements = given(recording, OPERATOR)
    everywhere = {one["Sid"] for one in statements if one["Resource"] == ["*"]}
    assert everywhere == {
        "ReadTaskDefinitions",
        "SeeTargets",
        "SeeScaling",
        "SeeMetrics",
        "FindLogs",
        "SeeBackupJobs",
        "SeeCosts",
        "AskBeforehand",
        "LogInToRegistry",
    }
    called = {call for one in statements for call in one["Action"]}
    assert {call for call in called if call.startswith("iam:")} == {"iam:GetPolicy", "iam:GetRole"}
    assert not {call for call in called if call.startswith(("secretsmanager:", "rds:", "backup:"))} & {
        "secretsmanager:GetSecretValue",
        "rds:DeleteDBInstance",
        "backup:DeleteRecoveryPoint",
    }
    for other in (f"arn:aws:s3:::{STACK}-data-{ACCOUNT}/exports/x", "arn:aws:s3:::pde-staging-data-{ACCOUNT}/models/x"):
        assert allowing(statements, "s3:GetObject", other) == [], other


def test_an_operator_enters_the_console_alone_and_starts_no_task_of_their_own(recording: Recording) -> None:
    """What a task runs, and as whom, is the stack's to say: an operator starts its jobs, with nothing to override."""
    statements = given(recording, OPERATOR)
    asked = {"aws:RequestedRegion": operating.REGION, **OWN}
    for container, may in (("console", True), ("api", False), ("console-user", False)):
        context = {**asked, "ecs:container-name": container}
        for resource in (operating.TASK, operating.CLUSTER):
            assert ("ecs:ExecuteCommand" in permitted(statements, resource, context)) is may, (container, resource)
    key = operating.RESOURCES["kms:GenerateDataKey"][0]
    for target, may in ((f"ecs:{STACK}-cluster_abc_1", True), ("ecs:pde-staging-cluster_abc_1", False), ("i-0123", False)):
        context = {**asked, "kms:EncryptionContext:aws:ssm:TargetId": target, "kms:ViaService": "none"}
        assert ("kms:GenerateDataKey" in permitted(statements, key, context)) is may, target
    called = {call for one in statements for call in one["Action"]}
    assert not called & {"ecs:RunTask", "ecs:StartTask", "ecs:StopTask", "iam:PassRole", "ssm:StartSession", "rds-db:connect"}


def test_an_operator_promotes_from_environments_of_the_same_system_alone(recording: Recording) -> None:
    resources = {one["Sid"]: one["Resource"] for one in given(recording, OPERATOR)}
    assert resources["ReadImages"] == [f"arn:aws:ecr:*:{ACCOUNT}:repository/pde-*/*"]
    records = [f"arn:aws:ssm:*:{ACCOUNT}:parameter/pre-delinquency-engine/*/{tail}" for tail in ("images", "images/*")]
    assert resources["SeeRecorded"] == records
    assert resources["ReleaseImages"] == [f"arn:aws:ecr:*:{ACCOUNT}:repository/pde-production/*"]
    assert resources["RecordImages"] == [f"arn:aws:ssm:*:{ACCOUNT}:parameter/pre-delinquency-engine/production/images/*"]


def test_every_policy_of_an_operator_fits_and_is_attached(recording: Recording) -> None:
    """A managed policy has 6,144 characters without spaces (IAM guide, "quotas")."""
    attached = {one.inputs["policyArn"] for one in recording.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    operators = [one.name for one in recording.resources if one.type == "platform:operator:Operator"]
    assert len(operators) == 13
    for name in (name for operator in operators for name in policies(recording, operator)):
        policy = recording.named(name, POLICY)
        assert policy.outputs["arn"] in attached
        size = len(json.dumps(json.loads(plain(policy.inputs["policy"])), separators=(",", ":")))
        assert size <= 6_144, f"{name}: {size}"


@pytest.mark.parametrize("mode", list(Mode))
def test_break_glass_is_an_administrator_for_an_hour(mode: Mode) -> None:
    account = recorded("account", mode)
    role = account.named("break-glass-role")
    assert (role.inputs["name"], role.inputs["maxSessionDuration"]) == ("acct-shared-break-glass", 3600)
    assert role.inputs["tags"]["AdministratorBecause"]
    (statement,) = trusted(account, "acct-shared-break-glass")
    assert statement["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:user/break-glass-{number}" for number in (1, 2)]},
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThanEquals": {"aws:MultiFactorAuthAge": "900"},
    }
    attached = account.named("break-glass-administrator").inputs
    assert attached["policyArn"] == "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.mark.parametrize("mode", list(Mode))
def test_each_use_of_break_glass_and_of_the_root_user_is_a_critical_alarm(mode: Mode) -> None:
    account = recorded("account", mode)
    topic = account.named("alerts-topic")
    patterns = {
        "root": '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
        "break-glass": f'{{ ($.eventName = "AssumeRole" && $.requestParameters.roleArn = "{BREAK_GLASS}") || '
        f'($.userIdentity.sessionContext.sessionIssuer.arn = "{BREAK_GLASS}") }}',
    }
    for who, pattern in patterns.items():
        found = account.named(f"use-{who}").inputs
        assert (found["logGroupName"], found["pattern"]) == ("/account/shared/trail", pattern)
        alarm = account.named(f"{who}-used-alarm")
        assert alarm.inputs["metricName"] == found["metricTransformation"]["name"] == f"acct-shared-{who}-used"
        assert alarm.inputs["namespace"] == found["metricTransformation"]["namespace"] == "account"
        assert (alarm.inputs["threshold"], alarm.inputs["evaluationPeriods"], alarm.inputs["statistic"]) == (0, 1, "Sum")
        assert alarm.inputs["alarmDescription"].startswith("[critical] ")
        assert topic.urn in alarm.dependencies
    assert [one.inputs["endpoint"] for one in account.of("aws:sns/topicSubscription:TopicSubscription")] == [
        "platform-alerts@example.com"
    ]


@pytest.mark.parametrize("mode", list(Mode))
def test_without_break_glass_the_root_user_is_still_watched(mode: Mode) -> None:
    account = with_less(mode)
    assert [one.name for one in account.of("aws:cloudwatch/logMetricFilter:LogMetricFilter")] == ["use-root"]
    assert "break_glass" not in account.outputs
    assert [one for one in account.of(reading.ROLE) if one.inputs["name"] == "acct-shared-break-glass"] == []


def test_people_are_given_the_right_to_ask_for_roles_and_nothing_else(recording: Recording) -> None:
    for kind, count, name in (("operators", 13, ROLE), ("break-glass", 1, "acct-shared-break-glass")):
        policy = recording.named(f"people-{kind}", POLICY)
        assert policy.inputs["name"] == f"acct-shared-{kind}"
        (statement,) = reading.document(policy)
        assert (statement["Action"], len(statement["Resource"])) == (["sts:AssumeRole"], count)
        assert f"arn:aws:iam::{ACCOUNT}:role/{name}" in statement["Resource"]


@pytest.mark.parametrize(
    ("action", "arn"),
    [
        ("iam:UpdateAssumeRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"),
        ("iam:AttachRolePolicy", BREAK_GLASS),
        ("iam:DeleteRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"),
        ("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/acct-shared-operators"),
        ("sts:AssumeRole", BREAK_GLASS),
        ("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:acct-shared-break-glass-used"),
        ("cloudwatch:PutMetricAlarm", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:acct-shared-root-used"),
        ("logs:DeleteMetricFilter", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/account/shared/trail"),
        ("sns:Unsubscribe", f"arn:aws:sns:us-east-1:{ACCOUNT}:acct-shared-alerts"),
        ("sns:SetTopicAttributes", f"arn:aws:sns:us-east-1:{ACCOUNT}:acct-shared-alerts"),
    ],
)
def test_neither_a_deployer_nor_an_operator_changes_who_comes_in_or_what_tells_of_it(
    recording: Recording, action: str, arn: str
) -> None:
    for statements in (given(recording, DEPLOYER), given(recording, OPERATOR)):
        assert action not in permitted(statements, arn, {"aws:RequestedRegion": "us-east-1"})
