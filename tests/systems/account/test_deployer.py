"""What the deployer may do: all that the systems' stacks need to be applied."""

import json
import re

import pytest

from components.account.deployer_permissions.identity import ATTACHED, PASSED_TO
from components.account.deployer_permissions.network import RECORD_TYPES
from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.stacks import recorded, values_of
from tests.systems.account.account import OTHERS, POLICY, allowing, policies, statements
from tests.systems.pre_delinquency_engine.engine import SIGN_IN

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


def test_without_a_zone_there_is_no_dns_to_change() -> None:
    nothing = recorded("account", Mode.APPLIED, ("platform:account.hosted_zones", []))
    assert not [action for one in statements(nothing, "deployer-entrance") for action in one["Action"] if "route53" in action]


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
