"""What the deployer may do is what the systems' stacks need, and no more; held against what those stacks register."""

import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components.rights.identity import ATTACHED, PASSED_TO
from components.rights.network import RECORD_TYPES
from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.stacks import STACKS, recorded, values_of
from tests.systems.engine import ACCOUNT, SIGN_IN

POLICY = "aws:iam/policy:Policy"
OTHERS = tuple(stack for stack in STACKS if stack != "account")
# What no checked-in stack switches on.
OPTIONS = (
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
    ("platform:off_hours", {"stop": "0 20 ? * MON-FRI *", "start": "0 7 ? * MON-FRI *"}),
    ("platform:services.dashboard.sign_in", SIGN_IN),
    ("platform:services.api.deployment", {"strategy": "blue-green"}),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
    ("platform:backup", {"retention_days": 35}),
    ("platform:load_balancer.firewall", {"rate_limit": 2000}),
)
BOUNDARY = ("platform:role_boundary", "acct-shared-boundary-pde")

# What makes each resource, besides tagging it. A type that is missing here is one the deployer cannot deploy.
MAKES = {
    "aws:acm/certificate:Certificate": "acm:RequestCertificate",
    "aws:acm/certificateValidation:CertificateValidation": "acm:DescribeCertificate",
    "aws:appautoscaling/policy:Policy": "application-autoscaling:PutScalingPolicy",
    "aws:appautoscaling/scheduledAction:ScheduledAction": "application-autoscaling:PutScheduledAction",
    "aws:appautoscaling/target:Target": "application-autoscaling:RegisterScalableTarget",
    "aws:backup/plan:Plan": "backup:CreateBackupPlan",
    "aws:backup/selection:Selection": "backup:CreateBackupSelection",
    "aws:backup/vault:Vault": "backup:CreateBackupVault",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "chatbot:CreateSlackChannelConfiguration",
    "aws:cloudwatch/dashboard:Dashboard": "cloudwatch:PutDashboard",
    "aws:cloudwatch/logGroup:LogGroup": "logs:CreateLogGroup",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": "logs:PutMetricFilter",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch:PutMetricAlarm",
    "aws:cloudwatch/queryDefinition:QueryDefinition": "logs:PutQueryDefinition",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "ec2:RevokeSecurityGroupIngress",
    "aws:ec2/eip:Eip": "ec2:AllocateAddress",
    "aws:ec2/flowLog:FlowLog": "ec2:CreateFlowLogs",
    "aws:ec2/internetGateway:InternetGateway": "ec2:CreateInternetGateway",
    "aws:ec2/natGateway:NatGateway": "ec2:CreateNatGateway",
    "aws:ec2/route:Route": "ec2:CreateRoute",
    "aws:ec2/routeTable:RouteTable": "ec2:CreateRouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "ec2:AssociateRouteTable",
    "aws:ec2/securityGroup:SecurityGroup": "ec2:CreateSecurityGroup",
    "aws:ec2/subnet:Subnet": "ec2:CreateSubnet",
    "aws:ec2/vpc:Vpc": "ec2:CreateVpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "ec2:CreateVpcEndpoint",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "ecr:PutLifecyclePolicy",
    "aws:ecr/repository:Repository": "ecr:CreateRepository",
    "aws:ecs/cluster:Cluster": "ecs:CreateCluster",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "ecs:PutClusterCapacityProviders",
    "aws:ecs/service:Service": "ecs:CreateService",
    "aws:ecs/taskDefinition:TaskDefinition": "ecs:RegisterTaskDefinition",
    "aws:elasticache/parameterGroup:ParameterGroup": "elasticache:CreateCacheParameterGroup",
    "aws:elasticache/replicationGroup:ReplicationGroup": "elasticache:CreateReplicationGroup",
    "aws:elasticache/subnetGroup:SubnetGroup": "elasticache:CreateCacheSubnetGroup",
    "aws:iam/role:Role": "iam:CreateRole",
    "aws:iam/rolePolicy:RolePolicy": "iam:PutRolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "iam:AttachRolePolicy",
    "aws:kms/alias:Alias": "kms:CreateAlias",
    "aws:kms/key:Key": "kms:CreateKey",
    "aws:lb/listener:Listener": "elasticloadbalancing:CreateListener",
    "aws:lb/listenerRule:ListenerRule": "elasticloadbalancing:CreateRule",
    "aws:lb/loadBalancer:LoadBalancer": "elasticloadbalancing:CreateLoadBalancer",
    "aws:lb/targetGroup:TargetGroup": "elasticloadbalancing:CreateTargetGroup",
    "aws:msk/cluster:Cluster": "kafka:CreateCluster",
    "aws:msk/configuration:Configuration": "kafka:CreateConfiguration",
    "aws:msk/topic:Topic": "kafka:CreateTopic",
    "aws:rds/instance:Instance": "rds:CreateDBInstance",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": (
        "rds:StartDBInstanceAutomatedBackupsReplication"
    ),
    "aws:rds/parameterGroup:ParameterGroup": "rds:CreateDBParameterGroup",
    "aws:rds/subnetGroup:SubnetGroup": "rds:CreateDBSubnetGroup",
    "aws:route53/record:Record": "route53:ChangeResourceRecordSets",
    "aws:s3/bucket:Bucket": "s3:CreateBucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy": "s3:PutBucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "s3:PutReplicationConfiguration",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "s3:PutEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning": "s3:PutBucketVersioning",
    "aws:secretsmanager/secret:Secret": "secretsmanager:CreateSecret",
    "aws:secretsmanager/secretVersion:SecretVersion": "secretsmanager:PutSecretValue",
    "aws:servicediscovery/httpNamespace:HttpNamespace": "servicediscovery:CreateHttpNamespace",
    "aws:sfn/stateMachine:StateMachine": "states:CreateStateMachine",
    "aws:sns/topic:Topic": "sns:CreateTopic",
    "aws:sns/topicPolicy:TopicPolicy": "sns:SetTopicAttributes",
    "aws:sns/topicSubscription:TopicSubscription": "sns:Subscribe",
    "aws:ssm/parameter:Parameter": "ssm:PutParameter",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "ec2:AuthorizeSecurityGroupEgress",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ec2:AuthorizeSecurityGroupIngress",
    "aws:wafv2/webAcl:WebAcl": "wafv2:CreateWebACL",
    "aws:wafv2/webAclAssociation:WebAclAssociation": "wafv2:AssociateWebACL",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "wafv2:PutLoggingConfiguration",
}
# These have an ARN that says nothing about where AWS checks the call that makes them.
CHECKED_ELSEWHERE = {
    "aws:acm/certificateValidation:CertificateValidation",
    "aws:appautoscaling/policy:Policy",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "aws:lb/listener:Listener",
    "aws:lb/listenerRule:ListenerRule",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:sns/topicSubscription:TopicSubscription",
}


@pytest.fixture(scope="module")
def account() -> Recording:
    return recorded("account")


def statements(recording: Recording, *names: str) -> list[dict[str, Any]]:
    return [statement for name in names for statement in reading.document(recording.named(name, POLICY))]


def policies(recording: Recording) -> list[str]:
    """Return the names of the deployer's own policies: all but the boundaries."""
    return [policy.name for policy in recording.of(POLICY) if "-boundary-" not in policy.name]


def allowing(given: Iterable[Mapping[str, Any]], action: str, arn: str | None = None) -> list[Mapping[str, Any]]:
    """Return the statements that allow an action (on a resource), whatever their conditions."""
    return [
        statement
        for statement in given
        if statement["Effect"] == "Allow"
        and any(fnmatchcase(action, pattern) for pattern in statement["Action"])
        and (arn is None or any(fnmatchcase(arn, pattern) for pattern in statement["Resource"]))
    ]


# --- enough


@pytest.mark.parametrize("stack", OTHERS)
def test_the_deployer_can_make_every_resource_of_every_stack(account: Recording, stack: str) -> None:
    """A new tier without deployer rights fails in the pipeline, half applied, long after it passed review."""
    given = statements(account, *policies(account))
    for resource in (*recorded(stack).resources, *recorded(stack, Mode.APPLIED, *OPTIONS).resources):
        if not resource.custom or not resource.type.startswith("aws:"):
            continue
        assert resource.type in MAKES, f"{resource.type} is new: give the deployer what makes it in components/rights/"
        arn = resource.outputs.get("arn")
        checked = arn if isinstance(arn, str) and resource.type not in CHECKED_ELSEWHERE else None
        assert allowing(given, MAKES[resource.type], checked), (resource.type, resource.name, checked)


@pytest.mark.parametrize("stack", OTHERS)
def test_services_that_roles_are_for_may_be_handed_them(stack: str) -> None:
    trusted = {
        service
        for role in recorded(stack, Mode.APPLIED, *OPTIONS).of(reading.ROLE)
        for statement in reading.document(role, "assumeRolePolicy")
        for service in statement["Principal"]["Service"]
    }
    assert trusted <= set(PASSED_TO)


@pytest.mark.parametrize("stack", OTHERS)
def test_policies_of_aws_and_record_types_in_use_are_among_those_allowed(stack: str) -> None:
    recording = recorded(stack)
    attached = {one.inputs["policyArn"] for one in recording.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    assert attached <= set(ATTACHED)
    assert {record.inputs["type"] for record in recording.of("aws:route53/record:Record")} <= set(RECORD_TYPES)


@pytest.mark.parametrize("stack", OTHERS)
def test_stacks_live_and_keep_copies_where_the_deployer_may_act(stack: str) -> None:
    regions = set(values_of("account")["platform:account"]["regions"])
    assert values_of(stack)["aws:region"] in regions
    assert {resource.inputs["region"] for resource in recorded(stack).resources if resource.inputs.get("region")} <= regions


@pytest.mark.parametrize("stack", OTHERS)
def test_the_tag_that_marks_what_may_be_touched_is_the_stacks_own(account: Recording, stack: str) -> None:
    (made,) = allowing(statements(account, "deployer-network"), "ec2:CreateVpc", "arn:aws:ec2:us-east-1:111122223333:vpc/*")[:1]
    assert values_of(stack)["aws:defaultTags"]["tags"]["System"] in made["Condition"]["StringEquals"]["aws:RequestTag/System"]


def test_topics_need_kafkas_permissions_as_well(account: Recording) -> None:
    cluster = "arn:aws:kafka:us-east-1:111122223333:cluster/pde-dev-stream/1b2c-3"
    given = statements(account, "deployer-streams-jobs")
    assert allowing(given, "kafka-cluster:Connect", cluster)
    for action in ("CreateTopic", "DescribeTopic", "AlterTopic", "DeleteTopic"):
        assert allowing(given, f"kafka-cluster:{action}", cluster.replace(":cluster/", ":topic/") + "/predictions-stream")
    for action in ("DescribeTopicDynamicConfiguration", "AlterTopicDynamicConfiguration"):
        assert allowing(given, f"kafka-cluster:{action}")


# --- not more


def test_no_action_is_a_wildcard_that_writes(account: Recording) -> None:
    for statement in statements(account, *policies(account)):
        if statement["Effect"] == "Allow":
            assert all("*" not in action or re.match(r"\w[\w-]*:(Get|Describe)", action) for action in statement["Action"])


def test_named_resources_are_the_systems_own(account: Recording) -> None:
    """Another team's database in the same account is out of reach."""
    given = statements(account, *policies(account))
    for action, arn in (
        ("rds:DeleteDBInstance", "arn:aws:rds:us-east-1:111122223333:db:payments"),
        ("s3:DeleteObject", "arn:aws:s3:::payments-111122223333/ledger"),
        ("s3:DeleteObject", "arn:aws:s3:::pde-someone-elses-444455556666/ledger"),
        ("s3:GetObject", "arn:aws:s3:::pde-production-data-111122223333/features/1"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:/payments/db-a1b2c3"),
        ("iam:CreateRole", "arn:aws:iam::111122223333:role/administrator"),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/administrator"),
        ("logs:DeleteLogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:/account/shared/trail"),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZANOTHER"),
        ("backup:DeleteRecoveryPoint", "arn:aws:rds:us-east-1:111122223333:snapshot:awsbackup:job-1"),
        ("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/acct-shared-boundary-pde"),
        ("iam:DeleteRolePermissionsBoundary", "arn:aws:iam::111122223333:role/pde-production-api-task"),
        ("cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:111122223333:trail/acct-shared-trail"),
        (
            "iam:UpdateOpenIDConnectProviderThumbprint",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        ),
    ):
        assert allowing(given, action, arn) == [], (action, arn)


def test_roles_are_written_within_their_systems_boundary_alone() -> None:
    """Whoever may write policies of roles it may also hand to tasks is an administrator, if nothing bounds the roles."""
    two = recorded(
        "account", Mode.APPLIED, ("platform:account.systems", {"pde": "pre-delinquency-engine", "frd": "fraud-detector"})
    )
    given = statements(two, *policies(two))
    for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy", "PutRolePermissionsBoundary"):
        for code in ("pde", "frd"):
            (statement,) = allowing(given, f"iam:{action}", f"arn:aws:iam::111122223333:role/{code}-production-api-task")
            bound = statement["Condition"]["StringEquals"]["iam:PermissionsBoundary"]
            assert bound == f"arn:aws:iam::111122223333:policy/acct-shared-boundary-{code}"


def test_roles_go_to_the_programs_services_alone(account: Recording) -> None:
    (statement,) = allowing(statements(account, "deployer-identity"), "iam:PassRole")
    assert statement["Resource"] == ["arn:aws:iam::111122223333:role/pde-*"]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": list(PASSED_TO)}}


def test_the_account_itself_is_refused_in_so_many_words(account: Recording) -> None:
    identities, trail = statements(account, "deployer-guard")
    assert {identities["Effect"], trail["Effect"]} == {"Deny"}
    assert identities["Resource"] == [
        "arn:aws:iam::111122223333:role/acct-*",
        "arn:aws:iam::111122223333:policy/acct-*",
        "arn:aws:iam::111122223333:oidc-provider/*",
    ]
    assert "arn:aws:s3:::acct-*-111122223333/*" in trail["Resource"]
    (foreign,) = (one for one in statements(account, "deployer-keys") if one["Sid"] == "LeaveForeignKeys")
    assert foreign["Effect"] == "Deny"
    assert foreign["Condition"] == {
        "StringNotEquals": {"aws:ResourceTag/System": ["pre-delinquency-engine"]},
        "Null": {"aws:ResourceTag/System": "false"},
    }


def test_regional_permissions_hold_in_the_listed_regions_alone(account: Recording) -> None:
    for statement in statements(account, *policies(account)):
        services = {action.split(":")[0] for action in statement["Action"]}
        anywhere = services & {"iam", "route53", "chatbot"} or statement["Sid"] in ("FindState", "KeepState", "EncryptState")
        if statement["Effect"] == "Allow" and not anywhere:
            assert statement["Condition"]["StringEquals"]["aws:RequestedRegion"] == ["us-east-1", "us-west-2"], statement["Sid"]


def test_keys_are_changed_by_their_tag_and_used_through_services(account: Recording) -> None:
    given = statements(account, "deployer-keys")
    for action in ("PutKeyPolicy", "ScheduleKeyDeletion"):
        *_, statement = allowing(given, f"kms:{action}")
        assert statement["Condition"]["StringEquals"]["aws:ResourceTag/System"] == ["pre-delinquency-engine"]
    (granting,) = allowing(given, "kms:CreateGrant")
    assert granting["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    through, of_state = allowing(given, "kms:Decrypt")
    assert "kms:ViaService" in through["Condition"]["StringLike"]
    assert of_state["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/platform-state", "alias/platform-state-west"]}
    }


def test_a_new_keys_policy_can_be_put_and_the_state_keys_cannot(account: Recording) -> None:
    """KMS makes a key only for those who may change its policy, and the new key has no tags yet that count."""
    given = statements(account, "deployer-keys")
    first, _ = allowing(given, "kms:PutKeyPolicy")
    assert first["Condition"]["Null"] == {"aws:ResourceTag/System": "true"}
    assert set(first["Condition"]["StringEquals"]) == {"aws:RequestedRegion"}
    (kept,) = (one for one in given if one["Sid"] == "KeepStateKeys")
    assert (kept["Effect"], kept["Action"]) == ("Deny", ["kms:PutKeyPolicy", "kms:TagResource"])
    assert kept["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/platform-state", "alias/platform-state-west"]}
    }


def test_an_instance_is_found_among_all_and_changed_by_its_name(account: Recording) -> None:
    """The provider searches by AWS's own id, and RDS checks a search on every instance."""
    given = statements(account, *policies(account))
    every = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:*"
    assert allowing(given, "rds:DescribeDBInstances", every)
    assert allowing(given, "rds:ModifyDBInstance", every) == []


def test_what_has_no_name_yet_is_made_everywhere_and_changed_by_name(account: Recording) -> None:
    given = statements(account, *policies(account))
    for action in ("kafka:CreateCluster", "kafka:CreateClusterV2", "kafka:CreateConfiguration"):
        (making,) = allowing(given, action)
        assert making["Resource"] == ["*"]
        assert ("aws:RequestTag/System" in making["Condition"]["StringEquals"]) is (action != "kafka:CreateConfiguration")
    (changing,) = allowing(given, "kafka:UpdateConfiguration")
    assert changing["Resource"] == [f"arn:aws:kafka:*:{ACCOUNT}:{kind}/pde-*" for kind in ("cluster", "configuration")]


def test_the_web_acl_before_a_balancer_is_read_and_changed_at_both_ends(account: Recording) -> None:
    """WAF asks for the load balancer's own permissions as well (Service Authorization Reference, dependent actions)."""
    given = statements(account, *policies(account))
    balancer = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/pde-production-alb/0123456789abcdef"
    for call in ("GetLoadBalancerWebACL", "CreateWebACLAssociation", "DeleteWebACLAssociation"):
        assert allowing(given, f"elasticloadbalancing:{call}", balancer)


def test_the_state_of_this_stack_is_not_the_deployers(account: Recording) -> None:
    given = statements(account, *policies(account))
    bucket = "arn:aws:s3:::example-platform-state"
    assert allowing(given, "s3:PutObject", f"{bucket}/.pulumi/stacks/platform/production.json")
    assert allowing(given, "s3:GetObject", f"{bucket}/account/.pulumi/stacks/platform/account.json") == []


def test_without_a_zone_there_is_no_dns_to_change() -> None:
    nothing = recorded("account", Mode.APPLIED, ("platform:account.hosted_zones", []))
    assert not [action for one in statements(nothing, "deployer-entrance") for action in one["Action"] if "route53" in action]


# --- what AWS takes


@pytest.mark.parametrize("mode", list(Mode))
def test_policies_are_readable_and_fit_at_the_most_the_settings_allow(mode: Mode) -> None:
    """6,144 characters a policy without white space, ten policies on a role, 2,048 in a trust policy (IAM guide, "quotas")."""
    subject = "repo:a-rather-long-organisation@1000001/a-long-repository@1000002:environment:production-{}"
    full = recorded(
        "account",
        mode,
        ("platform:account.systems", {f"abcde{letter}": f"a-system-with-a-long-name-{letter}" for letter in "abcde"}),
        ("platform:account.regions", ["us-east-1", "us-west-2", "ca-central-1"]),
        ("platform:account.hosted_zones", [f"Z{number}123456789ABCDEFGHIJ" for number in range(5)]),
        ("platform:account.github.subjects", [subject.format(number) for number in range(10)]),
    )
    sizes = {policy.name: len(re.sub(r"\s", "", policy.inputs["policy"])) for policy in full.of(POLICY)}
    assert {name: size for name, size in sizes.items() if size > 6144} == {}
    assert len(policies(full)) <= 10
    assert len(re.sub(r"\s", "", full.named("deployer-role").inputs["assumeRolePolicy"])) <= 2048
    for policy in full.of(POLICY):
        sids = [statement["Sid"] for statement in json.loads(policy.inputs["policy"])["Statement"]]
        assert len(set(sids)) == len(sids)


def test_every_policy_is_attached_and_no_boundary(account: Recording) -> None:
    attached = {one.inputs["policyArn"] for one in account.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    assert attached == {account.named(name, POLICY).outputs["arn"] for name in policies(account)}


# --- the boundary


@pytest.mark.parametrize("stack", OTHERS)
def test_the_boundary_is_on_every_role_of_a_stack_that_names_it(account: Recording, stack: str) -> None:
    arn = account.named("deployer-boundary-pde").outputs["arn"]
    assert {role.inputs.get("permissionsBoundary") for role in recorded(stack, Mode.APPLIED, BOUNDARY).of(reading.ROLE)} == {arn}


@pytest.mark.parametrize("stack", OTHERS)
def test_the_boundary_lets_every_role_do_what_it_was_given(account: Recording, stack: str) -> None:
    """Outside the boundary a permission has no effect: the task starts and fails on its first call."""
    bounds = statements(account, "deployer-boundary-pde")
    recording = recorded(stack, Mode.APPLIED, BOUNDARY)
    for role in recording.of(reading.ROLE):
        for statement in reading.permissions(recording, role.inputs["name"]):
            for action in statement["Action"]:
                for resource in statement["Resource"]:
                    assert allowing(bounds, action, resource), (role.name, statement["Sid"], action, resource)
                if action.startswith("kms:"):
                    assert any("kms:ViaService" in keys for keys in statement["Condition"].values()), role.name


def test_the_boundary_has_no_way_to_more(account: Recording) -> None:
    bounds = statements(account, "deployer-boundary-pde")
    identity = {action for one in bounds for action in one["Action"] if action.split(":")[0] in ("iam", "sts", "organizations")}
    assert identity == {"iam:PassRole"}
    (passing,) = allowing(bounds, "iam:PassRole")
    assert passing["Resource"] == ["arn:aws:iam::111122223333:role/pde-*"]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    assert not any("*" in action for one in bounds for action in one["Action"])


def test_a_systems_boundary_keeps_out_of_the_others() -> None:
    two = recorded(
        "account", Mode.APPLIED, ("platform:account.systems", {"pde": "pre-delinquency-engine", "frd": "fraud-detector"})
    )
    bounds = statements(two, "deployer-boundary-frd")
    assert allowing(bounds, "s3:GetObject", "arn:aws:s3:::frd-production-data-111122223333/1")
    assert allowing(bounds, "s3:GetObject", "arn:aws:s3:::pde-production-data-111122223333/1") == []
    secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:/pre-delinquency-engine/production/db-password-a1b2c3"
    assert allowing(bounds, "secretsmanager:GetSecretValue", secret) == []
