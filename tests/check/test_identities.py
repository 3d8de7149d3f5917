"""No two stacks of an account want to be the same: names, addresses and domains are each stack's own, and its tags say whose."""

import ipaddress
import itertools
from collections import defaultdict
from collections.abc import Iterator

import pytest

from offline.simulation.runner import Resource
from offline.simulation.values import is_unknown
from systems import Systems
from tests import reading
from tests.check.found import DEPLOYED, environment_of, listed, system_of
from tests.stacks import STACKS, recorded, values_of

RECORD = "aws:route53/record:Record"
PROFILE = "aws:signer/signingProfile:SigningProfile"
"""AWS takes no hyphen in its name."""
# Their name is theirs within the role or the cluster they belong to.
NAMED_WITHIN = {reading.ROLE_POLICY, "aws:msk/topic:Topic"}
# The argument that holds the physical name, where it is not `name`.
NAMED_BY = {
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:msk/cluster:Cluster": "clusterName",
    "aws:rds/instance:Instance": "identifier",
    "aws:s3/bucket:Bucket": "bucket",
}


# Names that AWS decides: one of each in an account and region, whatever its stack.
NAMED_BY_AWS = {"RDSOSMetrics"}


def physical_name(resource: Resource) -> str | None:
    """Return the name that AWS knows a resource by, where the program chose one that must be unique."""
    if not resource.custom or resource.type in NAMED_WITHIN:
        return None
    name = resource.inputs.get(NAMED_BY.get(resource.type, "name"))
    return None if name is None or is_unknown(name) else str(name)


def claims(stack: str) -> Iterator[tuple[str, str]]:
    """What only one stack of an account can have, as (type, name), where a name may be taken once in each region."""
    region = values_of(stack)["aws:region"]
    for resource in recorded(stack).resources:
        arn = resource.outputs.get("arn")
        if resource.custom and isinstance(arn, str):
            yield resource.type, arn
        name = physical_name(resource)
        if resource.type == RECORD:
            if not resource.inputs.get("allowOverwrite"):
                yield RECORD, f"{name} {resource.inputs['type']}"
        elif name is not None:
            yield resource.type, f"{name} in {resource.inputs.get('region', region)}"


def test_no_name_is_taken_twice() -> None:
    """The second `up` would fail halfway with `AlreadyExists`, or take over what the first one made."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stack in STACKS:
        for claim in set(claims(stack)):
            owners[claim].append(stack)
    shared = {claim: stacks for claim, stacks in owners.items() if len(stacks) > 1}
    told = "\n".join(f"{name} ({kind}): {' and '.join(stacks)}" for (kind, name), stacks in sorted(shared.items())[:10])
    assert not shared, (
        f"{len(shared)} names are taken twice: give each stack a platform:environment and a domain of its own\n{told}"
    )


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(DEPLOYED, 2)))
def test_no_address_is_taken_twice(one: str, other: str) -> None:
    """Two networks that overlap can never be peered."""
    blocks = [values_of(stack).get("platform:network", {}).get("cidr_block") for stack in (one, other)]
    if all(blocks):
        first, second = map(ipaddress.IPv4Network, blocks)
        assert not first.overlaps(second), f"Pulumi.{other}.yaml: {second} meets Pulumi.{one}.yaml's {first}: take another block"


@pytest.mark.parametrize("stack", STACKS)
def test_the_tags_say_whose_it_is(stack: str) -> None:
    """A copied stack file that keeps another's tags would be billed, alarmed and permitted as that one."""
    tags = values_of(stack)["aws:defaultTags"]["tags"]
    wanted = {"System": system_of(stack), "Environment": environment_of(stack)}
    wrong = {key: value for key, value in wanted.items() if tags.get(key) != value}
    told = ", ".join(f"{key}: {value} (not {tags.get(key)})" for key, value in wrong.items())
    assert not wrong, f"Pulumi.{stack}.yaml, aws:defaultTags: write {told}"


@pytest.mark.parametrize("stack", STACKS)
def test_names_carry_system_and_environment(stack: str) -> None:
    system, environment = system_of(stack), environment_of(stack)
    head, path = f"{Systems()[system].code}-{environment}", f"/{system}/{environment}/"
    for resource in recorded(stack).resources:
        name = physical_name(resource)
        if name is not None and name not in NAMED_BY_AWS and resource.type != RECORD:
            # Some services take no hyphens, such as AWS Backup for what it tries out.
            allowed = head in name.replace("_", "-") or path in f"/{name}"
            assert allowed, f"{resource.name} of {stack} is called {name}: make the name with Site.name or Site.path"


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_belongs_to_a_component(stack: str) -> None:
    resources = recorded(stack).resources
    root = next(resource for resource in resources if resource.type == "pulumi:pulumi:Stack")
    loose = [resource.name for resource in resources if resource.custom and resource.parent == root.urn]
    assert not loose, f"{stack} declares resources outside of any component: give them parent=self: {listed(loose)}"
