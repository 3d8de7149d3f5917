"""Where each type that runs a program of its own names the security groups that it runs under."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policy.knowledge.network.security_groups import GROUPS
from policy.knowledge.network.task_locations import TASK_LOCATIONS
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.values import UNKNOWN, text

_IN_VPC: Final = "vpcConfig.securityGroupIds"
_OF_MACHINE: Final = "vpcSecurityGroupIds"
# Load balancers, endpoints and datastores are none: what they let through is not theirs.
WORKLOAD_GROUPS: Final[Mapping[str, str]] = {
    **{token: f"{location.network}.securityGroups" for token, location in TASK_LOCATIONS.items()},
    kinds.FUNCTION: _IN_VPC,
    kinds.BUILD: _IN_VPC,
    kinds.INSTANCE: _OF_MACHINE,
    kinds.DB_PROXY: _OF_MACHINE,
    "aws:apprunner/vpcConnector:VpcConnector": "securityGroups",
    "aws:batch/computeEnvironment:ComputeEnvironment": "computeResources.securityGroupIds",
    "aws:dms/replicationInstance:ReplicationInstance": _OF_MACHINE,
    "aws:ec2/launchConfiguration:LaunchConfiguration": "securityGroups",
    "aws:ec2/launchTemplate:LaunchTemplate": _OF_MACHINE,
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": _OF_MACHINE,
    "aws:ecs/expressGatewayService:ExpressGatewayService": "networkConfigurations.0.securityGroups",
    "aws:eks/cluster:Cluster": _IN_VPC,
    "aws:emrserverless/application:Application": "networkConfiguration.securityGroupIds",
    "aws:glue/connection:Connection": "physicalConnectionRequirements.securityGroupIdLists",
    "aws:mskconnect/connector:Connector": "kafkaCluster.apacheKafkaCluster.vpc.securityGroups",
    "aws:mwaa/environment:Environment": "networkConfiguration.securityGroupIds",
    "aws:sagemaker/model:Model": _IN_VPC,
    "aws:sagemaker/notebookInstance:NotebookInstance": "securityGroups",
    "aws:synthetics/canary:Canary": _IN_VPC,
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
    for token, path in WORKLOAD_GROUPS.items():
        for workload in graph.of(token):
            if not workload.is_unset(path):
                links = graph.links(workload, path, *GROUPS)
                found |= {group.urn for group in links.targets}
                are_known = are_known and not links.unknown
    ids = {text(group.get("id")): group for group in graph.of(*GROUPS)}
    for machine in graph.of(kinds.STATE_MACHINE):
        named = {group.urn for group in _groups_of_job(machine, ids)}
        found |= named
        are_known = are_known and (bool(named) or machine.get("definition") is not UNKNOWN)
    return Workloads(frozenset(found), are_known=are_known)


def _groups_of_job(machine: Resource, ids: Mapping[str, Resource]) -> Iterator[Resource]:
    """The groups a state machine's definition was made of, was declared to wait for, or names."""
    yield from machine.edges("definition", *GROUPS)
    yield from (resource for resource in machine.dependencies if resource.type in GROUPS)
    words = text(machine.get("definition")).split('"')
    yield from (ids[word] for word in words if word and word in ids)
