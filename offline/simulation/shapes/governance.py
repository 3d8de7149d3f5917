"""Answers of identity, keys, logs, alarms, audit, backup and budgets; and of providers other than AWS."""

import base64
from collections.abc import Mapping
from typing import Final

from offline.simulation.shapes.templates import Facts, Shape, account_wide, by_arn, companion, named, regional
from offline.simulation.values import Secret


def _key_id(facts: Facts) -> str:
    return f"mrk-{facts.identity.hex(32)}" if facts["multiRegion"] else facts.identity.uuid()


def _target_key_arn(facts: Facts) -> str:
    key = str(facts["targetKeyId"])
    return key if key.startswith("arn:") else facts.fill(regional("kms", "key/{targetKeyId}"))


def _issuer(facts: Facts) -> str:
    return str(facts["url"]).removeprefix("https://")


def _oidc_arn(facts: Facts) -> str:
    return facts.fill(account_wide("iam", "oidc-provider/")) + _issuer(facts)


def _password(facts: Facts) -> Secret:
    """As long as asked, with one character of each class at least, like the real provider's; other `keepers`, another password."""
    length = int(facts["length"])
    text = facts.identity.mixed(length, f"password{facts['keepers'] or ''}")
    sample = "aA0" + ("!" if facts["special"] is not False and not facts["overrideSpecial"] else "")
    return Secret((sample + text)[:length])


_ALPHABET: Final[Shape] = dict.fromkeys(("lower", "upper", "number", "numeric", "special"), True)


def _bytes(facts: Facts) -> str:
    return facts.identity.hex(2 * int(facts["length"]), "bytes")


def _base64(facts: Facts) -> Secret:
    return Secret(base64.b64encode(bytes.fromhex(_bytes(facts))).decode())


GOVERNANCE: Final[Mapping[str, Shape]] = {
    "aws:iam/role:Role": {
        "path": "/",
        "id": "{name}",
        "arn": account_wide("iam", "role{path}{name}"),
        "uniqueId": "AROA{upper17}",
        "maxSessionDuration": 3600,
    },
    "aws:iam/policy:Policy": {"path": "/", **by_arn(account_wide("iam", "policy{path}{name}")), "policyId": "ANPA{upper17}"},
    "aws:iam/user:User": {"path": "/", "id": "{name}", "arn": account_wide("iam", "user{path}{name}"), "uniqueId": "AIDA{upper17}"},
    "aws:iam/group:Group": {
        "path": "/",
        "id": "{name}",
        "arn": account_wide("iam", "group{path}{name}"),
        "uniqueId": "AGPA{upper17}",
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        "path": "/",
        "id": "{name}",
        "arn": account_wide("iam", "instance-profile{path}{name}"),
        "uniqueId": "AIPA{upper17}",
    },
    "aws:iam/rolePolicy:RolePolicy": {"id": "{role}:{name}"},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {"id": "{role}/{policyArn}"},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": by_arn(_oidc_arn),
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": {"id": "iam-account-password-policy"},
    "aws:accessanalyzer/analyzer:Analyzer": {"id": "{analyzerName}", "arn": regional("access-analyzer", "analyzer/{analyzerName}")},
    "aws:kms/key:Key": {
        "keyId": _key_id,
        "id": "{keyId}",
        "arn": regional("kms", "key/{keyId}"),
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "keyUsage": "ENCRYPT_DECRYPT",
        "rotationPeriodInDays": lambda facts: 365 if facts["enableKeyRotation"] else 0,
    },
    "aws:kms/replicaKey:ReplicaKey": {
        "keyId": "{primaryKeyArn:tail}",
        "id": "{keyId}",
        "arn": regional("kms", "key/{keyId}"),
        "keyUsage": "ENCRYPT_DECRYPT",
    },
    "aws:kms/alias:Alias": named("kms", "{name}", targetKeyArn=_target_key_arn),
    "aws:kms/keyPolicy:KeyPolicy": companion("keyId"),
    "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:{name}", logGroupClass="STANDARD"),
    "aws:cloudwatch/logStream:LogStream": named("logs", "log-group:{logGroupName}:log-stream:{name}"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": companion("policyName"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": companion("name"),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {"id": "cwlsf-{digits10}"},
    "aws:cloudwatch/queryDefinition:QueryDefinition": {"queryDefinitionId": "{uuid}", "id": "{queryDefinitionId}"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:{name}"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {"id": "{alarmName}", "arn": regional("cloudwatch", "alarm:{alarmName}")},
    "aws:cloudwatch/dashboard:Dashboard": {
        "id": "{dashboardName}",
        "dashboardArn": account_wide("cloudwatch", "dashboard/{dashboardName}"),
    },
    "aws:xray/samplingRule:SamplingRule": {"id": "{ruleName}", "arn": regional("xray", "sampling-rule/{ruleName}")},
    "aws:cloudtrail/trail:Trail": by_arn(regional("cloudtrail", "trail/{name}"), homeRegion="{region}"),
    "aws:guardduty/detector:Detector": {
        "id": "{hex32}",
        "arn": regional("guardduty", "detector/{id}"),
        "accountId": "{account}",
    },
    "aws:cfg/recorder:Recorder": companion("name"),
    "aws:backup/vault:Vault": named("backup", "backup-vault:{name}", recoveryPoints=0),
    "aws:backup/vaultPolicy:VaultPolicy": {
        "id": "{backupVaultName}",
        "backupVaultArn": regional("backup", "backup-vault:{backupVaultName}"),
    },
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {
        "id": "{backupVaultName}",
        "backupVaultArn": regional("backup", "backup-vault:{backupVaultName}"),
    },
    "aws:backup/plan:Plan": {"id": "{uuid}", "arn": regional("backup", "backup-plan:{id}"), "version": "{mixed48}"},
    "aws:backup/selection:Selection": {"id": "{uuid}"},
    "aws:budgets/budget:Budget": {
        "id": "{account}:{name}",
        "accountId": "{account}",
        "arn": account_wide("budgets", "budget/{name}"),
    },
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": by_arn(account_wide("ce", "anomalymonitor/{uuid}")),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": by_arn(
        account_wide("ce", "anomalysubscription/{uuid}"), accountId="{account}"
    ),
    "aws:ssm/document:Document": named("ssm", "document/{name}"),
    "random:index/randomPassword:RandomPassword": {
        **_ALPHABET,
        "id": "none",
        "result": _password,
        "bcryptHash": "$2a$10${mixed53}",
    },
    "random:index/randomString:RandomString": {**_ALPHABET, "result": lambda facts: _password(facts).value, "id": "{result}"},
    "random:index/randomBytes:RandomBytes": {"id": "{hex32}", "base64": _base64, "hex": lambda facts: Secret(_bytes(facts))},
    "random:index/randomId:RandomId": {
        "hex": lambda facts: facts.identity.hex(2 * int(facts["byteLength"])),
        "id": "{hex}",
        "b64Url": "{hex}",
        "b64Std": "{hex}",
        "dec": "{digits12}",
    },
    "random:index/randomUuid:RandomUuid": {"result": "{uuid}", "id": "{result}"},
}
