"""Which calls of AWS's APIs each operations command makes, and on what: what an operator's statements are held to."""

from collections.abc import Mapping

from ops.command import found

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
RECORD, DEPLOYED = (_arn("ssm", f"parameter/{PATH}/{kind}/api") for kind in ("images", "deployed"))
DATABASE = _arn("rds", f"db:{STACK}-database")
VAULT = _arn("backup", f"backup-vault:{STACK}-backup")
BUCKET = f"arn:aws:s3:::{STACK}-data-{ACCOUNT}"
MODEL = f"{BUCKET}/models/quick_model.json"
STATE = f"arn:aws:s3:::example-platform-state/{PATH}/.pulumi/stacks/platform/production.json"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/acct-shared-deployer-pde-production"

RESOURCES: Mapping[str, tuple[str, ...]] = {
    "account:GetRegionOptStatus": (f"arn:aws:account::{ACCOUNT}:account",),
    "application-autoscaling:RegisterScalableTarget": (_arn("application-autoscaling", "scalable-target/abc"),),
    "backup:DescribeBackupVault": (VAULT,),
    "backup:ListRecoveryPointsByBackupVault": (VAULT,),
    "bedrock:GetInferenceProfile": (_arn("bedrock", "inference-profile/ca.amazon.nova-lite-v1:0"),),
    "cloudwatch:DescribeAlarms": (_arn("cloudwatch", f"alarm:{STACK}-api-errors"),),
    "ecr:BatchCheckLayerAvailability": (REPOSITORY,),
    "ecr:BatchGetImage": (REPOSITORY, STAGING),
    "ecr:CompleteLayerUpload": (REPOSITORY,),
    "ecr:DescribeImageScanFindings": (REPOSITORY,),
    "ecr:DescribeImageSigningStatus": (REPOSITORY,),
    "ecr:DescribeImages": (REPOSITORY, STAGING),
    "ecr:GetDownloadUrlForLayer": (REPOSITORY, STAGING),
    "ecr:InitiateLayerUpload": (REPOSITORY,),
    "ecr:PutImage": (REPOSITORY,),
    "ecr:UploadLayerPart": (REPOSITORY,),
    "ecs:DescribeServiceDeployments": (DEPLOYMENT,),
    "ecs:DescribeServices": (SERVICE,),
    "ecs:DescribeTasks": (TASK,),
    "ecs:ExecuteCommand": (TASK, CLUSTER),
    "ecs:ListServiceDeployments": (SERVICE,),
    "ecs:StopServiceDeployment": (DEPLOYMENT,),
    "ecs:UpdateService": (SERVICE,),
    "elasticache:DescribeReplicationGroups": (_arn("elasticache", f"replicationgroup:{STACK}-cache"),),
    "iam:GetPolicy": (f"arn:aws:iam::{ACCOUNT}:policy/acct-shared-boundary-pde-production",),
    "iam:GetRole": (f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",),
    "kafka:DescribeClusterV2": (_arn("kafka", f"cluster/{STACK}-stream/abc"),),
    "logs:DescribeLogStreams": (LOGS,),
    "logs:FilterLogEvents": (LOGS,),
    "logs:GetLogEvents": (LOGS,),
    "rds:DescribeDBClusters": (_arn("rds", f"cluster:{STACK}-database"),),
    "rds:DescribeDBInstanceAutomatedBackups": (_arn("rds", "auto-backup:ab-abc"),),
    "rds:DescribeDBInstances": (DATABASE,),
    "route53:GetHostedZone": ("arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",),
    "s3:GetObject": (STATE, MODEL),
    "s3:GetReplicationConfiguration": (BUCKET,),
    "s3:ListBucket": ("arn:aws:s3:::example-platform-state", BUCKET),
    "s3:PutObject": (MODEL,),
    "secretsmanager:DescribeSecret": (_arn("secretsmanager", f"secret:/{PATH}/database-abc"),),
    "sqs:GetQueueAttributes": (_arn("sqs", f"{STACK}-jobs"),),
    "ssm:GetParameter": (RECORD, f"{RECORD.partition(PATH)[0]}pre-delinquency-engine/staging/images/api"),
    "ssm:GetParameterHistory": (RECORD, DEPLOYED),
    "ssm:GetParameters": (RECORD,),
    "ssm:GetParametersByPath": (RECORD.removesuffix("/api"), DEPLOYED.removesuffix("/api")),
    "ssm:PutParameter": (RECORD,),
    "states:DescribeExecution": (EXECUTION,),
    "states:GetExecutionHistory": (EXECUTION,),
    "states:ListExecutions": (MIGRATION,),
    "states:StartExecution": (MIGRATION,),
    "states:StopExecution": (EXECUTION,),
    "sts:AssumeRole": (DEPLOYER,),
    "kms:Decrypt": (_arn("kms", "key/abc"),),
    "kms:GenerateDataKey": (_arn("kms", "key/abc"),),
}
"""Call -> what it is made on; `*` for what is not among them."""
OF_ACCOUNT = ("kms:DescribeKey", "s3:GetEncryptionConfiguration")
"""What `preflight` of the account's own stack takes, which is an administrator's."""
OF_PULUMI = ("s3:GetObject", "s3:ListBucket", "kms:Decrypt", "sts:AssumeRole")
"""What reading outputs and becoming the deployer for `pulumi up` take."""


def calls() -> dict[str, tuple[str, ...]]:
    """Return what each command calls, as it says itself.

    `bootstrap` and `import` are not among them: both are the account's, and break-glass's to run.
    """
    own = {name: command.calls for name, command in found().items() if name not in ("bootstrap", "import")}
    own["preflight"] = tuple(call for call in own["preflight"] if call not in OF_ACCOUNT)
    return {**own, "every one of them": OF_PULUMI}
