"""What a run registered has one order, however the SDK's waiting turned out."""

import random

from offline.simulation.model import STACK_TYPE, Resource
from offline.simulation.order import in_order


def _resource(urn: str, parent: str | None, *, custom: bool = True, needs: tuple[str, ...] = ()) -> Resource:
    return Resource(
        urn=urn, type=STACK_TYPE, name=urn, parent=parent, custom=custom, inputs={}, outputs={}, property_dependencies={"p": needs}
    )


STACK = _resource("stack", None, custom=False)
NETWORK = _resource("network", "stack", custom=False)
CLUSTER = _resource("cluster", "stack", custom=False)
RACERS = [_resource(name, "network", needs=("key",)) for name in "dcba"]
REGISTERED = [STACK, NETWORK, CLUSTER, _resource("key", "cluster"), *RACERS, _resource("last", "cluster", needs=("a", "d"))]


def test_resources_that_race_have_one_order() -> None:
    orders = set()
    for seed in range(20):
        racers = random.Random(seed).sample(RACERS, len(RACERS))  # noqa: S311 - a shuffle
        orders.add(tuple(one.urn for one in in_order([*REGISTERED[:4], *racers, REGISTERED[-1]])))
    assert orders == {("stack", "network", "cluster", "key", "a", "b", "c", "d", "last")}


def test_components_keep_the_order_of_their_declaration_and_all_comes_after_what_it_needs() -> None:
    ordered = [resource.urn for resource in in_order(REGISTERED)]
    assert ordered.index("network") < ordered.index("cluster")
    for resource in REGISTERED:
        for needed in (resource.parent, *resource.property_dependencies["p"]):
            assert needed is None or ordered.index(needed) < ordered.index(resource.urn)
