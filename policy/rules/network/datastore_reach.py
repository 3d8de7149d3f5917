"""Who can open a connection to a datastore."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.knowledge.network.group_rules import ingress_rules
from policy.knowledge.network.security_groups import GROUPS, Opening
from policy.knowledge.network.task_locations import TASK_LOCATIONS
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Known, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, number, text

_POSTGRES, _MYSQL, _REDIS, _MEMCACHED = 5432, 3306, 6379, 11211
_ENGINE_PORTS = (("postgres", _POSTGRES), ("mysql", _MYSQL), ("mariadb", _MYSQL), ("oracle", 1521), ("sqlserver", 1433))
_KAFKA_PORTS = frozenset({9094, 9096, 9098})  # TLS, SCRAM, IAM: the ones that are encrypted

_GROUPS_OF = {
    kinds.DB_INSTANCE: "vpcSecurityGroupIds",
    kinds.DB_CLUSTER: "vpcSecurityGroupIds",
    kinds.CACHE_CLUSTER: "securityGroupIds",
    kinds.CACHE_REPLICATION_GROUP: "securityGroupIds",
    kinds.CACHE_SERVERLESS: "securityGroupIds",
    kinds.KAFKA_CLUSTER: "brokerNodeGroupInfo.securityGroups",
    kinds.KAFKA_SERVERLESS: "vpcConfigs.securityGroupIds",
}


@dataclass(frozen=True)
class _Workloads:
    """The groups that workloads run under, by URN, and whether those are all."""

    groups: frozenset[str]
    are_known: bool


@stack_rule(
    About(
        name="datastore-reached-only-by-workloads",
        title="Datastores are reached from workloads' groups only, on their own port",
        severity="critical",
        why="An address range, a prefix list or a group that nobody runs under is a way in that no workload needs and anyone "
        "placed there can take.",
        fix="Let each rule on the datastore's group name one workload's group in `referenced_security_group_id`, with `from_port` "
        "and `to_port` both the engine's port.",
        references=("NIST-800-53 AC-4", "NIST-800-53 SC-7", "NIST-800-53 SC-7(5)", "AWS-FSBP EC2.19"),
        preview="the edges between datastores, groups, rules and workloads",
        passes="referenced_security_group_id=api_group.id, from_port=5432, to_port=5432",
        fails='cidr_ipv4="10.0.0.0/16"',
    )
)
def reached_by_workloads(graph: Graph, _: Config) -> Findings:
    """Services, scheduled tasks, and jobs that a state machine starts are workloads."""
    workloads = _workloads(graph)
    rules = graph.once(ingress_rules)
    for store in graph.of(*_GROUPS_OF):
        path = _GROUPS_OF[store.type]
        if store.is_unset(path):
            yield Violation(store, f"`{path}` is not set, so the network's default group decides who gets in.")
            continue
        links = graph.links(store, path, *GROUPS)
        if links.unknown or links.outside:
            yield Undecided(store, path)
        for rule in rules.unresolved:
            yield Undecided(rule, "securityGroupId")
        for group in links.targets:
            if group in rules.unread:
                yield Undecided(group, "ingress")
            for opening in rules.by_group.get(group.urn, ()):
                yield from _judge(graph, store, opening, workloads)


def _judge(graph: Graph, store: Resource, opening: Opening, workloads: _Workloads) -> Findings:
    rule = opening.resource
    if opening.is_unknown:
        yield Undecided(rule, opening.path)
        return
    if opening.cidrs:
        yield Violation(rule, f"It admits an address range to `{store.name}`.")
    if opening.prefix_lists:
        yield Violation(rule, f"It admits a prefix list to `{store.name}`.")
    yield from _judge_port(store, opening)
    yield from _judge_source(graph, store, opening, workloads)


def _judge_port(store: Resource, opening: Opening) -> Findings:
    ports = _ports(store)
    if opening.ports_unknown:
        yield Undecided(opening.resource, f"{opening.place}fromPort")
    elif opening.is_one_tcp_port not in ports:
        if store.get("port") is UNKNOWN and opening.is_one_tcp_port is not None and store.edges("port"):
            yield Undecided(store, "port")
        else:
            wanted = " or ".join(f"{port:g}" for port in sorted(ports))
            yield Violation(opening.resource, f"It opens more than, or another than, port {wanted} of `{store.name}`.")


def _judge_source(graph: Graph, store: Resource, opening: Opening, workloads: _Workloads) -> Findings:
    rule = opening.resource
    if opening.own is True:
        yield Violation(rule, f"It admits the group of `{store.name}` itself, which no workload runs under.")
    elif opening.own is UNKNOWN:
        yield Undecided(rule, f"{opening.place}self")
    links = graph.resolve(rule, opening.groups_path, opening.groups, *GROUPS)
    others = [group.name for group in links.targets if group.urn not in workloads.groups]
    for name in (*others, *links.outside):
        if not workloads.are_known:
            yield Undecided(rule, f"whether a workload runs under the group {name}")
        else:
            yield Violation(rule, f"It admits the group `{name}` to `{store.name}`, which no workload runs under.")
    if links.unknown:
        yield Undecided(rule, f"{opening.place}{opening.groups_path}" if not opening.path else f"{opening.place}securityGroups")


def _ports(store: Resource) -> frozenset[int]:
    """The ports a store may listen on: its own setting, else its engine's, else any engine's."""
    if store.type in (kinds.KAFKA_CLUSTER, kinds.KAFKA_SERVERLESS):
        return _KAFKA_PORTS
    own = number(store.get("port"))
    if own is not None:
        return frozenset({int(own)})
    engine = text(store.get("engine"))
    if store.type in (kinds.DB_INSTANCE, kinds.DB_CLUSTER):
        known = frozenset(port for word, port in _ENGINE_PORTS if word in engine)
        return known or frozenset(port for _, port in _ENGINE_PORTS)
    if store.get("engine") is UNKNOWN:
        return frozenset({_REDIS, _REDIS + 1, _MEMCACHED})
    if engine == "memcached":
        return frozenset({_MEMCACHED})
    return frozenset({_REDIS, _REDIS + 1} if store.type == kinds.CACHE_SERVERLESS else {_REDIS})


def _workloads(graph: Graph) -> _Workloads:
    workloads = Known[str]()
    for token, location in TASK_LOCATIONS.items():
        path = f"{location.network}.securityGroups"
        for workload in graph.of(token):
            links = graph.links(workload, path, *GROUPS)
            workloads.add(Known([group.urn for group in links.targets], [Undecided(workload, path)] if links.unknown else []))
    ids = {text(group.get("id")): group for group in graph.of(*GROUPS)}
    for machine in graph.of(kinds.STATE_MACHINE):
        named = [group.urn for group in _groups_of_job(machine, ids)]
        is_unresolved = not named and machine.get("definition") is UNKNOWN
        workloads.add(Known(named, [Undecided(machine, "definition")] if is_unresolved else []))
    return _Workloads(frozenset(workloads.found), are_known=not workloads.unresolved)


def _groups_of_job(machine: Resource, ids: Mapping[str, Resource]) -> Iterator[Resource]:
    """The groups a state machine's definition was made of, was declared to wait for, or names."""
    yield from machine.edges("definition", *GROUPS)
    yield from (resource for resource in machine.dependencies if resource.type in GROUPS)
    words = text(machine.get("definition")).split('"')
    yield from (ids[word] for word in words if word and word in ids)


RULES: tuple[Rule, ...] = (reached_by_workloads,)
