"""What deploying data tiers takes: RDS, ElastiCache, MSK and AWS Backup."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement


def databases(scope: DeployerScope) -> list[Statement]:
    """Return what databases, caches and their backups need.

    Pulumi names parameter and subnet groups, after the component's part, because they get replaced.
    """
    return [
        scope.allow(
            "ManageDatabases",
            (
                "rds:AddTagsToResource",
                "rds:CreateDBInstance",
                "rds:CreateDBParameterGroup",
                "rds:CreateDBSnapshot",
                "rds:CreateDBSubnetGroup",
                "rds:DeleteDBInstance",
                "rds:DeleteDBParameterGroup",
                "rds:DeleteDBSubnetGroup",
                "rds:DescribeDBInstanceAutomatedBackups",
                "rds:DescribeDBParameterGroups",
                "rds:DescribeDBParameters",
                "rds:DescribeDBSnapshots",
                "rds:DescribeDBSubnetGroups",
                "rds:ListTagsForResource",
                "rds:ModifyDBInstance",
                "rds:ModifyDBParameterGroup",
                "rds:ModifyDBSubnetGroup",
                "rds:RebootDBInstance",
                "rds:RemoveTagsFromResource",
                "rds:ResetDBParameterGroup",
                "rds:RestoreDBInstanceToPointInTime",
                "rds:StartDBInstanceAutomatedBackupsReplication",
                "rds:StopDBInstanceAutomatedBackupsReplication",
            ),
            scope.arns(
                "rds",
                "db:{code}-*",
                "snapshot:{code}-*",
                "pg:*-parameters-*",
                "subgrp:*-subnets-*",
                "og:default:*",
                "auto-backup:ab-*",
            ),
        ),
        # The provider looks an instance up by AWS's own id for it, and RDS checks a search on every instance.
        scope.allow("FindDatabases", ("rds:DescribeDBInstances",), scope.arns("rds", "db:*")),
        scope.allow(
            "ManageCaches",
            (
                "elasticache:AddTagsToResource",
                "elasticache:CreateCacheParameterGroup",
                "elasticache:CreateCacheSubnetGroup",
                "elasticache:CreateReplicationGroup",
                "elasticache:CreateSnapshot",
                "elasticache:DecreaseReplicaCount",
                "elasticache:DeleteCacheParameterGroup",
                "elasticache:DeleteCacheSubnetGroup",
                "elasticache:DeleteReplicationGroup",
                "elasticache:DescribeCacheClusters",
                "elasticache:DescribeCacheParameterGroups",
                "elasticache:DescribeCacheParameters",
                "elasticache:DescribeCacheSubnetGroups",
                "elasticache:DescribeReplicationGroups",
                "elasticache:IncreaseReplicaCount",
                "elasticache:ListTagsForResource",
                "elasticache:ModifyCacheParameterGroup",
                "elasticache:ModifyCacheSubnetGroup",
                "elasticache:ModifyReplicationGroup",
                "elasticache:ModifyReplicationGroupShardConfiguration",
                "elasticache:RemoveTagsFromResource",
                "elasticache:ResetCacheParameterGroup",
            ),
            scope.arns(
                "elasticache",
                "replicationgroup:{code}-*",
                "cluster:{code}-*",
                "snapshot:{code}-*",
                "parametergroup:*-parameters-*",
                "subnetgroup:*-subnets-*",
            ),
        ),
        # No right to delete recovery points: a vault that holds some outlives its stack.
        scope.allow(
            "ManageVaults",
            (
                "backup:CreateBackupVault",
                "backup:DeleteBackupVault",
                "backup:DescribeBackupVault",
                "backup:ListTags",
                "backup:TagResource",
                "backup:UntagResource",
            ),
            scope.arns("backup", "backup-vault:{code}-*"),
        ),
        # AWS decides a plan's id, and lets no policy ask for its tags.
        scope.allow(
            "ManagePlans",
            (
                "backup:CreateBackupPlan",
                "backup:CreateBackupSelection",
                "backup:DeleteBackupPlan",
                "backup:DeleteBackupSelection",
                "backup:GetBackupPlan",
                "backup:GetBackupSelection",
                "backup:ListTags",
                "backup:TagResource",
                "backup:UntagResource",
                "backup:UpdateBackupPlan",
            ),
            scope.arns("backup", "backup-plan:*"),
        ),
        scope.allow(
            "EncryptVaults",
            ("backup-storage:MountCapsule",),
            ("*",),
            because="AWS Backup asks for it when a vault with a key is made, and offers no resource for it",
        ),
    ]


def streams(scope: DeployerScope) -> list[Statement]:
    """Return what Kafka clusters and their topics need; topics are made over MSK's API, which checks Kafka's permissions too."""
    clusters = scope.arns("kafka", "cluster/{code}-*")
    topics = scope.arns("kafka", "topic/{code}-*")
    return [
        scope.allow(
            "MakeStreams",
            ("kafka:CreateCluster", "kafka:CreateClusterV2"),
            ("*",),
            scope.tagged,
            because="MSK checks no name when a cluster is made; the tag is what AWS can check",
        ),
        scope.allow(
            "MakeConfigurations",
            ("kafka:CreateConfiguration",),
            ("*",),
            because="MSK checks neither name nor tag when a configuration is made; by itself it does nothing",
        ),
        scope.allow(
            "ManageStreams",
            (
                "kafka:DeleteCluster",
                "kafka:DeleteConfiguration",
                "kafka:DescribeCluster",
                "kafka:DescribeClusterV2",
                "kafka:DescribeConfiguration",
                "kafka:DescribeConfigurationRevision",
                "kafka:ListScramSecrets",
                "kafka:ListTagsForResource",
                "kafka:ListTopics",
                "kafka:TagResource",
                "kafka:UntagResource",
                "kafka:UpdateBrokerCount",
                "kafka:UpdateBrokerStorage",
                "kafka:UpdateBrokerType",
                "kafka:UpdateClusterConfiguration",
                "kafka:UpdateClusterKafkaVersion",
                "kafka:UpdateConfiguration",
                "kafka:UpdateConnectivity",
                "kafka:UpdateMonitoring",
                "kafka:UpdateRebalancing",
                "kafka:UpdateSecurity",
                "kafka:UpdateStorage",
            ),
            (*clusters, *scope.arns("kafka", "configuration/{code}-*")),
        ),
        scope.allow(
            "FollowStreams",
            ("kafka:DescribeClusterOperation", "kafka:DescribeClusterOperationV2", "kafka:GetBootstrapBrokers"),
            ("*",),
            because="MSK limits none of these calls to a cluster",
        ),
        scope.allow(
            "ManageTopics",
            (
                "kafka:CreateTopic",
                "kafka:DeleteTopic",
                "kafka:DescribeTopic",
                "kafka:DescribeTopicPartitions",
                "kafka:UpdateTopic",
                "kafka-cluster:AlterTopic",
                "kafka-cluster:AlterTopicDynamicConfiguration",
                "kafka-cluster:CreateTopic",
                "kafka-cluster:DeleteTopic",
                "kafka-cluster:DescribeTopic",
                "kafka-cluster:DescribeTopicDynamicConfiguration",
            ),
            topics,
        ),
        scope.allow("ConnectToStreams", ("kafka-cluster:Connect", "kafka-cluster:DescribeCluster"), clusters),
    ]
