"""What the operations commands call (`python -m ops`), as statements on the resources of one stack.

`pulumi up` is not among it: it runs as the stack's deployer, which operators may become. Which command needs which statement is
the table of tests/systems/account/operating.py.
"""

from collections.abc import Mapping, Sequence

from components.account.deployer_permissions.scope import DeployerScope
from components.account.deployer_permissions.state import read_state
from components.base.iam import Condition, Statement, actions
from stack.settings import StateSettings
from stack.site import PARTITION, bucket_arn

MODELS = "models/*"
"""Below this, models are uploaded (docs/image-contract.md); the rest of a bucket is the program's and people's who may read it."""


def operation(scope: DeployerScope, *, place: StateSettings, key_alias: str, deployer: str) -> Mapping[str, Sequence[Statement]]:
    """Return an operator's permissions by the name of the policy that holds them.

    Args:
        scope: the stack.
        place: where the stack's state is.
        key_alias: the key of the secrets in it.
        deployer: the role for `pulumi up`.
    """
    to_deploy = Statement(sid="BecomeDeployer", actions=("sts:AssumeRole",), resources=(deployer,))
    return {
        "look": _running(scope),
        "look-at-data": [*_data(scope), *_account(scope)],
        "act": [*_images(scope), *_jobs(scope), *_sessions(scope), *_models(scope), *_pipelines(scope)],
        "deploy": [to_deploy, *read_state(scope, place, key_alias)],
    }


def _running(scope: DeployerScope) -> list[Statement]:
    """What runs, how it fares, and its logs."""
    kinds = ("cluster", "service", "service-deployment", "service-revision", "task")
    return [
        scope.allow(
            "SeeServices",
            actions(
                "ecs",
                "DescribeClusters DescribeServiceDeployments DescribeServiceRevisions DescribeServices DescribeTasks "
                "ListServiceDeployments",
            ),
            scope.arns("ecs", *(f"{kind}/{{name}}-*" for kind in kinds)),
        ),
        scope.allow(
            "ReadTaskDefinitions", ("ecs:DescribeTaskDefinition",), ("*",), because="ECS limits the call to no task definition"
        ),
        scope.allow(
            "SeeTargets",
            actions(
                "elasticloadbalancing",
                "DescribeListeners DescribeLoadBalancers DescribeRules DescribeTargetGroups DescribeTargetHealth",
            ),
            ("*",),
            because="Elastic Load Balancing limits none of these calls to a resource",
        ),
        scope.allow(
            "SeeScaling",
            ("application-autoscaling:Describe*",),
            ("*",),
            because="the service limits no Describe call to a target, and all of them only read",
        ),
        # CloudWatch checks a search on every alarm.
        scope.allow("SeeAlarms", ("cloudwatch:DescribeAlarms",), scope.arns("cloudwatch", "alarm:*")),
        scope.allow(
            "SeeMetrics",
            actions("cloudwatch", "GetMetricData GetMetricStatistics ListMetrics"),
            ("*",),
            because="CloudWatch limits none of these calls to a metric",
        ),
        scope.allow(
            "ReadLogs",
            actions("logs", "DescribeLogStreams FilterLogEvents GetLogEvents GetQueryResults StartQuery"),
            scope.log_groups(),
        ),
        scope.allow("FindLogs", ("logs:DescribeLogGroups",), ("*",), because="CloudWatch Logs limits the call to no log group"),
    ]


def _data(scope: DeployerScope) -> list[Statement]:
    """How what keeps data fares, and how old its copies are; none of it reads data."""
    return [
        scope.allow(
            "SeeDatabases",
            actions("rds", "DescribeDBClusters DescribeDBInstanceAutomatedBackups DescribeDBInstances"),
            scope.arns("rds", "auto-backup:ab-*", "cluster:{name}-*", "db:{name}-*"),
        ),
        scope.allow(
            "SeeCaches", ("elasticache:DescribeReplicationGroups",), scope.arns("elasticache", "replicationgroup:{name}-*")
        ),
        scope.allow("SeeStreams", ("kafka:DescribeClusterV2",), scope.arns("kafka", "cluster/{name}-*")),
        scope.allow("SeeQueues", ("sqs:GetQueueAttributes", "sqs:GetQueueUrl"), scope.arns("sqs", "{name}-*")),
        scope.allow("SeeCertificates", ("acm:DescribeCertificate",), scope.arns("acm", "certificate/*"), scope.own),
        scope.allow("SeeSecrets", ("secretsmanager:DescribeSecret",), scope.arns("secretsmanager", "secret:/{path}/*")),
        scope.allow(
            "SeeRecoveryPoints",
            actions("backup", "DescribeBackupVault ListRecoveryPointsByBackupVault"),
            scope.arns("backup", "backup-vault:{name}-*"),
        ),
        scope.allow(
            "SeeBackupJobs",
            actions("backup", "DescribeRestoreJob ListBackupJobs ListCopyJobs ListRestoreJobs"),
            ("*",),
            because="AWS Backup limits none of these calls to a vault or a plan",
        ),
        scope.allow("SeeReplication", ("s3:GetReplicationConfiguration", "s3:GetBucketVersioning"), scope.buckets()),
    ]


def _account(scope: DeployerScope) -> list[Statement]:
    """What is the account's: what was spent, and what `preflight` asks before there is anything."""
    return [
        # Cost Explorer answers in us-east-1, wherever the stack is.
        Statement(
            sid="SeeCosts",
            actions=("ce:GetCostAndUsage",),
            resources=("*",),
            because="Cost Explorer limits the call to no tag",
        ),
        Statement(
            sid="AskBeforehand",
            actions=(
                "bedrock:GetFoundationModelAvailability",
                *actions("ec2", "DescribeAddresses DescribeAvailabilityZones"),
                "elasticache:DescribeCacheEngineVersions",
                "kafka:ListKafkaVersions",
                *actions("rds", "DescribeDBEngineVersions DescribeOrderableDBInstanceOptions DescribeSourceRegions"),
                "route53:ListHostedZonesByName",
                *actions("servicequotas", "GetAWSDefaultServiceQuota GetServiceQuota"),
                "ssm:DescribeParameters",
            ),
            resources=("*",),
            because="none of these calls is about a resource of the stack, and all of them only read",
        ),
        Statement(
            sid="AskForIdentities",
            actions=("iam:GetPolicy", "iam:GetRole"),
            resources=scope.arns("iam", "policy/*-boundary-{name}", "role/aws-service-role/*", region=""),
        ),
        Statement(
            sid="AskForRegions",
            actions=("account:GetRegionOptStatus",),
            resources=(f"arn:{PARTITION}:account::{scope.account}:account",),
        ),
        scope.allow("AskForProfiles", ("bedrock:GetInferenceProfile",), scope.arns("bedrock", "inference-profile/*")),
        *([scope.allow("AskForZones", ("route53:GetHostedZone",), scope.zones)] if scope.zones else []),
    ]


def _images(scope: DeployerScope) -> list[Statement]:
    """Which images there are and which runs; a promotion copies one from an environment before."""
    # Whichever environment of the system it is promoted from: no other system's names begin with the code.
    stem = f"arn:{PARTITION}:{{}}:*:{scope.account}:"
    return [
        scope.allow(
            "LogInToRegistry",
            ("ecr:GetAuthorizationToken",),
            ("*",),
            because="the token is the registry's; AWS offers no resource for it",
        ),
        scope.allow(
            "ReadImages",
            actions(
                "ecr",
                "BatchCheckLayerAvailability BatchGetImage DescribeImageScanFindings DescribeImageSigningStatus DescribeImages "
                "GetDownloadUrlForLayer",
            ),
            (f"{stem.format('ecr')}repository/{scope.code}-*/*",),
        ),
        scope.allow(
            "ReleaseImages",
            actions("ecr", "CompleteLayerUpload InitiateLayerUpload PutImage UploadLayerPart"),
            scope.arns("ecr", "repository/{name}/*"),
        ),
        scope.allow(
            "SeeRecorded",
            actions("ssm", "GetParameter GetParameters GetParametersByPath"),
            tuple(f"{stem.format('ssm')}parameter/{scope.system}/*/{tail}" for tail in ("images", "images/*")),
        ),
        scope.allow(
            "RecordImages", ("ssm:GetParameterHistory", "ssm:PutParameter"), scope.arns("ssm", "parameter/{path}/images/*")
        ),
        scope.allow(
            "SeeDeployed",
            actions("ssm", "GetParameter GetParameterHistory GetParameters GetParametersByPath"),
            scope.arns("ssm", "parameter/{path}/deployed", "parameter/{path}/deployed/*"),
        ),
        scope.allow("TurnBack", ("ecs:StopServiceDeployment",), scope.arns("ecs", "service-deployment/{name}-*")),
        scope.allow(
            "Scale",
            ("application-autoscaling:RegisterScalableTarget",),
            scope.arns("application-autoscaling", "scalable-target/*"),
            scope.own,
        ),
        scope.allow("SetCounts", ("ecs:UpdateService",), scope.arns("ecs", "service/{name}-*")),
    ]


def _jobs(scope: DeployerScope) -> list[Statement]:
    """Migrations and other jobs, to their end."""
    return [
        scope.allow("StartJobs", ("states:ListExecutions", "states:StartExecution"), scope.arns("states", "stateMachine:{name}-*")),
        scope.allow(
            "FollowJobs",
            actions("states", "DescribeExecution GetExecutionHistory StopExecution"),
            scope.arns("states", "execution:{name}-*:*"),
        ),
    ]


def _pipelines(scope: DeployerScope) -> list[Statement]:
    """Where a pipeline's own stack is operated: why a run failed, and another of the newest commit; never an approval."""
    if not scope.delivers:
        return []
    calls = actions("codepipeline", "GetPipelineState StartPipelineExecution")
    return [scope.allow("RunPipelines", calls, scope.arns("codepipeline", "{name}-*"))]


def _sessions(scope: DeployerScope) -> list[Statement]:
    """A look into the database: a shell in the console's task, and no other. The job that starts and stops it is among the jobs."""
    cluster = scope.arns("ecs", "cluster/{name}-cluster")
    own: Condition = {**scope.own, "StringLike": {"kms:EncryptionContext:aws:ssm:TargetId": f"ecs:{scope.name}-cluster_*"}}
    return [
        scope.allow(
            "EnterConsole",
            ("ecs:ExecuteCommand",),
            (*scope.arns("ecs", "task/{name}-cluster/*"), *cluster),
            {"StringEquals": {"ecs:container-name": "console"}},
        ),
        # The person's end of the session makes its key, which names the session's task and opens nothing else.
        scope.allow("EncryptSessions", ("kms:GenerateDataKey",), scope.arns("kms", "key/*"), own),
    ]


def _models(scope: DeployerScope) -> list[Statement]:
    """The files a model is made of, below `models/`: to bring them, and to see that they arrived."""
    through: Condition = {
        **scope.own,
        "StringLike": {"kms:ViaService": [f"s3.{region}.amazonaws.com" for region in scope.regions]},
    }
    return [
        scope.allow(
            "BringModels",
            actions("s3", "AbortMultipartUpload GetObject GetObjectVersion PutObject"),
            (bucket_arn(f"{scope.name}-*-{scope.account}", MODELS),),
        ),
        scope.allow("FindModels", ("s3:ListBucket",), scope.buckets(), {"StringLike": {"s3:prefix": MODELS}}),
        scope.allow("EncryptModels", ("kms:Decrypt", "kms:GenerateDataKey"), scope.arns("kms", "key/*"), through),
    ]
