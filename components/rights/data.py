"""What deploying data tiers takes: RDS, ElastiCache, MSK and AWS Backup."""

from components.iam import Statement
from components.rights.reach import Reach


def databases(reach: Reach) -> list[Statement]:
    """Return what databases, caches and their backups need.

    Pulumi names parameter and subnet groups, after the component's part, because they get replaced.
    """
    return [
        reach.allow(
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
            reach.arns(
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
        reach.allow("FindDatabases", ("rds:DescribeDBInstances",), reach.arns("rds", "db:*")),
        reach.allow(
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
            reach.arns(
                "elasticache",
                "replicationgroup:{code}-*",
                "cluster:{code}-*",
                "snapshot:{code}-*",
                "parametergroup:*-parameters-*",
                "subnetgroup:*-subnets-*",
            ),
        ),
        # No right to delete recovery points: a vault that holds some outlives its stack.
        reach.allow(
            "ManageVaults",
            (
                "backup:CreateBackupVault",
                "backup:DeleteBackupVault",
                "backup:DescribeBackupVault",
                "backup:ListTags",
                "backup:TagResource",
                "backup:UntagResource",
            ),
            reach.arns("backup", "backup-vault:{code}-*"),
        ),
        # AWS decides a plan's id, and lets no policy ask for its tags.
        reach.allow(
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
            reach.arns("backup", "backup-plan:*"),
        ),
        reach.allow(
            "EncryptVaults",
            ("backup-storage:MountCapsule",),
            ("*",),
            because="AWS Backup asks for it when a vault with a key is made, and offers no resource for it",
        ),
    ]


def streams(reach: Reach) -> list[Statement]:
    """Return what Kafka clusters and their topics need; topics are made over MSK's API, which checks Kafka's permissions too."""
    clusters = reach.arns("kafka", "cluster/{code}-*")
    topics = reach.arns("kafka", "topic/{code}-*")
    return [
        reach.allow(
            "MakeStreams",
            ("kafka:CreateCluster", "kafka:CreateClusterV2"),
            ("*",),
            reach.tagged,
            because="MSK checks no name when a cluster is made; the tag is what AWS can check",
        ),
        reach.allow(
            "MakeConfigurations",
            ("kafka:CreateConfiguration",),
            ("*",),
            because="MSK checks neither name nor tag when a configuration is made; by itself it does nothing",
        ),
        reach.allow(
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
            (*clusters, *reach.arns("kafka", "configuration/{code}-*")),
        ),
        reach.allow(
            "FollowStreams",
            ("kafka:DescribeClusterOperation", "kafka:DescribeClusterOperationV2", "kafka:GetBootstrapBrokers"),
            ("*",),
            because="MSK limits none of these calls to a cluster",
        ),
        reach.allow(
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
        reach.allow("ConnectToStreams", ("kafka-cluster:Connect", "kafka-cluster:DescribeCluster"), clusters),
    ]
