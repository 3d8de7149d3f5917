"""Cases of the rule stateful-protected."""

from dataclasses import replace

from policy.model import kinds
from tests.policy.plans import Plan, spec
from tests.policy.tables import Table

DATA = (
    Plan(spec(kinds.BUCKET, "bucket"), spec(kinds.DB_INSTANCE, "db", {"identifier": "pde"}), spec(kinds.ROLE, "role"))
    .protect("bucket")
    .protect("db")
)


def ignoring(plan: Plan, name: str, *paths: str) -> Plan:
    return Plan(*(replace(one, ignore_changes=paths) if one.name == name else one for one in plan.specs.values()))


protected = Table(
    "stateful-protected",
    ignored="Changes of `{}` are ignored.",
    keeps="It keeps data and has no `protect`, while other data of the stack has.",
)
protected.good("all of it", DATA)
protected.look_alike("nothing is protected", DATA.protect("bucket", on=False).protect("db", on=False))
protected.look_alike("a count that scaling changes", ignoring(DATA.add(spec(kinds.SERVICE, "service")), "service", "desiredCount"))
protected.look_alike(
    "a key that a restore fixed",
    ignoring(DATA.set("db", {"restoreToPointInTime": {"useLatestRestorableTime": True}}), "db", "kmsKeyId"),
)
protected.look_alike(
    "a key that a replica has of its source", ignoring(DATA.set("db", {"replicateSourceDb": "pde"}), "db", "kmsKeyId")
)
protected.look_alike(
    "ignored where nothing is protected", ignoring(Plan(spec(kinds.DB_INSTANCE, "db")), "db", "publiclyAccessible")
)
protected.bad("a database left out", DATA.protect("db", on=False), "db keeps")
protected.bad("a bucket left out", DATA.protect("bucket", on=False), "bucket keeps")
protected.bad("a queue left out", DATA.add(spec(kinds.QUEUE, "queue")), "queue keeps")
protected.bad("a key left out", DATA.add(spec(kinds.KEY, "key")), "key keeps")
for path in ("publiclyAccessible", "kmsKeyId", "*"):
    protected.bad(f"ignoring {path}", ignoring(DATA, "db", path), f"db ignored={path}")
for path in (
    *("accessControlPolicy", "accessLogs", "accessPolicies", "accessString", "acl", "advancedEventSelectors"),
    *("artifactStores", "artifacts", "assumeRolePolicy", "atRestEncryptionEnabled", "authType", "autoMinorVersionUpgrade"),
    *("automaticFailoverEnabled", "backupPolicy", "backupRetentionPeriod", "blockPublicAcls", "blockPublicPolicy"),
    *("brokerNodeGroupInfo", "bypassPolicyLockoutSafetyCheck", "certificateArn", "cidr", "cidrBlock", "cidrBlocks"),
    *("cidrIpv4", "cidrIpv6", "clientAuthentication", "cloudWatchLogsGroupArn", "configurationInfo", "connectionLogs"),
    *("containerDefinitions", "dbClusterParameterGroupName", "defaultActions", "definition", "deletionProtection"),
    *("deletionProtectionEnabled", "deletionWindowInDays", "destinationCidrBlock", "destinationIpv6CidrBlock"),
    *("desyncMitigationMode", "dropInvalidHeaderFields", "ecsTarget", "egress", "enableDeletionProtection"),
    *("enableExecuteCommand", "enableKeyRotation", "enableLogFileValidation", "enableLogging"),
    *("enabledCloudwatchLogsExports", "encryptAtRest", "encryptionConfigurations", "encryptionInfo", "encryptionKey"),
    *("entries", "eventSelectors", "executionRoleArn", "forceDestroy", "fromPort", "gatewayId", "grants"),
    *("iamDatabaseAuthenticationEnabled", "ignorePublicAcls", "imageScanningConfiguration", "imageTagMutability"),
    *("includeGlobalServiceEvents", "ingress", "inlinePolicies", "internal", "ipProtocol", "ipcMode", "ipv6CidrBlock"),
    *("ipv6CidrBlocks", "isMultiRegionTrail", "kmsKeyArn", "kmsKeyId", "kmsMasterKeyId", "lifecycleRules"),
    *("logDestination", "logDestinationConfigs", "logDestinationType", "logging", "loggingConfiguration", "loggingInfo"),
    *("loggings", "logsConfig", "managedPolicyArns", "mapPublicIpOnLaunch", "multiAz", "multiAzEnabled"),
    *("networkConfiguration", "networkMode", "noPasswordRequired", "parameterGroupName", "parameters"),
    *("performanceInsightsKmsKeyId", "permissionsBoundary", "pidMode", "platformVersion", "pointInTimeRecovery", "policy"),
    *("policyArn", "policyArns", "prefixListId", "prefixListIds", "privateDnsEnabled", "protocol", "publiclyAccessible"),
    *(
        "recoveryWindowInDays",
        "referencedSecurityGroupId",
        "replicas",
        "requireTls",
        "restrictPublicBuckets",
        "retentionInDays",
        "roleArn",
        "role",
    ),
    *("routes", "rule", "ruleJson", "rules", "s3BucketName", "secondaryArtifacts", "securityGroupIds", "self", "securityGroups"),
    *(
        "serviceRole",
        "serverProperties",
        "serverSideEncryption",
        "serverSideEncryptionConfiguration",
        "serviceConnectConfiguration",
    ),
    *(
        "skipFinalSnapshot",
        "sharedAccounts",
        "snapshotRetentionLimit",
        "sourceSecurityGroupId",
        "sqsManagedSseEnabled",
        "sslPolicy",
    ),
    *("storageEncrypted", "targetBucket", "targetKeyId", "taskRoleArn", "toPort", "trafficType"),
    *("transitEncryptionEnabled", "transitEncryptionMode", "userGroupId", "userGroupIds", "userIds", "versioning"),
    *("versioningConfiguration", "volumes", "vpcConfig", "vpcConfigs", "vpcSecurityGroupIds"),
    *('["publiclyAccessible"]', "['kmsKeyId']", '["policy"].x', "policy[0]"),
):
    protected.bad(f"ignoring {path} of anything", ignoring(DATA, "role", path), f"role ignored={path}")
for token, words in {
    kinds.ATTACHMENT: "groups roles users",
    kinds.BACKUP_SELECTION: "conditions notResources resources selectionTags",
    kinds.BUILD: "environment source",
    kinds.CACHE_SUBNETS: "subnetIds",
    kinds.CLUSTER: "configuration settings",
    kinds.DB_SUBNETS: "subnetIds",
    kinds.PARAMETER: "type",
    kinds.PIPELINE: "stages",
    kinds.SCHEDULE: "target",
    kinds.SECURITY_GROUP_RULE: "type",
}.items():
    for path in words.split():
        protected.bad(
            f"ignoring {path} of {token}", ignoring(DATA.add(spec(token, "other")), "other", path), f"other ignored={path}"
        )
        protected.look_alike(f"ignoring {path}, which is not that of {token}", ignoring(DATA, "role", path))
STREAM = DATA.add(spec(kinds.KAFKA_CLUSTER, "stream")).protect("stream")
for path in ("brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize", "brokerNodeGroupInfo[0].storageInfo"):
    protected.look_alike(f"ignoring {path}", ignoring(STREAM, "stream", path))
protected.bad(
    "ignoring who reaches brokers",
    ignoring(STREAM, "stream", "brokerNodeGroupInfo.connectivityInfo"),
    "stream ignored=brokerNodeGroupInfo.connectivityInfo",
)
protected.bad(
    "ignoring the storage of something else", ignoring(STREAM, "stream", "policy.storageInfo"), "stream ignored=policy.storageInfo"
)
for token, path in (
    *((kinds.LISTENER_RULE, "actions"), (kinds.PARAMETER, "insecureValue"), (kinds.PARAMETER, "value")),
    *((kinds.DB_INSTANCE, "restoreToPointInTime"), (kinds.SERVICE, "taskDefinition"), (kinds.FUNCTION, "environment")),
):
    protected.look_alike(f"ignoring {path} of {token}", ignoring(DATA.add(spec(token, "other")).protect("other"), "other", path))
for path in ("password", "authToken", "tags.policy", '["tags"]["policy"]', "", "policyX", "desiredCount[*]"):
    protected.look_alike(f"ignoring `{path}`", ignoring(DATA, "role", path))
protected.bad("ignoring a role's trust", ignoring(DATA, "role", "tags", "assumeRolePolicy"), "role ignored=assumeRolePolicy")
protected.bad(
    "ignoring a part by its name",
    ignoring(DATA.add(spec(kinds.KAFKA_CLUSTER, "stream")).protect("stream"), "stream", "encryptionInfo.encryptionInTransit"),
    "stream ignored=encryptionInfo.encryptionInTransit",
)
protected.bad(
    "ignoring a part",
    ignoring(DATA.add(spec(kinds.SECURITY_GROUP, "group")), "group", "ingress[0].cidrBlocks"),
    "group ignored=ingress[0].cidrBlocks",
)
