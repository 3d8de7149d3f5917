"""Which calls of handlers a deployer need not be allowed, and why. An excuse that nothing needs fails a test: delete it."""

import functools
from fnmatch import fnmatchcase
from typing import NamedTuple

from offline.simulation.runner import Resource


class Excuse(NamedTuple):
    """Why some calls are not needed."""

    types: str
    """A pattern of resource types."""
    calls: str
    """Patterns of actions, between blanks."""
    reason: str
    unless: tuple[str, ...] = ()
    """Arguments of the resource that take the calls after all."""
    unnamed: bool = False
    """Whether it is one only for resources that name nothing of what AWS checks the call on."""

    def is_for(self, type: str) -> bool:  # noqa: A002  Pulumi's word
        """Whether it speaks of a resource type."""
        return fnmatchcase(type, self.types)


_ELSEWHERE = "another type of the provider's does it"
_CLOUDFORMATION = "CloudFormation's own way; the provider makes no such call"

EXCUSES = (
    # What a resource names none of, it does not use.
    Excuse("*", "iam:GetRole iam:PassRole iam:AttachRolePolicy iam:PutRolePolicy", "it is handed no role", unnamed=True),
    Excuse("*", "kms:*", "it is handed no key", unnamed=True),
    Excuse("*", "s3:GetBucketPolicy s3:PutBucketPolicy s3:GetObject s3:GetObjectVersion", "it is handed no bucket", unnamed=True),
    # Services that no stack uses, whether or not the resource could be used with them.
    Excuse(
        "*", "acm-pca:* cognito-idp:* firehose:* lambda:* payments:* s3tables:* vpc-lattice:* vpce:*", "the service is not in use"
    ),
    Excuse(
        "aws:wafv2/webAclAssociation:*",
        "amplify:* apigateway:* apprunner:* appsync:* bedrock-agentcore:* ec2:*ssociateVerifiedAccess* ec2:GetVerifiedAccess* "
        "wafv2:*PermissionPolicy",
        "what is guarded is a load balancer",
    ),
    Excuse("aws:acm/certificate:*", "route53:ChangeResourceRecordSets", _ELSEWHERE, unnamed=True),
    Excuse("aws:acm/certificate:*", "acm:UpdateCertificateOptions", "the options are the service's own", unless=("options",)),
    Excuse(
        "aws:appautoscaling/target:*",
        "cloudwatch:PutMetricAlarm cloudwatch:DescribeAlarms cloudwatch:DeleteAlarms",
        "a target has no alarms before it has a policy",
    ),
    Excuse("aws:appautoscaling/policy:*", "cloudwatch:GetMetricData", "only predictive policies look back", unnamed=True),
    Excuse(
        "aws:backup/vault:*",
        "backup-storage:Mount backup:*BackupVaultAccessPolicy backup:DeleteBackupVaultLock* backup:*BackupVaultNotifications",
        _ELSEWHERE,
    ),
    Excuse(
        "aws:backup/vaultLockConfiguration:*", "backup:DeleteBackupVaultLockConfiguration", "only an administrator takes a lock off"
    ),
    Excuse("aws:backup/vault:*", "backup:*RecoveryPoint*", "only an administrator takes recovery points away"),
    Excuse(
        "aws:chatbot/*",
        "chatbot:AssociateToConfiguration chatbot:DisassociateFromConfiguration chatbot:ListAssociations",
        "custom actions are not in use",
    ),
    Excuse("aws:cloudwatch/logGroup:*", "logs:*IndexPolic* logs:*DataProtectionPolicy logs:DeleteResourcePolicy", _ELSEWHERE),
    Excuse("aws:cloudwatch/logGroup:*", "logs:PutBearerTokenAuthentication s3:REST.PUT.OBJECT", _CLOUDFORMATION),
    Excuse("aws:cloudwatch/logGroup:*", "logs:DisassociateKmsKey", "policies ask for a key"),
    Excuse(
        "aws:cloudwatch/logGroup:*",
        "logs:PutLogGroupDeletionProtection",
        "Pulumi's protection is in use",
        unless=("deletionProtectionEnabled",),
    ),
    Excuse(
        "aws:codepipeline/pipeline:*",
        "codepipeline:*StageTransition codepipeline:GetPipelineState codepipeline:StartPipelineExecution",
        _CLOUDFORMATION,
    ),
    Excuse(
        "aws:codepipeline/pipeline:*", "codestar-connections:PassConnection", "its connection is called otherwise", unnamed=True
    ),
    Excuse("aws:ec2/eip:*", "ec2:AcceptAddressTransfer", _CLOUDFORMATION),
    Excuse("aws:ec2/eip:*", "ec2:AssociateAddress", "a NAT gateway takes it by itself", unless=("instance", "networkInterface")),
    Excuse(
        "aws:ec2/flowLog:*", "autoscaling:DescribeTags iam:CreateServiceLinkedRole", "it has a role of the stack's to write with"
    ),
    Excuse(
        "aws:ec2/natGateway:*",
        "ec2:*PrivateNatGatewayAddress ec2:*ssociateNatGatewayAddress",
        "it has one address",
        unless=("secondaryAllocationIds", "secondaryPrivateIpAddressCount", "secondaryPrivateIpAddresses"),
    ),
    Excuse("aws:ec2/securityGroup:*", "ec2:UpdateSecurityGroupRuleDescriptions*", _ELSEWHERE, unless=("ingress", "egress")),
    Excuse("aws:vpc/securityGroup*", "ec2:UpdateSecurityGroupRuleDescriptions*", "the provider modifies the whole rule"),
    Excuse("aws:ec2/subnet:*", "ec2:*ssociateSubnetCidrBlock", "there is no IPv6", unless=("ipv6CidrBlock", "ipv6Native")),
    Excuse("aws:ec2/vpc:*", "ec2:CreateVpcEncryptionControl", _ELSEWHERE),
    Excuse("aws:ec2/vpc:*", "ec2:ModifyVpcTenancy", "tenancy is the default", unless=("instanceTenancy",)),
    Excuse("aws:ecr/repository:*", "ecr:*RepositoryPolicy", _ELSEWHERE),
    Excuse("aws:ecs/cluster:*", "ecs:PutAccountSetting*", "the account's, not a stack's"),
    Excuse("aws:ecs/clusterCapacityProviders:*", "ecs:DescribeCapacityProviders", "AWS's own are in use", unnamed=True),
    Excuse("aws:elasticache/replicationGroup:*", "elasticache:CreateSnapshot", "no last snapshot is taken", unnamed=True),
    Excuse("aws:rds/instance:*", "rds:CreateDBSnapshot", "no last snapshot is taken", unnamed=True),
    Excuse("aws:elasticache/replicationGroup:*", "elasticache:*CacheCluster", "the provider changes the number of replicas"),
    Excuse(
        "aws:elasticache/replicationGroup:*", "logs:CreateLogStream logs:PutLogEvents", "the service writes with a role of its own"
    ),
    Excuse("aws:*/parameterGroup:*", "*:DescribeEngineDefaultParameters", _CLOUDFORMATION),
    Excuse(
        "aws:iam/role:*",
        "iam:AttachRolePolicy iam:DetachRolePolicy",
        _ELSEWHERE,
        unless=("managedPolicyArns", "forceDetachPolicies"),
    ),
    Excuse("aws:iam/role:*", "iam:DeleteRolePermissionsBoundary", "no role of a stack is ever without its boundary"),
    Excuse("aws:kms/key:*", "kms:DisableKey kms:EnableKey", "a key is enabled for as long as it is there", unless=("isEnabled",)),
    Excuse("aws:kms/key:*", "kms:DisableKeyRotation", "policies ask for rotation"),
    Excuse(
        "aws:lb/loadBalancer:*",
        "elasticloadbalancing:ModifyCapacityReservation elasticloadbalancing:ModifyIpPools",
        "no capacity or address is reserved",
        unless=("minimumLoadBalancerCapacity", "ipamPools"),
    ),
    Excuse("aws:lb/targetGroup:*", "elasticloadbalancing:*egisterTargets", "ECS does it"),
    Excuse("aws:msk/cluster:*", "ec2:CreateTags", "it has no endpoints in other networks", unnamed=True),
    Excuse("aws:rds/instance:*", "rds:*RoleToDBInstance rds:*RoleFromDBInstance iam:ListRoles", _ELSEWHERE),
    Excuse("aws:rds/instance:*", "rds:DescribeDBEngineVersions rds:DescribeEvents", _CLOUDFORMATION),
    Excuse("aws:rds/instance:*", "rds:DescribeDBCluster*", "it is in no cluster", unnamed=True),
    Excuse(
        "aws:rds/instance:*",
        "rds:CreateDBInstanceReadReplica rds:PromoteReadReplica",
        "it is no replica",
        unless=("replicateSourceDb",),
    ),
    Excuse(
        "aws:rds/instance:*",
        "rds:RestoreDBInstanceFromDBSnapshot",
        "it is made of no snapshot",
        unless=("snapshotIdentifier",),
    ),
    Excuse("aws:rds/instance:*", "rds:StartDBInstanceAutomatedBackupsReplication", _ELSEWHERE, unnamed=True),
    Excuse("aws:rds/clusterParameterGroup:*", "rds:DescribeEngineDefaultClusterParameters rds:DescribeDBClusters", _CLOUDFORMATION),
    Excuse(
        "aws:rds/cluster:*",
        "rds:*RoleToDBCluster rds:*RoleFromDBCluster rds:*HttpEndpoint rds:DescribeEvents rds:DescribeDBClusterAutomatedBackups "
        "rds:DescribeDBSnapshots rds:CreateDBInstance rds:ModifyDBInstance rds:DeleteDBInstance",
        _ELSEWHERE,
    ),
    Excuse("aws:rds/cluster:*", "rds:CreateDBClusterSnapshot rds:DeleteDBCluster", "no last snapshot is taken", unnamed=True),
    Excuse("aws:rds/cluster:*", "rds:RemoveFromGlobalCluster", "it is in no global database", unless=("globalClusterIdentifier",)),
    Excuse("aws:rds/cluster:*", "secretsmanager:*", "the stack keeps its password", unless=("manageMasterUserPassword",)),
    Excuse(
        "aws:rds/clusterInstance:*",
        "ec2:DescribeVpcAttribute iam:ListRoles rds:*DBSnapshot* rds:*InstanceAutomatedBackups* rds:*RoleFromDBInstance "
        "rds:*RoleToDBInstance rds:CreateDBInstanceReadReplica rds:DescribeDBEngineVersions rds:DescribeDBParameterGroups "
        "rds:DescribeEvents rds:PromoteReadReplica rds:RestoreDBInstanceToPointInTime secretsmanager:*",
        "an instance outside a cluster takes it",
    ),
    Excuse("aws:rds/instance:*", "secretsmanager:*", "the stack keeps its password", unless=("manageMasterUserPassword",)),
    Excuse(
        "aws:s3/bucket:*",
        "s3:CreateBucketMetadataTableConfiguration s3:DeleteBucketMetadataTableConfiguration s3:UpdateBucketMetadata*",
        _ELSEWHERE,
    ),
    Excuse(
        "aws:s3/bucket:*",
        "s3:PutAccelerateConfiguration s3:*AnalyticsConfiguration s3:PutBucketAbac s3:PutBucketCORS s3:DeleteBucketCors "
        "s3:PutBucketNotification s3:PutBucketObjectLockConfiguration s3:PutObjectLockConfiguration "
        "s3:PutBucketWebsite s3:DeleteBucketWebsite s3:*IntelligentTieringConfiguration "
        "s3:*InventoryConfiguration s3:*MetricsConfiguration s3:Put*Acl "
        "s3:*BucketReplication s3:DeleteBucketEncryption s3:DeleteBucketLifecycle",
        _ELSEWHERE,
    ),
    Excuse(
        "aws:route53/healthCheck:*",
        "route53-recovery-control-config:*",
        "no routing control says how it is",
        unless=("routingControlArn",),
    ),
    Excuse(
        "aws:route53/healthCheck:*",
        "cloudwatch:DescribeAlarms",
        "no alarm says how it is",
        unless=("cloudwatchAlarmName",),
        unnamed=True,
    ),
    Excuse("aws:secretsmanager/secret:*", "secretsmanager:GetRandomPassword", _CLOUDFORMATION),
    Excuse("aws:sns/topic:*", "sns:*DataProtectionPolicy", _ELSEWHERE),
    Excuse("aws:wafv2/webAclLoggingConfiguration:*", "iam:DescribeOrganization", _CLOUDFORMATION),
)


def about(resource: Resource, call: str) -> list[Excuse]:
    """Return the excuses that speak of a call for a resource."""
    return [one for one in _speaking(resource.type, call) if not any(resource.inputs.get(argument) for argument in one.unless)]


@functools.cache
def _speaking(type_: str, call: str) -> tuple[Excuse, ...]:
    return tuple(one for one in EXCUSES if one.is_for(type_) and any(fnmatchcase(call, pattern) for pattern in one.calls.split()))
