"""The calls of types that no handlers of their own tell of, and those that the provider or AWS make besides the handlers'.

Each with its source: a file of the Terraform AWS provider below `internal/service/`, or an AWS document.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Calls(NamedTuple):
    """What is called, handler by handler, and where that is said."""

    source: str
    create: str = ""
    read: str = ""
    update: str = ""
    delete: str = ""


# Parts of other resources, and what CloudFormation does not know or tells nothing of.
BY_HAND: Mapping[str, Calls] = {
    "aws:acm/certificateValidation:CertificateValidation": Calls(
        "acm/certificate_validation.go", create="acm:DescribeCertificate", read="acm:DescribeCertificate"
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": Calls(
        "appautoscaling/scheduled_action.go",
        create="application-autoscaling:PutScheduledAction",
        read="application-autoscaling:DescribeScheduledActions",
        update="application-autoscaling:PutScheduledAction",
        delete="application-autoscaling:DeleteScheduledAction",
    ),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": Calls(
        "backup/vault_lock_configuration.go",
        create="backup:PutBackupVaultLockConfiguration",
        read="backup:DescribeBackupVault",
        delete="backup:DeleteBackupVaultLockConfiguration",
    ),
    "aws:budgets/budget:Budget": Calls(
        "budgets/budget.go",
        create="budgets:ModifyBudget budgets:TagResource",
        read="budgets:ViewBudget budgets:ListTagsForResource",
        update="budgets:ModifyBudget budgets:TagResource budgets:UntagResource",
        delete="budgets:ModifyBudget",
    ),
    "aws:codebuild/project:Project": Calls(
        "codebuild/project.go",
        create="codebuild:CreateProject iam:PassRole",
        read="codebuild:BatchGetProjects",
        update="codebuild:UpdateProject iam:PassRole",
        delete="codebuild:DeleteProject",
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Calls(
        "ec2/vpc_default_security_group.go",
        create="ec2:DescribeSecurityGroups ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:CreateTags",
        read="ec2:DescribeSecurityGroups",
        update="ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:CreateTags ec2:DeleteTags",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Calls(
        "ecr/lifecycle_policy.go",
        create="ecr:PutLifecyclePolicy",
        read="ecr:GetLifecyclePolicy",
        update="ecr:PutLifecyclePolicy",
        delete="ecr:DeleteLifecyclePolicy",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Calls(
        "iam/role_policy_attachment.go",
        create="iam:AttachRolePolicy",
        read="iam:ListAttachedRolePolicies",
        delete="iam:DetachRolePolicy",
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Calls(
        "rds/instance_automated_backups_replication.go",
        create="rds:StartDBInstanceAutomatedBackupsReplication kms:CreateGrant kms:DescribeKey",
        read="rds:DescribeDBInstanceAutomatedBackups",
        delete="rds:DescribeDBInstanceAutomatedBackups rds:StopDBInstanceAutomatedBackupsReplication rds:DescribeDBInstances",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Calls(
        "s3/bucket_lifecycle_configuration.go",
        create="s3:PutLifecycleConfiguration",
        read="s3:GetLifecycleConfiguration",
        update="s3:PutLifecycleConfiguration",
        delete="s3:PutLifecycleConfiguration",
    ),
    "aws:s3/bucketLogging:BucketLogging": Calls(
        "s3/bucket_logging.go",
        create="s3:PutBucketLogging",
        read="s3:GetBucketLogging",
        update="s3:PutBucketLogging",
        delete="s3:PutBucketLogging",
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Calls(
        "s3/bucket_ownership_controls.go",
        create="s3:PutBucketOwnershipControls",
        read="s3:GetBucketOwnershipControls",
        update="s3:PutBucketOwnershipControls",
        delete="s3:PutBucketOwnershipControls",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Calls(
        "s3/bucket_public_access_block.go",
        create="s3:PutBucketPublicAccessBlock",
        read="s3:GetBucketPublicAccessBlock",
        update="s3:PutBucketPublicAccessBlock",
        delete="s3:PutBucketPublicAccessBlock",
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": Calls(
        "s3/bucket_replication_configuration.go",
        create="s3:PutReplicationConfiguration iam:PassRole",
        read="s3:GetReplicationConfiguration",
        update="s3:PutReplicationConfiguration iam:PassRole",
        delete="s3:PutReplicationConfiguration",
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Calls(
        "s3/bucket_server_side_encryption_configuration.go",
        create="s3:PutEncryptionConfiguration",
        read="s3:GetEncryptionConfiguration",
        update="s3:PutEncryptionConfiguration",
        delete="s3:PutEncryptionConfiguration",
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Calls(
        "s3/bucket_versioning.go",
        create="s3:PutBucketVersioning",
        read="s3:GetBucketVersioning",
        update="s3:PutBucketVersioning",
        delete="s3:PutBucketVersioning",
    ),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": Calls(
        "sqs/queue_attribute.go",
        create="sqs:GetQueueAttributes sqs:SetQueueAttributes",
        read="sqs:GetQueueAttributes",
        update="sqs:GetQueueAttributes sqs:SetQueueAttributes",
        delete="sqs:GetQueueAttributes sqs:SetQueueAttributes",
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Calls(
        "secretsmanager/secret_version.go",
        create="secretsmanager:PutSecretValue",
        read="secretsmanager:GetSecretValue",
        update="secretsmanager:ListSecretVersionIds secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage",
        delete="secretsmanager:UpdateSecretVersionStage",
    ),
}

# What is called for types that have handlers, besides these.
BESIDES: Mapping[str, tuple[Calls, ...]] = {
    "aws:appautoscaling/policy:Policy": (
        Calls(
            "Application Auto Scaling guide, 'Permissions required for API actions on target services and CloudWatch'",
            create="cloudwatch:DescribeAlarms cloudwatch:PutMetricAlarm",
            update="cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms cloudwatch:PutMetricAlarm",
            delete="cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms",
        ),
    ),
    "aws:backup/selection:Selection": (Calls("backup/selection.go", create="backup:GetBackupSelection"),),
    "aws:backup/vault:Vault": (
        Calls("backup/vault.go, with `forceDestroy`", delete="backup:DeleteRecoveryPoint backup:ListRecoveryPointsByBackupVault"),
    ),
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": (
        Calls("chatbot/service_package_gen.go", read="chatbot:ListTagsForResource"),
    ),
    "aws:codepipeline/pipeline:Pipeline": (
        Calls(
            "CodePipeline guide, 'connection permissions'",
            create="codeconnections:PassConnection",
            update="codeconnections:PassConnection",
        ),
    ),
    "aws:ec2/internetGateway:InternetGateway": (
        Calls(
            "ec2/vpc_internet_gateway.go",
            create="ec2:AttachInternetGateway",
            update="ec2:AttachInternetGateway ec2:DetachInternetGateway",
            delete="ec2:DetachInternetGateway",
        ),
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (
        Calls("ec2/vpc_route_table_association.go", update="ec2:ReplaceRouteTableAssociation"),
    ),
    "aws:ec2/securityGroup:SecurityGroup": (Calls("ec2/vpc_security_group.go", delete="ec2:DescribeNetworkInterfaces"),),
    "aws:ec2/subnet:Subnet": (Calls("ec2/vpc_subnet.go", delete="ec2:DescribeNetworkInterfaces"),),
    "aws:elasticache/parameterGroup:ParameterGroup": (
        Calls("elasticache/parameter_group.go", update="elasticache:ResetCacheParameterGroup"),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        Calls("elasticache/replication_group.go", read="elasticache:DescribeCacheClusters"),
    ),
    "aws:iam/role:Role": (Calls("iam/role.go", read="iam:ListRoleTags", delete="iam:ListInstanceProfilesForRole"),),
    "aws:lb/loadBalancer:LoadBalancer": (
        Calls("aws-load-balancer-controller, issue 3917", create="ec2:GetSecurityGroupsForVpc"),
        Calls("ELB guide, 'Service-linked roles'", create="iam:CreateServiceLinkedRole"),
        Calls("elbv2/load_balancer.go", delete="ec2:DescribeNetworkInterfaces"),
    ),
    "aws:msk/cluster:Cluster": (
        Calls(
            "kafka/cluster.go",
            read="kafka:DescribeClusterV2 kafka:GetBootstrapBrokers kafka:ListTagsForResource",
            update="kafka:DescribeClusterOperation",
        ),
    ),
    "aws:msk/configuration:Configuration": (Calls("kafka/configuration.go", read="kafka:DescribeConfigurationRevision"),),
    "aws:msk/topic:Topic": (
        Calls(
            "kafka/topic.go",
            create="kafka:CreateTopic kafka:DescribeTopic",
            read="kafka:DescribeTopic",
            update="kafka:DescribeTopic kafka:UpdateTopic",
            delete="kafka:DeleteTopic kafka:DescribeTopic",
        ),
    ),
    "aws:rds/cluster:Cluster": (Calls("rds/cluster.go, of every provisioned cluster", read="rds:DescribeGlobalClusters"),),
    "aws:rds/instance:Instance": (
        Calls("rds/instance.go", read="rds:ListTagsForResource", update="rds:ModifyDBInstance rds:RebootDBInstance"),
    ),
    "aws:route53/record:Record": (
        Calls("route53/zone_data_source.go", read="route53:ListHostedZones route53:ListTagsForResource"),
    ),
    "aws:s3/bucket:Bucket": (
        Calls(
            "s3/bucket.go",
            read="s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketPolicy s3:GetBucketRequestPayment",
            delete="s3:DeleteObject s3:DeleteObjectVersion s3:ListBucketVersions",
        ),
    ),
    "aws:secretsmanager/secret:Secret": (Calls("secretsmanager/secret.go", read="secretsmanager:GetResourcePolicy"),),
    "aws:signer/signingProfile:SigningProfile": (Calls("signer/signing_profile.go", read="signer:ListTagsForResource"),),
    "aws:sfn/stateMachine:StateMachine": (
        Calls("sfn/state_machine.go", create="states:ValidateStateMachineDefinition", read="states:ListStateMachineVersions"),
    ),
    "aws:sqs/queuePolicy:QueuePolicy": (
        Calls("sqs/queue_attribute.go", read="sqs:GetQueueAttributes", create="sqs:GetQueueAttributes"),
    ),
    "aws:ssm/parameter:Parameter": (
        Calls("ssm/parameter.go", read="ssm:DescribeParameters ssm:GetParameter"),
        Calls("ssm/parameters_by_path_data_source.go", read="ssm:GetParametersByPath"),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (
        Calls("ec2/vpc_security_group_ingress_rule.go", create="ec2:CreateTags", update="ec2:ModifySecurityGroupRules"),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (
        Calls("ec2/vpc_security_group_ingress_rule.go", create="ec2:CreateTags", update="ec2:ModifySecurityGroupRules"),
    ),
}

# What a pipeline does with the deployer's role besides deploying: where it says so -> actions.
OF_PIPELINES: Mapping[str, str] = {
    "docs/image-contract.md: build, push, and record what was pushed": (
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:DescribeImages ecr:GetAuthorizationToken "
        "ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart"
    ),
    "docs/runbooks/deploy.md: jobs are run before services change": "states:DescribeExecution states:StartExecution",
    "Pulumi's state": (
        "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey "
        "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject"
    ),
}
