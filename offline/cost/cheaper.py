"""A cheaper setting for what costs the most, where there is one, with what it saves and what it gives up."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from offline.cost.estimate import Item, total
from offline.cost.lines import CENT
from offline.cost.prices import HOURS
from offline.cost.rows.compute import tasks
from offline.cost.view import View

Hint = Callable[[Item, View], str]
_AURORA_INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
_NAT: Final = "aws:ec2/natGateway:NatGateway"


def cheaper(item: Item, view: View) -> str:
    """A cheaper setting for a resource, in a sentence without a full stop; empty where none is known."""
    hint = _HINTS.get(item.resource.type)
    return hint(item, view) if hint else ""


def _instance(item: Item, view: View) -> str:
    if item.resource.inputs.get("multiAz"):
        doubled = total(line for line in item.lines if line.price.key.startswith("rds_")).expected
        return f"multi_az: false saves {(doubled / 2).quantize(CENT)}; a lost zone is then a restore from backups"
    return _smaller(item, view, "rds_postgresql", str(item.resource.inputs.get("instanceClass")), "instance_class")


def _aurora_instance(item: Item, view: View) -> str:
    instances = len(view.recording.of(_AURORA_INSTANCE))
    if instances > 1:
        return f"instances: {instances - 1} saves {item.amount.expected}; a failed writer then waits for a new one without a reader"
    return _smaller(item, view, "aurora_postgresql", str(item.resource.inputs.get("instanceClass")), "instance_class")


def _cache(item: Item, view: View) -> str:
    inputs = item.resource.inputs
    nodes, size = inputs.get("numCacheClusters", 1), str(inputs.get("nodeType"))
    if inputs.get("engine") == "redis":
        return f"engine: valkey saves {(item.amount.expected / 5).quantize(CENT)}, a fifth, and speaks the same protocol"
    if nodes > 1:
        saved = (item.amount.expected / nodes).quantize(CENT)
        return f"nodes: {nodes - 1} saves {saved}; fewer nodes answer reads and take over"
    return _smaller(item, view, "elasticache_valkey", size, "node_type")


def _stream(item: Item, view: View) -> str:
    brokers = item.resource.inputs["numberOfBrokerNodes"]
    size = item.resource.inputs["brokerNodeGroupInfo"]["instanceType"]
    found = _smaller(item, view, "msk_provisioned", size, "instance_type")
    saved = (item.amount.expected / brokers).quantize(CENT)
    return found or (f"brokers: {brokers - 1} saves {saved}; fewer copies of each partition" if brokers > 2 else "")  # noqa: PLR2004


def _service(item: Item, view: View) -> str:
    count = tasks(item.resource, view)
    if any(line.price.key.startswith("fargate.linux_x86") for line in item.lines):
        return "an image for ARM64 saves a fifth"
    if count.low > 1:
        running = total(line for line in item.lines if line.price.key.startswith("fargate.")).expected
        saved = (running / count.expected).quantize(CENT)
        return f"min_capacity: {count.low - 1:.0f} saves {saved}; fewer tasks are there when load comes or a zone is lost"
    strategies = item.resource.inputs.get("capacityProviderStrategies") or ()
    if count.expected > 1 and all(one.get("capacityProvider") != "FARGATE_SPOT" for one in strategies):
        return "spot: true saves about two thirds of each task above the first; AWS may take it back within two minutes"
    return ""


def _nat(item: Item, view: View) -> str:
    others = len(view.recording.of(_NAT)) - 1
    if not others:
        return ""
    address = (view.prices.of("network.public_ipv4_hour", view.region_of(item.resource)).amount or Decimal(0)) * HOURS
    saved = ((item.amount.expected + address) * others).quantize(CENT)
    return f"nat: single saves {saved} with the addresses; a lost zone then takes outbound calls with it"


def _smaller(item: Item, view: View, table: str, size: str, setting: str) -> str:
    """The next smaller size of the same family that has a price."""
    region, family = view.region_of(item.resource), size.rpartition(".")[0]
    now = view.prices.of(f"{table}.{size}", region).amount
    known = [(view.prices.of(key, region).amount, key) for key in view.prices.entries if key.startswith(f"{table}.{family}.")]
    less = [(amount, key) for amount, key in known if amount is not None and now is not None and amount < now]
    if not less or now is None:
        return ""
    amount, key = max(less)
    hours = sum((line.quantity.expected for line in item.lines if line.price.key == f"{table}.{size}"), Decimal(0))
    saved = ((now - amount) * hours).quantize(CENT)
    return f"{setting}: {key.removeprefix(f'{table}.')} saves {saved}"


_HINTS: Final[Mapping[str, Hint]] = {
    "aws:ecs/service:Service": _service,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:msk/cluster:Cluster": _stream,
    _AURORA_INSTANCE: _aurora_instance,
    "aws:rds/instance:Instance": _instance,
    _NAT: _nat,
}
