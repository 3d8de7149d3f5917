"""What deploying data tiers takes: RDS, ElastiCache, MSK and AWS Backup."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions


def databases(scope: DeployerScope) -> list[Statement]:
    """Return what databases, caches and their backups need.

    Pulumi names parameter and subnet groups, after the component's part, because they get replaced.
    """
    return [
        scope.allow(
            "ManageDatabases",
            actions(
                "rds",
                "AddTagsToResource CreateDBInstance CreateDBParameterGroup CreateDBSnapshot CreateDBSubnetGroup "
                "DeleteDBInstance DeleteDBParameterGroup DeleteDBSubnetGroup DescribeDBInstanceAutomatedBackups "
                "DescribeDBParameterGroups DescribeDBParameters DescribeDBSnapshots DescribeDBSubnetGroups "
                "ListTagsForResource ModifyDBInstance ModifyDBParameterGroup ModifyDBSubnetGroup RebootDBInstance "
                "RemoveTagsFromResource ResetDBParameterGroup RestoreDBInstanceToPointInTime "
                "StartDBInstanceAutomatedBackupsReplication StopDBInstanceAutomatedBackupsReplication",
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
            actions(
                "elasticache",
                "AddTagsToResource CreateCacheParameterGroup CreateCacheSubnetGroup CreateReplicationGroup CreateSnapshot "
                "DecreaseReplicaCount DeleteCacheParameterGroup DeleteCacheSubnetGroup DeleteReplicationGroup "
                "DescribeCacheClusters DescribeCacheParameterGroups DescribeCacheParameters DescribeCacheSubnetGroups "
                "DescribeReplicationGroups IncreaseReplicaCount ListTagsForResource ModifyCacheParameterGroup "
                "ModifyCacheSubnetGroup ModifyReplicationGroup ModifyReplicationGroupShardConfiguration "
                "RemoveTagsFromResource ResetCacheParameterGroup",
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
            actions("backup", "CreateBackupVault DeleteBackupVault DescribeBackupVault ListTags TagResource UntagResource"),
            scope.arns("backup", "backup-vault:{code}-*"),
        ),
        # AWS decides a plan's id, and lets no policy ask for its tags.
        scope.allow(
            "ManagePlans",
            actions(
                "backup",
                "CreateBackupPlan CreateBackupSelection DeleteBackupPlan DeleteBackupSelection GetBackupPlan "
                "GetBackupSelection ListTags TagResource UntagResource UpdateBackupPlan",
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
            ("kafka:CreateCluster",),
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
            actions(
                "kafka",
                "DeleteCluster DeleteConfiguration DescribeCluster DescribeClusterV2 DescribeConfiguration "
                "DescribeConfigurationRevision ListTagsForResource TagResource UntagResource "
                "UpdateBrokerCount UpdateBrokerStorage UpdateBrokerType UpdateClusterConfiguration "
                "UpdateClusterKafkaVersion UpdateConfiguration UpdateConnectivity UpdateMonitoring UpdateRebalancing "
                "UpdateSecurity UpdateStorage",
            ),
            (*clusters, *scope.arns("kafka", "configuration/{code}-*")),
        ),
        scope.allow(
            "FollowStreams",
            ("kafka:DescribeClusterOperation", "kafka:GetBootstrapBrokers"),
            ("*",),
            because="MSK limits none of these calls to a cluster",
        ),
        scope.allow(
            "ManageTopics",
            (
                *actions("kafka", "CreateTopic DeleteTopic DescribeTopic UpdateTopic"),
                *actions(
                    "kafka-cluster",
                    "AlterTopic AlterTopicDynamicConfiguration CreateTopic DeleteTopic DescribeTopic "
                    "DescribeTopicDynamicConfiguration",
                ),
            ),
            topics,
        ),
        scope.allow("ConnectToStreams", ("kafka-cluster:Connect",), clusters),
    ]
