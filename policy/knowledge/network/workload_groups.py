"""Where each type that runs a program of its own names the security groups that it runs under."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policy.knowledge.network.security_groups import GROUPS
from policy.knowledge.network.task_locations import TASK_LOCATIONS
from policy.knowledge.paths import given, spread
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import UNKNOWN, items, text

EKS_CLUSTER: Final = "aws:eks/cluster:Cluster"
_IN_VPC: Final = "vpcConfig.securityGroupIds"
_OF_MACHINE: Final = "vpcSecurityGroupIds"
_OF_EMR: Final = (
    "emrManagedMasterSecurityGroup",
    "emrManagedSlaveSecurityGroup",
    "additionalMasterSecurityGroups",
    "additionalSlaveSecurityGroups",
)
# Load balancers, endpoints and datastores are none: what they let through is not theirs.
# Nor is what a cluster of EKS is given as `securityGroupIds`: those are its interfaces' in the network, and its nodes and pods run
# under the group that EKS makes ("View Amazon EKS security group requirements for clusters").
WORKLOAD_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    **{token: (f"{location.network}.securityGroups",) for token, location in TASK_LOCATIONS.items()},
    kinds.PIPE: (
        f"{TASK_LOCATIONS[kinds.PIPE].network}.securityGroups",
        "sourceParameters.selfManagedKafkaParameters.vpc.securityGroups",
    ),
    kinds.FUNCTION: (_IN_VPC,),
    kinds.BUILD: (_IN_VPC, "environment.dockerServer.securityGroupIds"),
    kinds.INSTANCE: (_OF_MACHINE,),
    kinds.DB_PROXY: (_OF_MACHINE,),
    "aws:apprunner/vpcConnector:VpcConnector": ("securityGroups",),
    "aws:batch/computeEnvironment:ComputeEnvironment": ("computeResources.securityGroupIds",),
    "aws:dms/replicationInstance:ReplicationInstance": (_OF_MACHINE,),
    "aws:ec2/launchConfiguration:LaunchConfiguration": ("securityGroups",),
    "aws:ec2/launchTemplate:LaunchTemplate": (_OF_MACHINE, "networkInterfaces.*.securityGroups"),
    "aws:ec2/networkInterface:NetworkInterface": ("securityGroups",),
    "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment": ("securityGroupId",),
    "aws:ec2/spotFleetRequest:SpotFleetRequest": ("launchSpecifications.*.vpcSecurityGroupIds",),
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": (_OF_MACHINE,),
    "aws:ecs/expressGatewayService:ExpressGatewayService": ("networkConfigurations.0.securityGroups",),
    "aws:emrserverless/application:Application": ("networkConfiguration.securityGroupIds",),
    "aws:glue/connection:Connection": ("physicalConnectionRequirements.securityGroupIdLists",),
    "aws:mskconnect/connector:Connector": ("kafkaCluster.apacheKafkaCluster.vpc.securityGroups",),
    "aws:mwaa/environment:Environment": ("networkConfiguration.securityGroupIds",),
    "aws:sagemaker/model:Model": (_IN_VPC,),
    "aws:sagemaker/notebookInstance:NotebookInstance": ("securityGroups",),
    "aws:synthetics/canary:Canary": (_IN_VPC,),
    "aws:appstream/fleet:Fleet": (_IN_VPC,),
    "aws:appstream/imageBuilder:ImageBuilder": (_IN_VPC,),
    "aws:codebuild/fleet:Fleet": ("vpcConfigs.*.securityGroupIds",),
    "aws:dms/replicationConfig:ReplicationConfig": ("computeConfig.vpcSecurityGroupIds",),
    "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate": ("settings.*.value",),
    "aws:elasticbeanstalk/environment:Environment": ("settings.*.value",),
    "aws:emr/cluster:Cluster": tuple(f"ec2Attributes.{name}" for name in _OF_EMR),
    "aws:grafana/workspace:Workspace": ("vpcConfiguration.securityGroupIds",),
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration": ("securityGroupIds",),
    "aws:kinesisanalyticsv2/application:Application": ("applicationConfiguration.vpcConfiguration.securityGroupIds",),
    "aws:quicksight/vpcConnection:VpcConnection": ("securityGroupIds",),
    # Federated queries and `COPY` go out from a warehouse.
    "aws:redshift/cluster:Cluster": (_OF_MACHINE,),
    "aws:redshiftserverless/workgroup:Workgroup": ("securityGroupIds",),
    "aws:sagemaker/domain:Domain": (
        "defaultUserSettings.securityGroups",
        "defaultSpaceSettings.securityGroups",
        "domainSettings.securityGroupIds",
    ),
    "aws:sagemaker/userProfile:UserProfile": ("userSettings.securityGroups",),
    "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition": (f"networkConfig.{_IN_VPC}",),
    "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob": (
        f"trainingJobDefinition.{_IN_VPC}",
        f"trainingJobDefinitions.*.{_IN_VPC}",
    ),
    "aws:sagemaker/labelingJob:LabelingJob": (f"labelingJobAlgorithmsConfig.labelingJobResourceConfig.{_IN_VPC}",),
    "aws:sagemaker/monitoringSchedule:MonitoringSchedule": (
        f"monitoringScheduleConfig.monitoringJobDefinition.networkConfig.{_IN_VPC}",
    ),
    "aws:sagemaker/trainingJob:TrainingJob": (_IN_VPC,),
    "aws:amp/scraper:Scraper": ("source.eks.securityGroupIds", "source.vpc.securityGroupIds"),
    "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime": ("networkConfiguration.networkModeConfig.securityGroups",),
    "aws:bedrock/agentcoreBrowser:AgentcoreBrowser": ("networkConfiguration.vpcConfig.securityGroups",),
    "aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter": ("networkConfiguration.vpcConfig.securityGroups",),
    "aws:bedrock/customModel:CustomModel": (_IN_VPC,),
    "aws:bedrockmodel/invocationJob:InvocationJob": (_IN_VPC,),
    "aws:comprehend/documentClassifier:DocumentClassifier": (_IN_VPC,),
    "aws:comprehend/entityRecognizer:EntityRecognizer": (_IN_VPC,),
    "aws:dms/instanceProfile:InstanceProfile": (_OF_MACHINE,),
    "aws:ecs/capacityProvider:CapacityProvider": (
        "managedInstancesProvider.instanceLaunchTemplate.networkConfiguration.securityGroups",
    ),
    "aws:emr/studio:Studio": ("workspaceSecurityGroupId", "engineSecurityGroupId"),
    "aws:finspace/kxCluster:KxCluster": ("vpcConfiguration.securityGroupIds",),
    "aws:glue/devEndpoint:DevEndpoint": ("securityGroupIds",),
    "aws:iot/topicRuleDestination:TopicRuleDestination": ("vpcConfiguration.securityGroups",),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": tuple(
        f"{target}Configuration.{_IN_VPC}" for target in ("elasticsearch", "opensearch", "opensearchserverless")
    ),
    "aws:lambda/capacityProvider:CapacityProvider": (_IN_VPC,),
    "aws:lambda/coreNetworkConnector:CoreNetworkConnector": ("configuration.vpcEgressConfiguration.securityGroupIds",),
    "aws:m2/environment:Environment": ("securityGroupIds",),
    "aws:msk/replicator:Replicator": ("kafkaClusters.*.vpcConfig.securityGroupsIds",),
    "aws:opensearchingest/pipeline:Pipeline": ("vpcOptions.securityGroupIds",),
    # What AWS publishes there to rotate secrets runs under what this parameter names ("Rotation function templates").
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": ("parameters.vpcSecurityGroupIds",),
    "aws:workspaces/directory:Directory": ("workspaceCreationProperties.customSecurityGroupId", "workspaceSecurityGroupId"),
}


@dataclass(frozen=True)
class Workloads:
    """The groups that workloads run under, by URN, and whether those are all."""

    groups: frozenset[str]
    are_known: bool


def workload_groups(graph: Graph) -> Workloads:
    """The groups that the workloads of a stack run under."""
    found: set[str] = set()
    are_known = True
    for token, paths in WORKLOAD_GROUPS.items():
        for workload, path in ((workload, path) for workload in graph.of(token) for path in paths):
            links = graph.resolve(workload, path, list(_each_named(workload, path)), *GROUPS)
            found |= {group.urn for group in links.targets}
            are_known = are_known and not links.unknown
    ids = {name: group for group in graph.of(*GROUPS) if (name := text(group.get("id")))}
    for machine in graph.of(kinds.STATE_MACHINE):
        named = {group.urn for group in _groups_of_job(machine, ids)}
        found |= named
        are_known = are_known and (bool(named) or machine.get("definition") is not UNKNOWN)
    return Workloads(frozenset(found), are_known=are_known)


def _each_named(workload: Resource, path: str) -> Iterator[object]:
    """The groups that a property names, one by one: some types take several in one text."""
    for place in spread(workload, path):
        for one in items(given(workload, place)):
            yield from one.split(",") if isinstance(one, str) else (one,)


def _groups_of_job(machine: Resource, ids: Mapping[str, Resource]) -> Iterator[Resource]:
    """The groups a state machine's definition was made of, was declared to wait for, or names."""
    yield from machine.edges("definition", *GROUPS)
    yield from (resource for resource in machine.dependencies if resource.type in GROUPS)
    words = text(machine.get("definition")).split('"')
    yield from (ids[word] for word in words if word in ids)
