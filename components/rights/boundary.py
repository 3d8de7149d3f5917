"""The most that any role of one system may ever do, whatever its own policies say."""

import pulumi

from components.iam import Statement
from components.rights.reach import Reach

_ROLE = "aws:iam/role:Role"


def bind_roles(boundary_arn: str) -> None:
    """Put a permissions boundary on every role the program declares after this call, whichever component declares it."""

    def bound(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != _ROLE:
            return None
        return pulumi.ResourceTransformationResult(props={**args.props, "permissions_boundary": boundary_arn}, opts=args.opts)

    pulumi.runtime.register_stack_transformation(bound)


def workloads(reach: Reach) -> list[Statement]:
    """Return the boundary: what tasks, jobs, flow logs, replication and backups do, with the resources of the system in reach.

    It grants nothing. A role gets what both its own policies and this one allow, so a permission that a new component hands
    out belongs here as well, or it has no effect.
    """
    through = {"StringLike": {"kms:ViaService": ["*.amazonaws.com"]}}
    tasks = reach.arns("ecs", "task-definition/{code}-*", "task/{code}-*")
    kafka = reach.arns("kafka", *(f"{kind}/{{code}}-*" for kind in ("cluster", "topic", "group", "transactional-id")))
    return [
        reach.allow(
            "Objects",
            (
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging",
                "s3:GetReplicationConfiguration",
                "s3:ListBucket",
                "s3:PutObject",
                "s3:ReplicateDelete",
                "s3:ReplicateObject",
                "s3:ReplicateTags",
            ),
            (*reach.buckets(), *reach.buckets("/*")),
        ),
        reach.allow(
            "SecretsAndParameters",
            ("secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
            (*reach.arns("secretsmanager", "secret:/{system}/*"), *reach.arns("ssm", "parameter/{system}/*")),
        ),
        # Never a key by itself: that keeps Pulumi's state, which is encrypted directly, out of reach.
        reach.allow(
            "KeysThroughServices",
            ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
            reach.arns("kms", "key/*"),
            through,
        ),
        reach.allow(
            "Streams",
            (
                "kafka-cluster:AlterGroup",
                "kafka-cluster:Connect",
                "kafka-cluster:DescribeGroup",
                "kafka-cluster:DescribeTopic",
                "kafka-cluster:ReadData",
                "kafka-cluster:WriteData",
                "kafka-cluster:WriteDataIdempotently",
            ),
            kafka,
        ),
        reach.allow("Logs", ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), reach.log_groups()),
        reach.allow(
            "Images",
            ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
            reach.arns("ecr", "repository/{code}-*"),
        ),
        reach.allow(
            "Deployments",
            ("elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:RegisterTargets"),
            reach.arns("elasticloadbalancing", "listener-rule/app/{code}-*", "targetgroup/*-targets-*"),
        ),
        reach.allow("Jobs", ("ecs:DescribeTasks", "ecs:RunTask", "ecs:StopTask", "ecs:TagResource"), tasks),
        reach.allow(
            "JobEvents",
            ("events:DescribeRule", "events:PutRule", "events:PutTargets"),
            reach.arns("events", "rule/StepFunctionsGetEventsForECSTaskRule"),
        ),
        Statement(
            sid="RolesOfTasks",
            actions=("iam:PassRole",),
            resources=reach.roles(),
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        reach.allow(
            "Backups",
            (
                "backup:CopyFromBackupVault",
                "backup:CopyIntoBackupVault",
                "backup:DescribeBackupVault",
                "rds:AddTagsToResource",
                "rds:CopyDBSnapshot",
                "rds:CreateDBSnapshot",
                "rds:DeleteDBSnapshot",
                "rds:DescribeDBInstances",
                "rds:DescribeDBSnapshots",
                "rds:ListTagsForResource",
            ),
            (*reach.arns("rds", "db:{code}-*", "snapshot:awsbackup:*"), *reach.arns("backup", "backup-vault:{code}-*")),
        ),
        reach.allow(
            "BackupKeys", ("kms:CreateGrant",), reach.arns("kms", "key/*"), {"Bool": {"kms:GrantIsForAWSResource": "true"}}
        ),
        reach.allow(
            "WithoutResource",
            (
                "cloudwatch:PutMetricData",
                "ecr:GetAuthorizationToken",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
                "xray:GetSamplingRules",
                "xray:GetSamplingStatisticSummaries",
                "xray:GetSamplingTargets",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
            ),
            ("*",),
            because="AWS limits none of these calls to a resource",
        ),
    ]
