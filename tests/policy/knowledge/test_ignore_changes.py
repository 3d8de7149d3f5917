"""What rules read is either kept under Pulumi's control or known to be harmless when it is not."""

import pytest

from policy.knowledge.ignore_changes import is_security
from tests.policy.asking import ALL, EDGE, noting
from tests.policy.rules import CASES
from tests.policy.tables import BY_NAME, judge

HARMLESS = {
    "who it is": "arn bucket clusterId clusterIdentifier clusterName clusterResourceId family id identifier "
    "masterUsername name namespaceName owner path prefix queueUrl region repositoryUrl resourceId serviceId stageName url "
    "username",
    "whose it is: another one makes another resource": "alarms apiId cluster defaultRouteTableId "
    "defaultSecurityGroupId fileSystemId keyId listenerArn mainRouteTableId planId replicationGroupId repository "
    "resourceArn restApi roleName routeTableId securityGroupId serviceName sourceDbInstanceArn subnetId vpcEndpointId vpcId "
    "kinesisSourceConfiguration launchTemplate loadBalancerArn mskSourceConfiguration physicalConnectionRequirements vpcs "
    "clusterArn firewallArn functionName instanceId networkInterfaceId principalArn vpcEndpointServiceId",
    "whose an interface is, which AWS changes as machines come and go": "attachments primaryNetworkInterface",
    "fixed when it was made": "appliedFors availabilityZone availabilityZoneName dbSubnetGroupName "
    "objectLockConfiguration objectLockEnabled sourceAmiId sourceSnapshotId vpcConfiguration engineMode engineName "
    "engineVersion globalReplicationGroupId httpMethod requiresCompatibilities routeKey s3Import snapshotArn snapshotId "
    "customKeyStoreId customerMasterKeySpec engine finalSnapshotIdentifier globalClusterIdentifier keyUsage "
    "loadBalancerType logGroupClass replicateSourceDb replicationSourceIdentifier restoreToPointInTime snapshotIdentifier "
    "vpcEndpointType protocolType",
    "what deployments and scaling change": "actions cache fileSystemLocations openMonitoring deploymentCircuitBreaker "
    "deploymentConfiguration deploymentController input inputTransformer port runtimePlatform taskDefinition",
    "what is called, and where failures go": "credentials credentialsArn deadLetterConfig destinationConfig endpoint "
    "function integrationUri lambdaConfig lambdaFunctions queues redrivePolicy rotationEnabled rotationLambdaArn "
    "scalableDimension scope serviceNamespace snsTopicArns targetId topic topics uri",
    "where an endpoint is reached: nothing opens by it": "routeTableIds subnetConfigurations",
    "where else workloads run, among much that deployments change": "applicationConfiguration computeConfig computeResources "
    "defaultSpaceSettings defaultUserSettings domainSettings ec2Attributes "
    "elasticsearchConfiguration engineSecurityGroupId kafkaCluster kafkaClusters labelingJobAlgorithmsConfig "
    "managedInstancesProvider monitoringScheduleConfig networkConfig opensearchConfiguration opensearchserverlessConfiguration "
    "sourceParameters trainingJobDefinition trainingJobDefinitions userSettings workspaceCreationProperties "
    "workspaceSecurityGroupId",
    "what a delivery is of": "deliverySourceName",
    "variables, arguments and scripts, which deployments change": "airflowConfigurationOptions connectionProperties "
    "connectorConfiguration containerProperties containers defaultArguments ecsProperties environmentVariables "
    "nodeProperties nonOverridableArguments primaryContainer runConfig sourceConfiguration userData userDataBase64 "
    "dataQualityAppSpecification trainingJobDefinition trainingJobDefinitions",
    "passwords, tokens and values": "accessKey authToken authTokenWo authenticationMode insecureValue secretKey token "
    "value valueWo",
    "what watches, and what is told to people": "actionsSuppressor alarmConfiguration alarmRule cloudwatchAlarmName "
    "lambdaFunctions monitors queues topics actionsEnabled alarmActions description dimensions metricName metricQueries "
    "disabled enable enabled isEnabled monitoringInterval monitoringRoleArn notifications performanceInsightsEnabled state "
    "desiredState startCanary subscribers suspend tags tagsAll defaultTags treatMissingData",
}
HARMLESS_NAMES = frozenset(name for names in HARMLESS.values() for name in names.split())


@pytest.fixture(scope="module")
def asked() -> set[tuple[str, str]]:
    """Types and properties that the rules ask for while they judge all cases."""
    with noting() as found:
        for case in CASES:
            judge(BY_NAME[case.rule], case.plan, case.config)
    return {(token, path) for token, _, path in found if path != ALL and not path.startswith(EDGE)}


def test_every_property_a_rule_reads_is_classified(asked: set[tuple[str, str]]) -> None:
    kept = {name for token, name in asked if is_security(token, name)}
    assert {name for _, name in asked} - kept - HARMLESS_NAMES == set()


def test_nothing_harmless_is_kept_or_unread(asked: set[tuple[str, str]]) -> None:
    assert {name for _, name in asked} >= HARMLESS_NAMES
    assert {(token, name) for token, name in asked if name in HARMLESS_NAMES and is_security(token, name)} == set()
