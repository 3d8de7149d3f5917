"""Which properties may not be among a resource's `ignore_changes`."""

import re
from collections.abc import Mapping
from typing import Final

from policy.knowledge.activity_logs import ACTIVITY_LOGS
from policy.knowledge.at_rest import AT_REST
from policy.knowledge.database_engines import SOURCE, is_restored
from policy.knowledge.encryption_and_logs import AUDIT_BUCKETS
from policy.knowledge.exposure import AUTHORIZED, EXPOSURE
from policy.knowledge.http_routes import API
from policy.knowledge.iam.resource_policies import RESOURCE_POLICIES
from policy.knowledge.in_transit import IN_TRANSIT
from policy.knowledge.network.elastic_addresses import EIP
from policy.knowledge.network.endpoint_services import ENDPOINT_SERVICE
from policy.knowledge.openapi import REST_API
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.values import is_absent

# Properties that keep something closed, encrypted, recoverable or on record: a change that Pulumi ignores would stay. Passwords,
# tokens and values are not among them, as rotation changes those outside Pulumi, nor is what deployments and scaling
# change. Words that mean something else elsewhere count for some types alone.
_LISTED: Final = """
    accessControlPolicy accessLogs accessLogSettings accessPolicies accessString acl aclName adminPasswordSecretKmsKeyId
    advancedEventSelectors apiKeyRequired applicationFailureFeedbackRoleArn applicationSuccessFeedbackRoleArn artifacts
    artifactStores assumeRolePolicy atRestEncryptionEnabled authType automaticFailoverEnabled autoMinorVersionUpgrade
    backupPolicy backupRetentionPeriod blockPublicAcls blockPublicPolicy brokerNodeGroupInfo bucketName
    bypassPolicyLockoutSafetyCheck certificateArn cidr cidrBlock cidrBlocks cidrIpv4 cidrIpv6 clientAuthentication
    cloudwatchLogGroupArn cloudWatchLogsGroupArn condition configurationInfo connectionLogs containerDefinitions
    dbClusterParameterGroupName defaultAction defaultActions defaultRouteSettings definition deletionProtection
    deletionProtectionEnabled deletionWindowInDays destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId
    desyncMitigationMode dropInvalidHeaderFields ecsTarget egress enableCloudwatchLogsExports enabledCloudwatchLogsExports
    enabledClusterLogTypes enableDeletionProtection enableExecuteCommand enableKeyRotation enableLogFileValidation
    enableLogging encryptAtRest encryptionConfigurations encryptionInfo encryptionKey entries eventSelectors eventSourceToken
    executionRoleArn firehoseFailureFeedbackRoleArn firehoseSuccessFeedbackRoleArn forceDestroy fromPort gatewayId
    granteePrincipal grants healthCheckLogs httpFailureFeedbackRoleArn httpSuccessFeedbackRoleArn
    iamDatabaseAuthenticationEnabled ignorePublicAcls imageScanningConfiguration imageTagMutability
    imageTagMutabilityExclusionFilters includeGlobalServiceEvents ingress inlinePolicies inlinePolicy internal ipcMode ipProtocol
    ipv6CidrBlock ipv6CidrBlocks isMultiRegionTrail kmsKeyArn kmsKeyId kmsKeyIdentifier kmsMasterKeyId
    lambdaFailureFeedbackRoleArn lambdaSuccessFeedbackRoleArn lifecycleRules logConfig logConfiguration logDelivery
    logDeliveryConfigurations logDestination logDestinationConfigs logDestinationType logExports logging loggingConfig
    loggingConfiguration loggingInfo loggingRole loggings logPublishingOptions logsConfig manageAdminPassword
    managedPolicyArn managedPolicyArns managedRuleGroup manageMasterPassword manageMasterUserPassword mapPublicIpOnLaunch
    masterPasswordSecretKmsKeyId masterUserSecretKmsKeyId maxSessionDuration metricTransformation multiAz multiAzEnabled
    namespace networkConfiguration networkConfigurations networkMode noPasswordRequired organizationId overrideAction
    parameterGroupName parameters pattern performanceInsightsKmsKeyId permissionsBoundary pidMode platformVersion
    pointInTimeRecovery policy policyArn policyArns prefixListId prefixListIds principalOrgId privateDnsEnabled protocol
    publiclyAccessible recoveryWindowInDays referencedSecurityGroupId replicas requireTls restrictPublicBuckets
    retentionInDays role roleArn routes rule ruleGroupReference ruleJson rules s3BucketName secondaryArtifacts
    securityConfiguration securityGroupIds securityGroups self serverProperties serverSideEncryption
    serverSideEncryptionConfiguration serviceConnectConfiguration serviceRole sharedAccounts skipFinalSnapshot
    snapshotRetentionLimit sourceAccount sourceArn sourceSecurityGroupId sqsFailureFeedbackRoleArn sqsManagedSseEnabled
    sqsSuccessFeedbackRoleArn sslPolicy statement storageEncrypted structuredLogDestinations targetBucket targetKeyId
    taskRoleArn toPort trafficType transitEncryptionEnabled transitEncryptionMode userGroupId userGroupIds userIds versioning
    versioningConfiguration volumes vpcConfig vpcConfigs vpcOptions vpcSecurityGroupIds webAclArn webAclId
    automatedSnapshotRetentionPeriod automaticBackupRetentionDays
"""
_SECURITY: Final = frozenset(_LISTED.split())
_SECURITY_OF: Final[Mapping[str, frozenset[str]]] = {
    kinds.ATTACHMENT: frozenset({"groups", "roles", "users"}),
    kinds.BACKUP_SELECTION: frozenset({"conditions", "notResources", "resources", "selectionTags"}),
    kinds.BUILD: frozenset({"environment", "source"}),
    kinds.CACHE_SUBNETS: frozenset({"subnetIds"}),
    kinds.CLUSTER: frozenset({"configuration", "settings"}),
    kinds.DB_SUBNETS: frozenset({"subnetIds"}),
    kinds.FUNCTION_PERMISSION: frozenset({"functionUrlAuthType", "invokedViaFunctionUrl"}),
    kinds.PARAMETER: frozenset({"type"}),
    kinds.PIPE: frozenset({"targetParameters"}),
    kinds.PIPELINE: frozenset({"stages"}),
    kinds.SCHEDULE: frozenset({"target"}),
    kinds.SECURITY_GROUP_RULE: frozenset({"type"}),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": frozenset({"destinationArn"}),
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": frozenset({"defaultPolicy", "policyDetails"}),
    "aws:apigateway/methodSettings:MethodSettings": frozenset({"settings"}),
    API: frozenset({"body", "target"}),
    REST_API: frozenset({"body"}),
    EIP: frozenset({"instance", "networkInterface"}),
    ENDPOINT_SERVICE: frozenset({"acceptanceRequired"}),
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": frozenset({"httpTokens"}),
    "aws:guardduty/detectorFeature:DetectorFeature": frozenset({"status"}),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": frozenset({"extendedS3Configuration"}),
    "aws:mq/broker:Broker": frozenset({"logs"}),
    "aws:wafv2/webAclRule:WebAclRule": frozenset({"action"}),
}
# What the tables of needs, of policies and of records ask for.
_BY_ROW: Final = frozenset(
    (kinds.canonical(token), path.partition(".")[0])
    for token, path in (
        *(
            (need.token, need.path)
            for need in (*AT_REST, *IN_TRANSIT, *ACTIVITY_LOGS, *EXPOSURE, *AUTHORIZED)
            if not need.beside[0]
        ),
        *RESOURCE_POLICIES.items(),
        *AUDIT_BUCKETS,
    )
)
# Disks of brokers grow by themselves.
_GROWING: Final = ("brokerNodeGroupInfo", "storageInfo")
# The steps of a property path, which may be written `name`, `name.x`, `name[0]` or `["name"]`.
_STEPS: Final = re.compile(r"""[^.\[\]"']+""")
# What a restore has fixed: AWS would replace the database to change it.
_BY_RESTORE: Final = frozenset({"kmsKeyId", "storageEncrypted"})


def leaves_open(resource: Resource, ignored: str) -> bool:
    """Whether ignoring changes at a path lets a manual change of a security property stay."""
    steps = tuple(step for step in _STEPS.findall(ignored) if not step.isdigit())
    if (
        not steps
        or steps[:2] == _GROWING
        or (steps[0] in _BY_RESTORE and (is_restored(resource) or not is_absent(resource.get(SOURCE))))
    ):
        return False
    return steps[0] == "*" or is_security(resource.type, steps[0])


def is_security(token: str, name: str) -> bool:
    """Whether a property of a type keeps something closed, encrypted, recoverable or on record."""
    return name in _SECURITY or name in _SECURITY_OF.get(token, ()) or (token, name) in _BY_ROW
