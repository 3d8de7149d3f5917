"""Which calls of AWS's APIs each operations command makes, on what, and as whom: what an operator's statements are held to.

Written from what each command does (docs/operations.md); `{stack}` is `<code>-<environment>`, `{path}` `<system>/<environment>`.
"""

from collections.abc import Mapping

ACCOUNT = "111122223333"
REGION = "us-east-1"


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


STACK, PATH = "pde-production", "pre-delinquency-engine/production"
CLUSTER = _arn("ecs", f"cluster/{STACK}-cluster")
SERVICE = _arn("ecs", f"service/{STACK}-cluster/{STACK}-api")
DEPLOYMENT = _arn("ecs", f"service-deployment/{STACK}-cluster/{STACK}-api/abc")
TASK = _arn("ecs", f"task/{STACK}-cluster/abc")
MIGRATION = _arn("states", f"stateMachine:{STACK}-migrate")
EXECUTION = _arn("states", f"execution:{STACK}-migrate:abc")
LOGS = _arn("logs", f"log-group:/ecs/{PATH}/api:log-stream:abc")
REPOSITORY = _arn("ecr", f"repository/{STACK}/api")
STAGING = _arn("ecr", "repository/pde-staging/api")
RECORD = _arn("ssm", f"parameter/{PATH}/images/api")
DATABASE = _arn("rds", f"db:{STACK}-database")
VAULT = _arn("backup", f"backup-vault:{STACK}-backup")
BUCKET = f"arn:aws:s3:::{STACK}-data-{ACCOUNT}"
MODEL = f"{BUCKET}/models/quick_model.json"
STATE = f"arn:aws:s3:::example-platform-state/{PATH}/.pulumi/stacks/platform/production.json"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/acct-shared-deployer-pde-production"

_OUTPUTS = {"s3:GetObject": STATE, "s3:ListBucket": "arn:aws:s3:::example-platform-state"}
_UP = {"sts:AssumeRole": DEPLOYER}
_IMAGE = {"ecr:DescribeImages": REPOSITORY, "ecr:BatchGetImage": REPOSITORY}
_RELEASE = {**_IMAGE, "ecr:PutImage": REPOSITORY, "ssm:GetParameter": RECORD, "ssm:PutParameter": RECORD}
_JOB = {
    "states:StartExecution": MIGRATION,
    "states:DescribeExecution": EXECUTION,
    "states:GetExecutionHistory": EXECUTION,
    "states:StopExecution": EXECUTION,
}
_LOGS = {"logs:FilterLogEvents": LOGS, "logs:GetLogEvents": LOGS, "logs:DescribeLogStreams": LOGS}

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "preflight": {
        "servicequotas:GetServiceQuota": "*",
        "ec2:DescribeAvailabilityZones": "*",
        "rds:DescribeDBEngineVersions": "*",
        "rds:DescribeOrderableDBInstanceOptions": "*",
        "rds:DescribeSourceRegions": "*",
        "elasticache:DescribeCacheEngineVersions": "*",
        "kafka:ListKafkaVersions": "*",
        "route53:ListHostedZonesByName": "*",
        "bedrock:ListFoundationModels": "*",
        "bedrock:GetFoundationModelAvailability": "*",
        "account:GetRegionOptStatus": f"arn:aws:account::{ACCOUNT}:account",
    },
    "status": {
        **_OUTPUTS,
        "ecs:DescribeServices": SERVICE,
        "ecs:DescribeTasks": TASK,
        "ecs:ListTasks": "*",
        "elasticloadbalancing:DescribeTargetHealth": "*",
        "cloudwatch:DescribeAlarms": _arn("cloudwatch", f"alarm:{STACK}-api-errors"),
        "cloudwatch:GetMetricData": "*",
        "rds:DescribeDBInstances": DATABASE,
        "rds:DescribeDBClusters": _arn("rds", f"cluster:{STACK}-database"),
        "elasticache:DescribeReplicationGroups": _arn("elasticache", f"replicationgroup:{STACK}-cache"),
        "kafka:DescribeClusterV2": _arn("kafka", f"cluster/{STACK}-stream/abc"),
        "sqs:GetQueueAttributes": _arn("sqs", f"{STACK}-jobs"),
    },
    "migrate": {**_OUTPUTS, **_JOB, **_LOGS, "ecs:DescribeTasks": TASK},
    "deploy": {
        **_OUTPUTS,
        **_UP,
        **_RELEASE,
        **_JOB,
        "ecs:DescribeServices": SERVICE,
        "ecs:ListServiceDeployments": SERVICE,
        "ecs:DescribeServiceDeployments": DEPLOYMENT,
    },
    "promote": {
        **_OUTPUTS,
        **_UP,
        **_RELEASE,
        "ecr:GetAuthorizationToken": "*",
        "ecr:InitiateLayerUpload": REPOSITORY,
        "ecr:UploadLayerPart": REPOSITORY,
        "ecr:CompleteLayerUpload": REPOSITORY,
        "ecr:BatchCheckLayerAvailability": REPOSITORY,
        "ecr:BatchGetImage": STAGING,
        "ecr:GetDownloadUrlForLayer": STAGING,
        "ssm:GetParameters": _arn("ssm", "parameter/pre-delinquency-engine/staging/images/api"),
    },
    "rollback": {
        **_OUTPUTS,
        **_UP,
        **_RELEASE,
        "ssm:GetParameterHistory": RECORD,
        "ecs:ListServiceDeployments": SERVICE,
        "ecs:StopServiceDeployment": DEPLOYMENT,
    },
    "scale": {
        **_OUTPUTS,
        "application-autoscaling:DescribeScalableTargets": "*",
        "application-autoscaling:RegisterScalableTarget": _arn("application-autoscaling", "scalable-target/abc"),
        "ecs:DescribeServices": SERVICE,
    },
    "logs": {**_OUTPUTS, **_LOGS, "logs:StartQuery": LOGS, "logs:GetQueryResults": LOGS},
    "upload-model": {**_OUTPUTS, "s3:PutObject": MODEL, "s3:GetObject": MODEL, "s3:ListBucket": BUCKET},
    "rotate": {**_OUTPUTS, **_UP, "secretsmanager:DescribeSecret": _arn("secretsmanager", f"secret:/{PATH}/database-abc")},
    "psql": {
        **_OUTPUTS,
        "ecs:RunTask": _arn("ecs", f"task-definition/{STACK}-migrate:1"),
        "ecs:DescribeTasks": TASK,
        "ecs:ExecuteCommand": TASK,
        "ecs:StopTask": TASK,
        "iam:PassRole": f"arn:aws:iam::{ACCOUNT}:role/{STACK}-migrate-task",
    },
    "restore-database": {**_OUTPUTS, **_UP, "rds:DescribeDBInstances": DATABASE},
    "recovery-check": {
        **_OUTPUTS,
        "rds:DescribeDBInstanceAutomatedBackups": _arn("rds", "auto-backup:ab-abc"),
        "backup:ListRecoveryPointsByBackupVault": VAULT,
        "backup:DescribeBackupVault": VAULT,
        "backup:ListBackupJobs": "*",
        "backup:ListCopyJobs": "*",
        "backup:ListRestoreJobs": "*",
        "backup:DescribeRestoreJob": "*",
        "s3:GetReplicationConfiguration": BUCKET,
        "cloudwatch:GetMetricData": "*",
        "secretsmanager:DescribeSecret": _arn("secretsmanager", f"secret:/{PATH}/database-abc"),
        "ecr:DescribeImages": REPOSITORY,
    },
    "smoke": {**_OUTPUTS, "elasticloadbalancing:DescribeTargetHealth": "*"},
    "costs": {"ce:GetCostAndUsage": "*"},
    "verify": {**_IMAGE, "ecr:DescribeImageScanFindings": REPOSITORY, "ecr:GetDownloadUrlForLayer": REPOSITORY},
    "release": {**_OUTPUTS, **_RELEASE},
    "accept": {**_OUTPUTS, **_UP},
}
"""Command -> call -> resource. `bootstrap` and `import` are not among them: both are the account's, and break-glass's to run."""
