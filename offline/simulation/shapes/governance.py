"""Answers of identity, keys, logs, alarms, audit, backup and budgets; and of providers other than AWS."""

import base64
from collections.abc import Mapping
from typing import Final

from offline.simulation.shapes.templates import AnswerContext, AnswerTemplate, account_wide, by_arn, companion, named, regional
from offline.simulation.values import Secret


def _key_id(context: AnswerContext) -> str:
    return f"mrk-{context.identity.hex(32)}" if context["multiRegion"] else context.identity.uuid()


def _target_key_arn(context: AnswerContext) -> str:
    key = str(context["targetKeyId"])
    return key if key.startswith("arn:") else context.fill(regional("kms", "key/{targetKeyId}"))


def _issuer(context: AnswerContext) -> str:
    return str(context["url"]).removeprefix("https://")


def _oidc_arn(context: AnswerContext) -> str:
    return context.fill(account_wide("iam", "oidc-provider/")) + _issuer(context)


def _subscription(context: AnswerContext) -> str:
    return context.fill(regional("securityhub", "subscription/")) + str(context["standardsArn"]).partition(":standards/")[2]


def _password(context: AnswerContext) -> Secret:
    """As long as asked, with one character of each class at least, like the real provider's; other `keepers`, another password."""
    length = int(context["length"])
    text = context.identity.mixed(length, f"password{context['keepers'] or ''}")
    sample = "aA0" + ("!" if context["special"] is not False and not context["overrideSpecial"] else "")
    return Secret((sample + text)[:length])


_ALPHABET: Final[AnswerTemplate] = dict.fromkeys(("lower", "upper", "number", "numeric", "special"), True)


def _bytes(context: AnswerContext) -> str:
    return context.identity.hex(2 * int(context["length"]), "bytes")


def _base64(context: AnswerContext) -> Secret:
    return Secret(base64.b64encode(bytes.fromhex(_bytes(context))).decode())


GOVERNANCE: Final[Mapping[str, AnswerTemplate]] = {
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
        "rotationPeriodInDays": lambda context: 365 if context["enableKeyRotation"] else 0,
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
    "aws:guardduty/detectorFeature:DetectorFeature": {"id": "{detectorId}/{name}"},
    "aws:securityhub/account:Account": {"id": "{account}", "arn": regional("securityhub", "hub/default")},
    "aws:securityhub/standardsSubscription:StandardsSubscription": by_arn(_subscription),
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": {"id": "{account}", "accountId": "{account}"},
    "aws:ebs/encryptionByDefault:EncryptionByDefault": {"id": "terraform-{digits20}"},
    "aws:costexplorer/costAllocationTag:CostAllocationTag": {"id": "{tagKey}", "type": "UserDefined"},
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
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": {
        "id": "{name}",
        "arn": regional("backup", "restore-testing-plan:{name}-{uuid}"),
    },
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {"id": "{name}:{restoreTestingPlanName}"},
    "aws:budgets/budget:Budget": {
        "id": "{account}:{name}",
        "accountId": "{account}",
        "arn": account_wide("budgets", "budget/{name}"),
    },
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": by_arn(account_wide("ce", "anomalymonitor/{uuid}")),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": by_arn(
        account_wide("ce", "anomalysubscription/{uuid}"), accountId="{account}"
    ),
    "aws:signer/signingProfile:SigningProfile": named(
        "signer", "/signing-profiles/{name}", version="{mixed10}", versionArn="{arn}/{version}", status="Active"
    ),
    "aws:ssm/document:Document": named("ssm", "document/{name}"),
    "random:index/randomPassword:RandomPassword": {
        **_ALPHABET,
        "id": "none",
        "result": _password,
        "bcryptHash": "$2a$10${mixed53}",
    },
    "random:index/randomString:RandomString": {**_ALPHABET, "result": lambda context: _password(context).value, "id": "{result}"},
    "random:index/randomBytes:RandomBytes": {"id": "{hex32}", "base64": _base64, "hex": lambda context: Secret(_bytes(context))},
    "random:index/randomId:RandomId": {
        "hex": lambda context: context.identity.hex(2 * int(context["byteLength"])),
        "id": "{hex}",
        "b64Url": "{hex}",
        "b64Std": "{hex}",
        "dec": "{digits12}",
    },
    "random:index/randomUuid:RandomUuid": {"result": "{uuid}", "id": "{result}"},
}
