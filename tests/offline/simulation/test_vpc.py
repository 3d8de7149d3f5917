"""`awsx.ec2.Vpc` expands into what the real component registered."""

from collections.abc import Mapping
from typing import Any

import pytest

from offline.simulation.awsx.vpc import Expansion, Key, Ref, expand
from offline.simulation.invokes import zones
from offline.simulation.runner import OfflineError
from tests.offline.samples import measured

CASES: Mapping[str, Any] = measured("awsx-vpc.json")
EXPANDED = [name for name, case in CASES.items() if "children" in case]


def _arguments(case: Mapping[str, Any]) -> dict[str, Any]:
    """The measurement's notation as the component's arguments."""
    short = case["args"]
    names = {"type": "type", "name": "name", "mask": "cidrMask", "cidrs": "cidrBlocks"}
    arguments = {
        "cidrBlock": short["cidr"],
        "natGateways": {"strategy": short["nat"]},
        "subnetStrategy": short.get("strategy", "Auto"),
        "subnetSpecs": [{names[key]: value for key, value in spec.items()} for spec in short["specs"]],
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "tags": {"Team": "x"},
    }
    zone_argument = {"availabilityZoneNames": short["names"]} if "names" in short else {"numberOfAvailabilityZones": short["azs"]}
    return {**arguments, **zone_argument}


def _expand(name: str, **changes: Any) -> Expansion:
    arguments = {**_arguments(CASES[name]), **changes}
    return expand("network", {key: value for key, value in arguments.items() if value is not None}, zones("us-east-1"))


def _noted(value: Any) -> Any:
    """A reference the way the measurement notes it."""
    if isinstance(value, Ref):
        if value.output == "allocationId":
            return f"{value.child.name}-allocation-id"
        return f"${{{value.child.type}::{value.child.name}.{value.output}}}"
    if isinstance(value, Key):
        return value.type.rpartition(":")[2]
    return [_noted(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", EXPANDED)
def test_declares_the_children_the_real_component_declared(name: str) -> None:
    found = {
        (child.key.type, child.key.name): {
            "type": child.key.type,
            "name": child.key.name,
            "parent": f"{child.parent.type}::{child.parent.name}" if child.parent else "awsx:ec2:Vpc::network",
            "inputs": {
                key: _noted(value)
                for key, value in child.inputs.items()
                if not (isinstance(value, Ref) and value.only_unknown)  # everything was known when it was measured
            },
        }
        for child in _expand(name).children
    }
    assert found == {(child["type"], child["name"]): child for child in CASES[name]["children"]}


@pytest.mark.parametrize("name", EXPANDED)
def test_hands_out_what_the_real_component_handed_out(name: str) -> None:
    expected = CASES[name]["outputs"]
    outputs = _expand(name).outputs
    assert _noted(outputs["vpcId"]) == expected["vpc_id"]
    for kind in ("public", "private", "isolated"):
        assert _noted(outputs[f"{kind}SubnetIds"]) == expected[f"{kind}_subnet_ids"]
    assert outputs["subnetLayout"] == expected["subnet_layout"]
    assert _noted(outputs["internetGateway"]) == expected["internet_gateway"]
    counted = {
        "natGateways": "nat_gateways",
        "eips": "eips",
        "routeTables": "route_tables",
        "routes": "routes",
        "subnets": "subnets",
    }
    assert {name: len(outputs[name]) for name in counted} == {name: expected[noted] for name, noted in counted.items()}


@pytest.mark.parametrize("name", EXPANDED)
def test_declares_each_child_after_what_it_refers_to(name: str) -> None:
    known: set[Key] = set()
    for child in _expand(name).children:
        needed = {value.child for value in child.inputs.values() if isinstance(value, Ref)}
        assert needed | set(child.depends_on) | ({child.parent} if child.parent else set()) <= known
        known.add(child.key)


def test_exact_refuses_gaps_as_the_real_component_did() -> None:
    said = CASES["exact-with-gap"]["error"][0]
    with pytest.raises(OfflineError) as caught:
        _expand("exact-with-gap")
    problem = str(caught.value).partition("has a problem: ")[2]
    for gap in problem.partition("gaps: ")[2].removesuffix(")").split("), "):
        assert gap in said
    assert problem.count("<=>") == said.count("<=>") == 3


TWO_PUBLIC = [{"type": "Public", "cidrMask": 24}, {"type": "Public", "cidrMask": 24}]
OVERLAPPING = [{"type": "Public", "cidrBlocks": ["10.0.0.0/24", "10.0.1.0/24", "10.0.1.0/25"]}]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ipv4IpamPoolId": "pool"}, "argument ipv4IpamPoolId is not simulated offline"),
        ({"vpcEndpointSpecs": []}, "argument vpcEndpointSpecs is not simulated offline"),
        ({"natGateways": {"strategy": "Single", "elasticIpAllocationIds": []}}, "nat_gateways argument elasticIpAllocationIds"),
        ({"subnetStrategy": None}, "subnet_strategy 'Legacy' is not simulated offline; it knows Auto, Exact"),
        ({"natGateways": {"strategy": "Many"}}, "nat_gateways.strategy 'Many'"),
        ({"subnetSpecs": None}, "subnet_specs is needed"),
        ({"subnetSpecs": [{"type": "Public"}]}, "the Public subnet spec needs cidr_blocks or cidr_mask"),
        ({"subnetSpecs": [{"type": "Secret", "cidrMask": 24}]}, "subnet_specs.type 'Secret'"),
        ({"subnetSpecs": [{"type": "Public", "size": 256}]}, "subnet_specs argument size"),
        ({"subnetSpecs": [{"type": "Private", "cidrMask": 24}]}, "needs a public subnet in each availability zone"),
        ({"subnetSpecs": TWO_PUBLIC}, "two subnet specs give the name network-public-1"),
        ({"subnetSpecs": OVERLAPPING}, "subnets overlap: network-public-2 (10.0.1.0/24) and network-public-3 (10.0.1.0/25)"),
        ({"subnetSpecs": [{"type": "Public", "cidrBlocks": ["10.0.0.0/24"]}]}, "one block for each of the 3 availability zones"),
        (
            {"subnetSpecs": [*OVERLAPPING, {"type": "Private", "cidrMask": 24}]},
            "if any subnet spec has cidr_blocks, all of them must",
        ),
        ({"subnetSpecs": [{"type": "Public", "cidrMask": 17}]}, "the subnets need more than the 16384 addresses"),
        ({"cidrBlock": "10.0.0.1/16"}, "'10.0.0.1/16' is not a CIDR block"),
        ({"numberOfAvailabilityZones": 7}, "number_of_availability_zones is 7, but the region has 6"),
        ({"availabilityZoneNames": ["us-east-1a"]}, "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones]"),
    ],
)
def test_refuses_what_the_real_one_refuses_or_what_is_not_known_here(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(OfflineError) as caught:
        _expand("three-az-one-per-az", **changes)
    assert problem in str(caught.value)
    assert str(caught.value).startswith("awsx:ec2:Vpc resource 'network' has a problem: ")
