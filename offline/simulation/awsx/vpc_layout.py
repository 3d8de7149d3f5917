"""Which subnets `awsx.ec2.Vpc` makes: one of each spec in each availability zone, and the block each gets."""

import ipaddress
import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from offline.simulation.model import OfflineError

TYPE: Final = "awsx:ec2:Vpc"
KINDS: Final = ("Public", "Private", "Isolated")

_SPEC_ARGUMENTS: Final = {"type", "name", "cidrBlocks", "cidrMask", "tags"}

Network = ipaddress.IPv4Network
Spec = Mapping[str, Any]


class Subnet(NamedTuple):
    """One subnet: its name, kind, block, and the number of its availability zone, from 0."""

    name: str
    kind: str
    zone: int
    block: Network
    tags: Mapping[str, Any]


def problem(name: str, text: str) -> OfflineError:
    """An error in the component's arguments, worded as the real one words it."""
    return OfflineError(f"{TYPE} resource {name!r} has a problem: {text}")


def choice(name: str, argument: str, value: Any, allowed: Sequence[str]) -> str:
    """The value, if it is one of those whose effect is known."""
    if value not in allowed:
        raise problem(name, f"{argument} {value!r} is not simulated offline; it knows {', '.join(allowed)}")
    return str(value)


def refuse(name: str, arguments: set[str], what: str) -> None:
    """Fail if there are arguments whose effect is not known."""
    if arguments:
        raise problem(
            name, f"{what} {', '.join(sorted(arguments))} is not simulated offline; extend offline/simulation/awsx/vpc.py"
        )


def subnets(name: str, cidr: str, specs: Sequence[Spec], zones: int, *, exact: bool) -> list[Subnet]:
    """Every subnet, zone by zone in the order of the specs.

    Args:
        name: the component's logical name.
        cidr: the network's block.
        specs: one for each kind of subnet, with either `cidrBlocks` (one a zone) or `cidrMask`.
        zones: how many availability zones.
        exact: whether the subnets must fill the network without a gap.

    Raises:
        OfflineError: the real component would refuse the layout, or it depends on a default that is not known here.
    """
    network = _network(name, cidr)
    _check_specs(name, specs, zones)
    blocks = _listed(name, specs, zones) if "cidrBlocks" in specs[0] else _placed(name, network, specs, zones)
    result = [
        Subnet(f"{name}-{spec.get('name', spec['type'].lower())}-{zone + 1}", spec["type"], zone, block, spec.get("tags", {}))
        for zone in range(zones)
        for spec, block in zip(specs, blocks[zone], strict=True)
    ]
    _check_subnets(name, result)
    if exact and (gaps := _gaps(network, result)):
        raise problem(name, f"There are gaps in the subnet ranges. Please fix the following gaps: {', '.join(gaps)}")
    return result


def resolved(specs: Sequence[Spec]) -> list[Spec]:
    """The specs as the component hands them out, sizes filled in."""
    shown = [{key: spec[key] for key in ("type", "name", "cidrBlocks", "cidrMask") if key in spec} for spec in specs]
    return [spec if "cidrBlocks" in spec else {**spec, "size": _size(spec)} for spec in shown]


def _check_specs(name: str, specs: Sequence[Spec], zones: int) -> None:
    if not specs:
        raise problem(name, "subnet_specs is needed offline: the default layout is not simulated")
    explicit = ["cidrBlocks" in spec for spec in specs]
    if any(explicit) and not all(explicit):
        raise problem(name, "if any subnet spec has cidr_blocks, all of them must")
    for spec in specs:
        refuse(name, spec.keys() - _SPEC_ARGUMENTS, "subnet_specs argument")
        kind = choice(name, "subnet_specs.type", spec.get("type"), KINDS)
        if "cidrBlocks" in spec and len(spec["cidrBlocks"]) != zones:
            raise problem(name, f"cidr_blocks of the {kind} subnets must list one block for each of the {zones} availability zones")
        if "cidrBlocks" not in spec and "cidrMask" not in spec:
            raise problem(name, f"the {kind} subnet spec needs cidr_blocks or cidr_mask")


def _listed(name: str, specs: Sequence[Spec], zones: int) -> list[list[Network]]:
    return [[_network(name, spec["cidrBlocks"][zone]) for spec in specs] for zone in range(zones)]


def _placed(name: str, network: Network, specs: Sequence[Spec], zones: int) -> list[list[Network]]:
    """One block after the other from the start of the zone's share of the network, each at a multiple of its size."""
    share = 2 ** (32 - network.prefixlen - math.ceil(math.log2(zones)))
    if sum(map(_size, specs)) > share:
        raise problem(name, f"the subnets need more than the {share} addresses each availability zone has in {network}")
    placed: list[list[Network]] = []
    for zone in range(zones):
        start = int(network.network_address) + zone * share
        row: list[Network] = []
        for spec in specs:
            start = -(-start // _size(spec)) * _size(spec)
            row.append(Network((start, spec["cidrMask"])))
            start += _size(spec)
        placed.append(row)
    return placed


def _check_subnets(name: str, found: Sequence[Subnet]) -> None:
    most_used, count = Counter(subnet.name for subnet in found).most_common(1)[0]
    if count > 1:
        raise problem(name, f"two subnet specs give the name {most_used}; set `name` on one of them")
    for left, right in itertools.combinations(found, 2):
        if left.block.overlaps(right.block):
            raise problem(name, f"subnets overlap: {left.name} ({left.block}) and {right.name} ({right.block})")


def _gaps(network: Network, found: Sequence[Subnet]) -> list[str]:
    gaps = []
    first, last = found[0], found[-1]
    if first.block.network_address != network.network_address:
        gaps.append(f"{first.name} ({first.block}) does not start at the beginning of the VPC ({network})")
    for left, right in itertools.pairwise(found):
        if left.block.broadcast_address + 1 != right.block.network_address:
            gaps.append(f"{left.name} ({left.block}) <=> {right.name} ({right.block})")
    if last.block.broadcast_address != network.broadcast_address:
        end = network.broadcast_address - 1
        gaps.append(f"{last.name} (ending {last.block.broadcast_address - 1}) ends before VPC ends (at {end})")
    return gaps


def _network(name: str, cidr: str) -> Network:
    try:
        return Network(cidr)
    except ValueError as error:
        raise problem(name, f"{cidr!r} is not a CIDR block: {error}") from None


def _size(spec: Spec) -> int:
    return int(2 ** (32 - spec["cidrMask"]))
