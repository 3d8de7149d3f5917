"""How tests read a recording: documents as data, security-group rules and containers by what they mean."""

import json
from typing import Any

from offline.simulation.runner import Recording, Resource, plain

ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"


def update_state(resource: Resource) -> tuple[Any, ...]:
    """Return what an update would act upon: the arguments, but for ignored ones, and the options."""
    inputs = {key: value for key, value in resource.inputs.items() if key not in resource.ignore_changes}
    return inputs, resource.protect, resource.retain_on_delete, resource.ignore_changes


def only(recording: Recording, token: str) -> Resource:
    """Return the one resource of a type."""
    (found,) = recording.of(token)
    return found


def document(resource: Resource, key: str = "policy") -> list[dict[str, Any]]:
    """Return the statements of a policy document."""
    statements: list[dict[str, Any]] = json.loads(plain(resource.inputs[key]))["Statement"]
    return statements


def permissions(recording: Recording, role: str) -> list[dict[str, Any]]:
    """Return every statement attached to the role with this physical name, from whichever policy."""
    attached = [policy for policy in recording.of(ROLE_POLICY) if policy.inputs["role"] == role]
    return [statement for policy in attached for statement in document(policy)]


def allowed(recording: Recording, role: str) -> dict[str, tuple[set[str], set[str]]]:
    """Return the sid, actions and resources of every statement of a role; nothing may be denied or inverted."""
    found = {}
    for statement in permissions(recording, role):
        assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}
        assert statement["Effect"] == "Allow"
        found[statement["Sid"]] = (set(statement["Action"]), set(statement["Resource"]))
    return found


def container(recording: Recording, name: str) -> dict[str, Any]:
    """Return the container of a task definition that is the workload's own; a collector may run beside it."""
    (own,) = (one for one in containers(recording.named(f"{name}-definition", TASK_DEFINITION)) if one["name"] == name)
    return own


def containers(definition: Resource) -> list[dict[str, Any]]:
    """Return every container of a task definition."""
    declared: list[dict[str, Any]] = json.loads(plain(definition.inputs["containerDefinitions"]))
    return declared


def environment(recording: Recording, name: str) -> dict[str, str]:
    """Return the plain environment of a container."""
    return {entry["name"]: entry["value"] for entry in container(recording, name)["environment"]}


def secrets(recording: Recording, name: str) -> dict[str, str]:
    """Return what ECS injects into a container: environment variable -> reference."""
    return {entry["name"]: entry["valueFrom"] for entry in container(recording, name)["secrets"]}


def sources_of(recording: Recording, group: str) -> set[tuple[str, int]]:
    """Return who may enter a security group, as (logical name of the source group or CIDR, port)."""
    names = {resource.id: resource.name for resource in recording.of("aws:ec2/securityGroup:SecurityGroup")}
    wanted = recording.named(group).id
    found = set()
    for rule in recording.of(INGRESS):
        if rule.inputs["securityGroupId"] == wanted:
            assert rule.inputs["fromPort"] == rule.inputs["toPort"]
            source = rule.inputs.get("cidrIpv4") or names[rule.inputs["referencedSecurityGroupId"]]
            found.add((source, rule.inputs["toPort"]))
    return found


def destinations_of(recording: Recording, group: str) -> set[tuple[str, int]]:
    """Return where a security group may go, as (logical name of the group, CIDR or `prefix list`, port)."""
    names = {resource.id: resource.name for resource in recording.of("aws:ec2/securityGroup:SecurityGroup")}
    wanted = recording.named(group).id
    found = set()
    for rule in recording.of(EGRESS):
        if rule.inputs["securityGroupId"] == wanted:
            prefix_list = "prefix list" if rule.inputs.get("prefixListId") else ""
            target = rule.inputs.get("cidrIpv4") or prefix_list or names[rule.inputs["referencedSecurityGroupId"]]
            found.add((target, rule.inputs["toPort"]))
    return found


def needed_by(recording: Recording, resource: Resource) -> set[str]:
    """Return the URNs of everything the engine creates before a resource because of edges, directly or through others."""
    found: set[str] = set()
    queue = [*resource.dependencies]
    while queue:
        urn = queue.pop()
        if urn not in found and urn in recording.by_urn:
            found.add(urn)
            queue.extend(recording.by_urn[urn].dependencies)
    return found


def waits_for(recording: Recording, later: str, earlier: str) -> bool:
    """Whether the engine creates `earlier` before `later`."""
    return recording.named(earlier).urn in needed_by(recording, recording.named(later))
