"""How big things are, and who is told when they are not well."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from offline.access.hidden import clear, listed
from offline.simulation.model import Recording

_ARGUMENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "aws:ecs/taskDefinition:TaskDefinition": {
        "cpu": "CPU units",
        "memory": "memory (MiB)",
        "ephemeralStorage.sizeInGib": "disk (GiB)",
    },
    "aws:appautoscaling/target:Target": {"minCapacity": "least", "maxCapacity": "most"},
    "aws:appautoscaling/scheduledAction:ScheduledAction": {
        "scalableTargetAction.minCapacity": "least, by the clock",
        "scalableTargetAction.maxCapacity": "most, by the clock",
    },
    "aws:ecs/service:Service": {"desiredCount": "tasks"},
    "aws:rds/instance:Instance": {
        "instanceClass": "class",
        "allocatedStorage": "storage (GB)",
        "maxAllocatedStorage": "most storage (GB)",
        "multiAz": "standby",
    },
    "aws:rds/cluster:Cluster": {
        "serverlessv2ScalingConfiguration.minCapacity": "least ACUs",
        "serverlessv2ScalingConfiguration.maxCapacity": "most ACUs",
    },
    "aws:rds/clusterInstance:ClusterInstance": {"instanceClass": "class"},
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "nodeType": "node type",
        "numCacheClusters": "nodes",
        "numNodeGroups": "shards",
        "replicasPerNodeGroup": "replicas",
    },
    "aws:msk/cluster:Cluster": {
        "brokerNodeGroupInfo.instanceType": "broker type",
        "numberOfBrokerNodes": "brokers",
        "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize": "storage a broker (GiB)",
    },
    "aws:lambda/function:Function": {"memorySize": "memory (MiB)", "timeout": "seconds"},
    "aws:dynamodb/table:Table": {"readCapacity": "reads", "writeCapacity": "writes", "billingMode": "billing"},
}
_COUNTED: Final[Mapping[str, str]] = {
    "aws:ec2/natGateway:NatGateway": "NAT gateways",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "VPC endpoints",
    "aws:rds/clusterInstance:ClusterInstance": "Aurora instances",
}
AS_IT_IS: Final = "as it is"
"""The size of what the program leaves to something else, such as a count that scales."""

_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"


class Size(NamedTuple):
    """What a number or class is of: the resource's logical name (empty for a count of all), and which one."""

    resource: str
    what: str
    argument: str = ""


def sizes(recording: Recording) -> Mapping[Size, Any]:
    """Sizes of what runs and stores, and counts of what costs by the hour."""
    found: dict[Size, Any] = {}
    for kind, arguments in _ARGUMENTS.items():
        for resource in recording.of(kind):
            for argument, what in arguments.items():
                value = _at(resource.inputs, argument)
                if value is not None:
                    found[Size(resource.name, what, argument)] = AS_IT_IS if argument in resource.ignore_changes else value
    for kind, what in _COUNTED.items():
        if declared := recording.of(kind):
            found[Size("", what)] = len(declared)
    return found


def alarms(recording: Recording) -> Mapping[str, bool]:
    """Every alarm by its logical name, and whether anyone is told by it."""
    return {alarm.name: any(_told(alarm.inputs)) for alarm in recording.of(_ALARM)}


def _told(inputs: Mapping[str, Any]) -> Iterator[bool]:
    if clear(inputs.get("actionsEnabled", True)) is not False:
        yield from map(bool, listed(inputs.get("alarmActions")))


def _at(inputs: Mapping[str, Any], path: str) -> Any:
    value: Any = inputs
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return clear(value)
