"""Machines that an Elastic IP gives a public address, whatever the machines themselves say (Security Hub, EC2.9)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from policy.knowledge.paths import given, spread
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import is_absent

EIP: Final = "aws:ec2/eip:Eip"
EIP_ASSOCIATION: Final = "aws:ec2/eipAssociation:EipAssociation"
INTERFACE: Final = "aws:ec2/networkInterface:NetworkInterface"
INTERFACE_ATTACHMENT: Final = "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment"
_SWITCH: Final = "associatePublicIpAddress"
_MACHINES: Final = (kinds.INSTANCE, "aws:ec2/spotInstanceRequest:SpotInstanceRequest")
# NAT gateways and load balancers name an address themselves, by its allocation; what an address names is a machine or an interface.
_ADDRESSES: Final = ((EIP, "instance", "networkInterface"), (EIP_ASSOCIATION, "instanceId", "networkInterfaceId"))
# Where a machine says that an interface is its own.
_OWN_INTERFACES: Final = (
    *((token, "networkInterfaces.*.networkInterfaceId") for token in (*_MACHINES, "aws:ec2/launchTemplate:LaunchTemplate")),
    (kinds.INSTANCE, "primaryNetworkInterface.networkInterfaceId"),
)


@dataclass(frozen=True)
class _Held:
    """Whose interfaces are: machines by the URN of an interface, and whether some machine's interface is not known."""

    by: dict[str, Resource] = field(default_factory=dict)
    unresolved: list[Resource] = field(default_factory=list)


def machines_addressed(graph: Graph) -> Findings:
    """One finding for each machine with an Elastic IP, unless it asks for a public address itself, which is found there.

    What an address is at that is not in the stack, or not known, is found at the address.
    """
    said: set[Resource | None] = {machine for machine in graph.of(*_MACHINES) if machine.get(_SWITCH) is True}
    for token, by_machine, by_interface in _ADDRESSES:
        for address in graph.of(token):
            for found in (*_of_machine(graph, address, by_machine), *_of_interface(graph, address, by_interface)):
                if found.resource not in said:
                    yield found
                    said.add(found.resource)


def _of_machine(graph: Graph, address: Resource, path: str) -> Iterator[Violation | Undecided]:
    links = _named(graph, address, path, *_MACHINES)
    if links.unknown or len(links.targets) > 1:
        yield Undecided(address, path)
        return
    for machine in links.targets:
        yield _addressed(machine, address)
    for name in links.outside:
        yield Violation(address, f"`{path}` is `{name}`: the machine has a public address.")


def _of_interface(graph: Graph, address: Resource, path: str) -> Iterator[Violation | Undecided]:
    """An interface of the stack that no machine has is no machine's; what another one is for is not known."""
    links = _named(graph, address, path, INTERFACE, *_MACHINES)
    if links.unknown or links.outside or len(links.targets) > 1:
        yield Undecided(address, path)
        return
    held = graph.once(_held)
    for target in links.targets:
        machine = target if target.type != INTERFACE else held.by.get(target.urn)
        if machine is not None:
            yield _addressed(machine, address)
        elif held.unresolved:
            yield Undecided(held.unresolved[0], "which interface is its own")


def _addressed(machine: Resource, address: Resource) -> Violation:
    return Violation(machine, f"The Elastic IP of `{address.name}` gives it a public address.")


def _named(graph: Graph, address: Resource, path: str, *types: str) -> Links:
    """What an address names; nothing where the program leaves it to AWS."""
    return graph.resolve(address, path, [given(address, path)], *types)


def _held(graph: Graph) -> _Held:
    """Which machine has which interface: by its own word, by the interface's, or by an attachment's."""
    held = _Held()
    for token, path in _OWN_INTERFACES:
        for machine in graph.of(token):
            for place in spread(machine, path):
                _hold(held, machine, _named(graph, machine, place, INTERFACE))
    for interface in graph.of(INTERFACE):
        for place in spread(interface, "attachments.*.instance"):
            if not is_absent(given(interface, place)):
                held.by[interface.urn] = _one_of(_named(graph, interface, place, *_MACHINES), interface)
    for attachment in graph.of(INTERFACE_ATTACHMENT):
        machine = _one_of(_named(graph, attachment, "instanceId", *_MACHINES), attachment)
        _hold(held, machine, _named(graph, attachment, "networkInterfaceId", INTERFACE))
    return held


def _hold(held: _Held, machine: Resource, links: Links) -> None:
    held.by.update((interface.urn, machine) for interface in links.targets)
    if links.unknown:
        held.unresolved.append(machine)


def _one_of(links: Links, otherwise: Resource) -> Resource:
    """The machine that is named, or what names it where that is not in the stack."""
    return links.targets[0] if links.targets else otherwise
