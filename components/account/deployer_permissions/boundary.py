"""The most that any role of one system may ever do, whatever its own policies say."""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions


def workloads(scope: DeployerScope) -> list[Statement]:
    """Return the boundary: what tasks, jobs, flow logs, replication and backups do, with the resources of the system in scope.

    It grants nothing. A role gets what both its own policies and this one allow, so a permission that a new component hands
    out belongs here as well, or it has no effect.
    """
    through = {"StringLike": {"kms:ViaService": ["*.amazonaws.com"]}}
    tasks = scope.arns("ecs", "task-definition/{code}-*", "task/{code}-*")
    kafka = scope.arns("kafka", *(f"{kind}/{{code}}-*" for kind in ("cluster", "topic", "group")))
    return [
        scope.allow(
            "Objects",
            actions(
                "s3",
                "AbortMultipartUpload DeleteObject GetObject GetObjectVersionAcl GetObjectVersionForReplication "
                "GetObjectVersionTagging GetReplicationConfiguration ListBucket PutObject ReplicateDelete ReplicateObject "
                "ReplicateTags",
            ),
            (*scope.buckets(), *scope.buckets("/*")),
        ),
        scope.allow(
            "SecretsAndParameters",
            ("secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
            (*scope.arns("secretsmanager", "secret:/{system}/*"), *scope.arns("ssm", "parameter/{system}/*")),
        ),
        # Never a key by itself: that keeps Pulumi's state, which is encrypted directly, out of scope.
        scope.allow(
            "KeysThroughServices",
            ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"),
            scope.arns("kms", "key/*"),
            through,
        ),
        # AWS Backup looks at keys by itself.
        scope.allow("LookAtKeys", ("kms:DescribeKey",), scope.arns("kms", "key/*")),
        scope.allow(
            "Streams",
            actions(
                "kafka-cluster",
                "AlterGroup Connect DescribeGroup DescribeTopic ReadData WriteData WriteDataIdempotently",
            ),
            kafka,
        ),
        scope.allow("Logs", ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), scope.log_groups()),
        scope.allow(
            "Images",
            ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
            scope.arns("ecr", "repository/{code}-*"),
        ),
        scope.allow(
            "Deployments",
            ("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:RegisterTargets"),
            scope.arns("elasticloadbalancing", "listener-rule/app/{code}-*", "targetgroup/*-targets-*"),
        ),
        scope.allow("Jobs", ("ecs:DescribeTasks", "ecs:RunTask", "ecs:StopTask", "ecs:TagResource"), tasks),
        scope.allow(
            "JobEvents",
            ("events:DescribeRule", "events:PutRule", "events:PutTargets"),
            scope.arns("events", "rule/StepFunctionsGetEventsForECSTaskRule"),
        ),
        Statement(
            sid="RolesOfTasks",
            actions=("iam:PassRole",),
            resources=scope.roles(),
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        scope.allow(
            "Backups",
            (
                *actions("backup", "CopyFromBackupVault CopyIntoBackupVault DescribeBackupVault"),
                *actions(
                    "rds",
                    "AddTagsToResource CopyDBSnapshot CreateDBSnapshot DeleteDBSnapshot DescribeDBInstances "
                    "DescribeDBSnapshots ListTagsForResource",
                ),
            ),
            (*scope.arns("rds", "db:{code}-*", "snapshot:awsbackup:*"), *scope.arns("backup", "backup-vault:{code}-*")),
        ),
        scope.allow(
            "BackupKeys", ("kms:CreateGrant",), scope.arns("kms", "key/*"), {"Bool": {"kms:GrantIsForAWSResource": "true"}}
        ),
        scope.allow(
            "WithoutResource",
            (
                *actions("cloudwatch", "PutMetricData"),
                *actions("ecr", "GetAuthorizationToken"),
                *actions("elasticloadbalancing", "DescribeListeners DescribeRules DescribeTargetGroups DescribeTargetHealth"),
                *actions(
                    "logs",
                    "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery "
                    "ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
                ),
                # AWS Backup asks whether the role of a selection may, before it takes the selection (ERROR_3018).
                *actions("tag", "GetResources"),
                *actions(
                    "xray",
                    "GetSamplingRules GetSamplingStatisticSummaries GetSamplingTargets PutTelemetryRecords PutTraceSegments",
                ),
            ),
            ("*",),
            because="AWS limits none of these calls to a resource",
        ),
    ]
