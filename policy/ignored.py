"""Which properties Pulumi may not be told to leave as they are."""

import re
from collections.abc import Mapping
from typing import Final

from policy import kinds
from policy.graph import Resource
from policy.values import is_absent

# Properties that keep something closed, encrypted, recoverable or on record: a change that Pulumi ignores would stay. Passwords,
# tokens and values are not among them, as somebody else may have the task of changing those, nor is what deployments and scaling
# change. Words that mean something else elsewhere count for some types alone.
_SECURITY: Final = frozenset(
    {
        *("accessControlPolicy", "accessPolicies", "accessString", "acl", "assumeRolePolicy", "authType", "blockPublicAcls"),
        *("blockPublicPolicy", "brokerNodeGroupInfo", "bypassPolicyLockoutSafetyCheck", "certificateArn", "cidr", "cidrBlock"),
        *("cidrBlocks", "cidrIpv4", "cidrIpv6", "clientAuthentication", "configurationInfo", "containerDefinitions"),
        *("defaultActions", "definition", "destinationCidrBlock", "destinationIpv6CidrBlock", "desyncMitigationMode"),
        *("dropInvalidHeaderFields", "ecsTarget", "egress", "enableExecuteCommand", "entries", "executionRoleArn", "fromPort"),
        *("gatewayId", "grants", "iamDatabaseAuthenticationEnabled", "ignorePublicAcls", "ingress", "inlinePolicies"),
        *("internal", "ipProtocol", "ipcMode", "ipv6CidrBlock", "ipv6CidrBlocks", "managedPolicyArns", "mapPublicIpOnLaunch"),
        *("networkConfiguration", "networkMode", "noPasswordRequired", "permissionsBoundary", "pidMode", "platformVersion"),
        *("policy", "policyArn", "policyArns", "prefixListId", "prefixListIds", "privateDnsEnabled", "protocol"),
        *(
            "publiclyAccessible",
            "referencedSecurityGroupId",
            "requireTls",
            "restrictPublicBuckets",
            "role",
            "roleArn",
            "routes",
            "rule",
            "ruleJson",
        ),
        *("rules", "securityGroupIds", "self", "securityGroups", "serverProperties", "serviceRole", "serviceConnectConfiguration"),
        *("sourceSecurityGroupId", "sslPolicy", "taskRoleArn", "toPort", "userGroupId", "userGroupIds", "userIds", "vpcConfig"),
        *("vpcConfigs", "vpcSecurityGroupIds"),
        *("artifactStores", "artifacts", "atRestEncryptionEnabled", "dbClusterParameterGroupName", "enableKeyRotation"),
        *("encryptAtRest", "encryptionConfigurations", "encryptionInfo", "encryptionKey", "kmsKeyArn", "kmsKeyId"),
        *("kmsMasterKeyId", "parameterGroupName", "parameters", "performanceInsightsKmsKeyId", "secondaryArtifacts"),
        *("serverSideEncryption", "serverSideEncryptionConfiguration", "sqsManagedSseEnabled", "storageEncrypted"),
        *("targetKeyId", "transitEncryptionEnabled", "transitEncryptionMode", "volumes"),
        *("autoMinorVersionUpgrade", "automaticFailoverEnabled", "backupPolicy", "backupRetentionPeriod", "deletionProtection"),
        *("deletionProtectionEnabled", "deletionWindowInDays", "enableDeletionProtection", "forceDestroy"),
        *("imageTagMutability", "lifecycleRules", "multiAz", "multiAzEnabled", "pointInTimeRecovery", "recoveryWindowInDays"),
        *("replicas", "retentionInDays", "skipFinalSnapshot", "sharedAccounts", "snapshotRetentionLimit", "versioning"),
        "versioningConfiguration",
        *("accessLogs", "advancedEventSelectors", "cloudWatchLogsGroupArn", "connectionLogs", "enableLogFileValidation"),
        *("enableLogging", "enabledCloudwatchLogsExports", "eventSelectors", "imageScanningConfiguration"),
        *("includeGlobalServiceEvents", "isMultiRegionTrail", "logDestination", "logDestinationConfigs", "logDestinationType"),
        *("logging", "loggingConfiguration", "loggingInfo", "loggings", "logsConfig", "s3BucketName", "targetBucket"),
        "trafficType",
    }
)
_SECURITY_OF: Final[Mapping[str, frozenset[str]]] = {
    kinds.ATTACHMENT: frozenset({"groups", "roles", "users"}),
    kinds.BACKUP_SELECTION: frozenset({"conditions", "notResources", "resources", "selectionTags"}),
    kinds.BUILD: frozenset({"environment", "source"}),
    kinds.CACHE_SUBNETS: frozenset({"subnetIds"}),
    kinds.CLUSTER: frozenset({"configuration", "settings"}),
    kinds.DB_SUBNETS: frozenset({"subnetIds"}),
    kinds.PARAMETER: frozenset({"type"}),
    kinds.PIPELINE: frozenset({"stages"}),
    kinds.SCHEDULE: frozenset({"target"}),
    kinds.SECURITY_GROUP_RULE: frozenset({"type"}),
}
# Disks of brokers grow by themselves.
_GROWING: Final = ("brokerNodeGroupInfo", "storageInfo")
# The steps of a property path, which may be written `name`, `name.x`, `name[0]` or `["name"]`.
_STEPS: Final = re.compile(r"""[^.\[\]"']+""")
# What a restore has fixed: AWS would replace the database to change it.
_RESTORED: Final = ("restoreToPointInTime", "snapshotIdentifier", "replicateSourceDb")
_BY_RESTORE: Final = frozenset({"kmsKeyId", "storageEncrypted"})


def leaves_open(resource: Resource, ignored: str) -> bool:
    """Whether ignoring changes at a path lets somebody open something by hand."""
    steps = tuple(step for step in _STEPS.findall(ignored) if not step.isdigit())
    if not steps or steps[:2] == _GROWING or (steps[0] in _BY_RESTORE and _is_restored(resource)):
        return False
    return steps[0] == "*" or is_security(resource.type, steps[0])


def is_security(token: str, name: str) -> bool:
    """Whether a property of a type keeps something closed, encrypted, recoverable or on record."""
    return name in _SECURITY or name in _SECURITY_OF.get(token, ())


def _is_restored(resource: Resource) -> bool:
    return any(not is_absent(resource.get(path)) for path in _RESTORED)
