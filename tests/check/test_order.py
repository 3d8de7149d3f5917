"""What exists before what in every stack, because AWS would refuse it otherwise or tasks would start and fail."""

import json

import pytest

from offline.simulation.runner import Recording, Resource, plain
from tests import reading
from tests.check.found import DEPLOYED, listed
from tests.stacks import STACKS, recorded

SERVICE = "aws:ecs/service:Service"
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
RULES = (reading.INGRESS, reading.EGRESS)


@pytest.mark.parametrize("stack", STACKS)
def test_a_key_exists_before_everything_that_names_it(stack: str) -> None:
    """An ARN written as text would carry no edge, and the first `up` would race."""
    recording = recorded(stack)
    written = [(one, str(plain(one.inputs))) for one in recording.resources if one.custom]
    for key in recording.of("aws:kms/key:Key"):
        users = [one for one, text in written if key.outputs["arn"] in text]
        # What is encrypted outside of the program, such as a state, finds the key by its alias.
        names = [alias.inputs["name"] for alias in recording.of("aws:kms/alias:Alias") if alias.parent == key.parent]
        assert users or any(name in str(recording.outputs) for name in names), f"{key.name} of {stack} encrypts nothing"
        for user in users:
            assert key.urn in user.dependencies, f"{user.name} of {stack} names {key.name} as text: pass the key's arn output"


@pytest.mark.parametrize("stack", STACKS)
def test_a_buckets_policy_waits_until_nothing_is_public(stack: str) -> None:
    recording = recorded(stack)
    for policy in recording.of("aws:s3/bucketPolicy:BucketPolicy"):
        blocks = [
            one
            for one in recording.of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
            if plain(one.inputs["bucket"]) == plain(policy.inputs["bucket"])
        ]
        assert blocks, f"{policy.name} of {stack} is on a bucket without a public access block"
        waits = all(block.urn in reading.needed_by(recording, policy) for block in blocks)
        assert waits, f"{policy.name} of {stack} does not wait for the public access block: add it to its depends_on"


def starting(recording: Recording, service: Resource) -> list[Resource]:
    """Return what a task of a service cannot start without: its routes, permissions, secrets, logs and paths."""
    (definition,) = (one for one in recording.of(reading.TASK_DEFINITION) if one.outputs["arn"] == service.inputs["taskDefinition"])
    roles = {recording_role(recording, definition.inputs[key]) for key in ("taskRoleArn", "executionRoleArn")}
    permissions = [one for one in recording.of(reading.ROLE_POLICY) if one.inputs["role"] in roles]
    containers = json.loads(plain(definition.inputs["containerDefinitions"]))
    groups = {one["logConfiguration"]["options"]["awslogs-group"] for one in containers}
    logs = [one for one in recording.of("aws:cloudwatch/logGroup:LogGroup") if one.inputs["name"] in groups]
    named = {secret["valueFrom"] for one in containers for secret in one.get("secrets", [])}
    secrets = [one for one in recording.of(SECRET_VERSION) if any(str(one.inputs["secretId"]) in reference for reference in named)]
    attached = {one["targetGroupArn"] for one in service.inputs.get("loadBalancers", [])}
    routes = [
        one for one in recording.of("aws:lb/listenerRule:ListenerRule") if any(arn in str(plain(one.inputs)) for arn in attached)
    ]
    assert bool(routes) == bool(attached), f"{service.name} has target groups that no rule sends requests to"
    return [*permissions, *logs, *secrets, *routes, *paths(recording, service)]


def recording_role(recording: Recording, arn: str) -> str:
    (name,) = (role.inputs["name"] for role in recording.of(reading.ROLE) if role.outputs["arn"] == arn)
    return str(name)


def paths(recording: Recording, service: Resource) -> list[Resource]:
    """Return the security-group rules by which a service reaches others: out of its group, and into theirs."""
    own = set(service.inputs["networkConfiguration"]["securityGroups"])
    out = [one for one in recording.of(reading.EGRESS) if one.inputs["securityGroupId"] in own]
    into = [one for one in recording.of(reading.INGRESS) if one.inputs.get("referencedSecurityGroupId") in own]
    return [*out, *into]


@pytest.mark.parametrize("stack", DEPLOYED)
def test_a_service_waits_for_what_its_tasks_start_with(stack: str) -> None:
    """A task that starts too early fails, and after a few the deployment is turned back: the first `up` ends red."""
    recording = recorded(stack)
    networks = recording.of("awsx:ec2:Vpc")
    for service in recording.of(SERVICE):
        before = reading.needed_by(recording, service)
        missing = {one.name for one in (*starting(recording, service), *networks) if one.urn not in before}
        assert not missing, f"{service.name} of {stack} must wait for these, add them to its depends_on: {listed(missing)}"
