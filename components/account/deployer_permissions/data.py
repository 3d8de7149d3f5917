"""What deploying data tiers takes: RDS, ElastiCache, MSK, SQS and AWS Backup, each for the systems that have the tier."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions


def databases(scope: DeployerScope) -> list[Statement]:
    """Return what databases on RDS need.

    Pulumi names parameter and subnet groups, after the component's part, because they get replaced; their tags say whose.
    """
    copies = scope.arns("rds", "auto-backup:ab-*")
    statements = [
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
            (
                *scope.arns(
                    "rds",
                    "db:{name}-*",
                    "snapshot:{name}-*",
                    "pg:*-parameters-*",
                    "subgrp:*-subnets-*",
                    "og:default:*",
                ),
                *scope.adopted("rds", "db:{}", "snapshot:{}-*", "subgrp:{}"),
            ),
            scope.own_or_untagged,
        ),
        # Copies of backups in another region have ids of AWS's, and no tags.
        scope.allow(
            "CopyBackups",
            actions("rds", "DescribeDBInstanceAutomatedBackups StartDBInstanceAutomatedBackupsReplication"),
            copies,
        ),
        # The provider looks an instance up by AWS's own id for it, and RDS checks a search on every instance.
        scope.allow("FindDatabases", ("rds:DescribeDBInstances",), scope.arns("rds", "db:*")),
    ]
    if scope.recovers is not None:
        # A copy is restored where it is; its key, which only the environment's has, is asked for as well.
        here = scope.arns("rds", "auto-backup:ab-*", region=scope.regions[0])
        statements.append(scope.allow("RestoreCopies", ("rds:RestoreDBInstanceToPointInTime",), here))
    return statements


def clusters(scope: DeployerScope) -> list[Statement]:
    """Return what databases on Aurora need; names as for databases on RDS."""
    statements = [
        scope.allow(
            "ManageClusters",
            actions(
                "rds",
                "AddTagsToResource CreateDBCluster CreateDBClusterParameterGroup CreateDBClusterSnapshot CreateDBInstance "
                "CreateDBSubnetGroup DeleteDBCluster DeleteDBClusterParameterGroup DeleteDBInstance DeleteDBSubnetGroup "
                "DescribeDBClusterParameterGroups DescribeDBClusterParameters DescribeDBClusterSnapshots DescribeDBClusters "
                "DescribeDBSubnetGroups ListTagsForResource ModifyDBCluster ModifyDBClusterParameterGroup "
                "ModifyDBInstance ModifyDBSubnetGroup RebootDBInstance RemoveTagsFromResource ResetDBClusterParameterGroup "
                "RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime",
            ),
            (
                *scope.arns(
                    "rds",
                    "cluster:{name}-*",
                    "cluster-snapshot:{name}-*",
                    "cluster-pg:*-parameters-*",
                    "db:{name}-*",
                    "subgrp:*-subnets-*",
                    "og:default:*",
                    "pg:default.*",
                ),
                *scope.adopted("rds", "cluster:{}", "cluster-snapshot:{}-*", "db:{}", "subgrp:{}"),
            ),
            scope.own_or_untagged,
        ),
        scope.allow("FindInstances", ("rds:DescribeDBInstances",), scope.arns("rds", "db:*")),
        # The provider asks of every cluster it reads whether it is in a global database, whose ARNs have no region.
        scope.allow("FindGlobal", ("rds:DescribeGlobalClusters",), scope.arns("rds", "global-cluster:*", region="")),
    ]
    if scope.recovers is not None:
        copies = scope.arns("rds", "cluster-snapshot:awsbackup:*", region=scope.regions[0])
        statements.append(scope.allow("RestoreClusters", ("rds:RestoreDBClusterFromSnapshot",), copies))
    return statements


def caches(scope: DeployerScope) -> list[Statement]:
    """Return what caches on ElastiCache need; Pulumi names parameter and subnet groups as for databases."""
    return [
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
            (
                *scope.arns(
                    "elasticache",
                    "replicationgroup:{name}-*",
                    "cluster:{name}-*",
                    "snapshot:{name}-*",
                    "parametergroup:*-parameters-*",
                    "subnetgroup:*-subnets-*",
                ),
                *scope.adopted("elasticache", "replicationgroup:{}", "cluster:{}-*", "snapshot:{}-*", "subnetgroup:{}"),
            ),
            scope.own_or_untagged,
        ),
    ]


def queues(scope: DeployerScope) -> list[Statement]:
    """Return what queues on SQS need: to change them, not to read what is in them."""
    return [
        scope.allow(
            "ManageQueues",
            actions(
                "sqs",
                "CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue",
            ),
            scope.arns("sqs", "{name}-*"),
        ),
    ]


def backups(scope: DeployerScope) -> list[Statement]:
    """Return what backup plans and vaults need."""
    return [
        # No right to delete recovery points: a vault that holds some outlives its stack.
        scope.allow(
            "ManageVaults",
            # It may lock a vault and not unlock it: that is break-glass's.
            actions(
                "backup",
                "CreateBackupVault DeleteBackupVault DescribeBackupVault ListTags PutBackupVaultLockConfiguration TagResource "
                "UntagResource",
            ),
            scope.arns("backup", "backup-vault:{name}-*"),
        ),
        # AWS decides a plan's id; its tags say whose it is.
        scope.allow(
            "ManagePlans",
            actions(
                "backup",
                "CreateBackupPlan CreateBackupSelection DeleteBackupPlan DeleteBackupSelection GetBackupPlan "
                "GetBackupSelection ListTags TagResource UntagResource UpdateBackupPlan",
            ),
            scope.arns("backup", "backup-plan:*"),
            scope.own_or_untagged,
        ),
        scope.allow(
            "ManageRestoreTests",
            actions(
                "backup",
                "CreateRestoreTestingPlan CreateRestoreTestingSelection DeleteRestoreTestingPlan DeleteRestoreTestingSelection "
                "GetRestoreTestingPlan GetRestoreTestingSelection ListTags TagResource UntagResource "
                "UpdateRestoreTestingPlan UpdateRestoreTestingSelection",
            ),
            scope.arns("backup", f"restore-testing-plan:{scope.name.replace('-', '_')}_*"),
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
    clusters = scope.arns("kafka", "cluster/{name}-*")
    topics = scope.arns("kafka", "topic/{name}-*")
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
            (*clusters, *scope.arns("kafka", "configuration/{name}-*")),
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
