"""What runs under which security group."""

import re
from collections.abc import Iterator, Mapping

from policy.knowledge.network.security_groups import GROUPS, RULES
from policy.model import kinds
from policy.model.graph import Graph
from policy.model.rule import Known, Undecided
from policy.model.values import decode

_BALANCERS = (kinds.LOAD_BALANCER, kinds.CLASSIC_LOAD_BALANCER)
_NOTHING_RUNS = frozenset({*GROUPS, *RULES, *_BALANCERS, kinds.GROUP_ASSOCIATION})
# Properties that place something under a group, against those that only say who may come.
_GROUPS_IN = re.compile(r"^(?!source|referenced).*security_?group", re.IGNORECASE)
# Objects that hold such a property: while one is unknown, or a string, its edges decide.
_HOLDING = frozenset(
    {"brokerNodeGroupInfo", "definition", "ecsTarget", "networkConfiguration", "networkInterfaces", "target", "vpcConfig"}
)


def groups_of_balancers_alone(graph: Graph) -> Known[str]:
    """URNs of the groups that load balancers run under and nothing else does."""
    links = [(balancer, graph.links(balancer, "securityGroups", *GROUPS)) for balancer in graph.of(kinds.LOAD_BALANCER)]
    named = {group.urn for _, link in links for group in link.targets}
    unresolved = [Undecided(balancer, "securityGroups") for balancer, link in links if link.unknown]
    return Known(sorted(named - _groups_of_others(graph)), [*unresolved])


def _groups_of_others(graph: Graph) -> set[str]:
    found: set[str] = set()
    for resource in graph.resources:
        if resource.type in _NOTHING_RUNS or not resource.type.startswith("aws:"):
            continue
        for path, value in resource.props.items():
            named = list(_named(path, value))
            if named:
                found |= {group.urn for group in graph.resolve(resource, path, named, *GROUPS).targets}
    return found


def _named(key: str, value: object) -> Iterator[object]:
    """The groups below a property."""
    waiting = [(key, decode(value) if key == "definition" else value)]
    while waiting:
        name, inner = waiting.pop()
        if isinstance(inner, Mapping):
            waiting += [(str(each), one) for each, one in inner.items()]
        elif isinstance(inner, list):
            waiting += [(name, one) for one in inner]
        elif _GROUPS_IN.search(name) or name in _HOLDING:
            yield inner
