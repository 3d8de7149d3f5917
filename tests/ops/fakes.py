"""What moto lacks: answers that botocore's models of the operations accept, from the recorded plan where it says anything."""

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tests.ops.driving import Ops
from tests.ops.front import Fake, RefusedError

TABLE: Final[Mapping[str, str]] = {
    "ecr:GetDownloadUrlForLayer": "an address on loopback, where the layer of the made-up image is",
    "backup:ListRecoveryPointsByBackupVault": "a recovery point of four hours ago, in any vault",
    "backup:ListRestoreJobs": "a restore of the stack's database that took 42 minutes",
    "rds:DescribeDBInstanceAutomatedBackups": "a week of backups, replicated or not, that reach to five minutes ago",
    "rds:DescribeDBEngineVersions": "two versions of whatever is asked for",
    "rds:DescribeOrderableDBInstanceOptions": "that the class can be had",
    "rds:DescribeSourceRegions": "that backups may be replicated from there",
    "elasticache:DescribeCacheEngineVersions": "the version that is asked for",
    "kafka:ListKafkaVersions": "3.9.x.kraft, and an older one that is deprecated",
    "bedrock:GetFoundationModelAvailability": "that the account may use it",
    "bedrock:GetInferenceProfile": "an active one of Canada's two regions",
    "secretsmanager:DescribeSecret": "a secret that was changed 90 days ago",
    "account:GetRegionOptStatus": "that the region is on",
    "service-quotas:GetServiceQuota": "that nothing was granted, so that the default is asked for",
    "service-quotas:GetAWSDefaultServiceQuota": "1000",
    "ce:GetCostAndUsage": "60 USD a day since the first, for two services",
    "ecs:DescribeTasks": "the task of a session, as the test has it",
    "ecs:ExecuteCommand": "a session, where the task's agent runs",
    "stepfunctions:GetExecutionHistory": "that the task was started, once the test says so; moto's history is always the same",
}
"""Operation -> what the fake answers. docs/operations.md lists it, and a test holds that."""


def fakes(ops: Ops) -> dict[tuple[str, str], Fake]:
    """Return a fake for each operation of the table."""
    made: dict[str, Fake] = {
        "ecr:GetDownloadUrlForLayer": _download,
        "backup:ListRecoveryPointsByBackupVault": lambda _: {"RecoveryPoints": [_point(ops)]},
        "backup:ListRestoreJobs": lambda _: {"RestoreJobs": [_restore(ops)]},
        "rds:DescribeDBInstanceAutomatedBackups": lambda asked: _backups(ops, asked),
        "rds:DescribeDBEngineVersions": _versions,
        "rds:DescribeOrderableDBInstanceOptions": _orderable,
        "rds:DescribeSourceRegions": lambda asked: {
            "SourceRegions": [{"RegionName": asked["RegionName"], "SupportsDBInstanceAutomatedBackupsReplication": True}]
        },
        "elasticache:DescribeCacheEngineVersions": lambda asked: {"CacheEngineVersions": [dict(asked)]},
        "kafka:ListKafkaVersions": lambda _: {
            "KafkaVersions": [{"Version": "3.9.x.kraft", "Status": "ACTIVE"}, {"Version": "2.1.0", "Status": "DEPRECATED"}]
        },
        "bedrock:GetFoundationModelAvailability": _available,
        "bedrock:GetInferenceProfile": _profile,
        "secretsmanager:DescribeSecret": lambda asked: {
            "ARN": asked["SecretId"],
            "LastChangedDate": ops.clock.now() - timedelta(days=90),
        },
        "account:GetRegionOptStatus": lambda asked: {**asked, "RegionOptStatus": "ENABLED_BY_DEFAULT"},
        "service-quotas:GetServiceQuota": _not_granted,
        "service-quotas:GetAWSDefaultServiceQuota": lambda _: {"Quota": {"Value": 1000.0}},
        "ce:GetCostAndUsage": lambda asked: _spent(ops, asked),
        "ecs:DescribeTasks": lambda asked: {"tasks": [{"taskArn": arn, **ops.task} for arn in asked["tasks"]]},
        "ecs:ExecuteCommand": lambda asked: _session(ops, asked),
        "stepfunctions:GetExecutionHistory": lambda asked: _history(ops, asked),
    }
    assert made.keys() == TABLE.keys()
    return {(service, operation): fake for name, fake in made.items() for service, _, operation in [name.partition(":")]}


def _download(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"downloadUrl": f"{os.environ['AWS_ENDPOINT_URL']}/blob/{asked['layerDigest']}", "layerDigest": asked["layerDigest"]}


def _history(ops: Ops, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    task = ops.tasks.get(asked["executionArn"])
    started = {"timestamp": ops.clock.now(), "type": "ExecutionStarted", "id": 1}
    if task is None:
        return {"events": [started]}
    output = json.dumps({"Tasks": [{"TaskArn": task}]})
    details = {"resourceType": "ecs", "resource": "runTask.sync", "output": output}
    return {
        "events": [started, {"timestamp": ops.clock.now(), "type": "TaskSubmitted", "id": 2, "taskSubmittedEventDetails": details}]
    }


def _session(ops: Ops, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    (container,) = ops.task["containers"]
    if container["name"] != asked["container"] or container["managedAgents"][0]["lastStatus"] != "RUNNING":
        raise RefusedError("TargetNotConnectedException", "the agent does not run")
    session = {"sessionId": "ecs-execute-command-1", "streamUrl": "wss://example.com/stream", "tokenValue": "made-up-token"}
    return {"clusterArn": asked["cluster"], "containerName": asked["container"], "session": session, "interactive": True}


def _point(ops: Ops) -> Mapping[str, Any]:
    return {"Status": "COMPLETED", "CreationDate": ops.clock.now() - timedelta(hours=4)}


def _restore(ops: Ops) -> Mapping[str, Any]:
    ended = ops.clock.now() - timedelta(days=2)
    return {
        "Status": "COMPLETED",
        "BackupVaultArn": "arn:aws:backup:us-west-2:111122223333:backup-vault:pde-production-backup-recovery",
        "CreationDate": ended - timedelta(minutes=42),
        "CompletionDate": ended,
    }


def _backups(ops: Ops, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    window = {"EarliestTime": ops.clock.now() - timedelta(days=7), "LatestTime": ops.clock.now() - timedelta(minutes=5)}
    return {"DBInstanceAutomatedBackups": [{**asked, "RestoreWindow": window}]}


def _versions(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    version = asked["EngineVersion"]
    return {"DBEngineVersions": [{"Engine": asked["Engine"], "EngineVersion": f"{version}.{minor}"} for minor in (1, 2)]}


def _orderable(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"OrderableDBInstanceOptions": [{"Engine": asked["Engine"], "DBInstanceClass": asked["DBInstanceClass"]}]}


def _available(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "modelId": asked["modelId"],
        "agreementAvailability": {"status": "AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "NOT_AVAILABLE",
    }


def _profile(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    name = asked["inferenceProfileIdentifier"]
    regions = ("ca-central-1", "ca-west-1")
    return {
        "inferenceProfileName": "made up",
        "inferenceProfileArn": f"arn:aws:bedrock:ca-central-1:111122223333:inference-profile/{name}",
        "inferenceProfileId": name,
        "models": [{"modelArn": f"arn:aws:bedrock:{region}::foundation-model/{name.partition('.')[2]}"} for region in regions],
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    }


def _not_granted(_: Mapping[str, Any]) -> Mapping[str, Any]:
    raise RefusedError("NoSuchResourceException", "the quota has its default")


def _spent(ops: Ops, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    values = {part["Tags"]["Key"]: part["Tags"]["Values"] for part in asked["Filter"]["And"]}
    assert values == {"System": ["pre-delinquency-engine"], "Environment": ["production"]}
    days = max(1, ops.clock.now().day - 1)
    groups = [
        {"Keys": [name], "Metrics": {"UnblendedCost": {"Amount": str(usd * days), "Unit": "USD"}}}
        for name, usd in (("Amazon Elastic Container Service", 40), ("Amazon Relational Database Service", 20))
    ]
    return {"ResultsByTime": [{"TimePeriod": asked["TimePeriod"], "Groups": groups, "Estimated": True}]}
