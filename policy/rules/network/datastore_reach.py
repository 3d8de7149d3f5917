"""Who can open a connection to a datastore."""

from collections.abc import Sequence

from policy.knowledge.network.group_rules import ingress_rules
from policy.knowledge.network.security_groups import GROUPS, Opening
from policy.knowledge.network.workload_groups import EKS_CLUSTER, Workloads, workload_groups
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, number, text

_POSTGRES, _MYSQL, _REDIS, _MEMCACHED = 5432, 3306, 6379, 11211
_ENGINE_PORTS = (
    ("postgres", _POSTGRES),
    ("mysql", _MYSQL),
    ("mariadb", _MYSQL),
    ("oracle", 1521),
    ("sqlserver", 1433),
    ("db2", 50000),
)
_KAFKA_PORTS = frozenset({9094, 9096, 9098})  # TLS, SCRAM, IAM: the ones that are encrypted
# Where brokers, once told so, show their metrics ("Monitor an MSK Provisioned cluster with Prometheus").
_EXPORTERS = {"jmxExporter": 11001, "nodeExporter": 11002}

_MADE_BY_EKS = "vpcConfig.clusterSecurityGroupId"
_GROUPS_OF = {
    kinds.DB_INSTANCE: "vpcSecurityGroupIds",
    kinds.DB_CLUSTER: "vpcSecurityGroupIds",
    kinds.CACHE_CLUSTER: "securityGroupIds",
    kinds.CACHE_REPLICATION_GROUP: "securityGroupIds",
    kinds.CACHE_SERVERLESS: "securityGroupIds",
    kinds.KAFKA_CLUSTER: "brokerNodeGroupInfo.securityGroups",
    kinds.KAFKA_SERVERLESS: "vpcConfigs.securityGroupIds",
}


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
        settings={
            "outside": Setting(default=(), description="Ids of groups of other stacks that workloads run under"),
        },
    )
)
def reached_by_workloads(graph: Graph, config: Config) -> Findings:
    """Tasks, functions, machines, and whatever runs a program of its own are workloads. Who runs under a group of another stack
    only that stack can tell. Nodes and pods of EKS run under the group that it makes for each cluster.
    """
    workloads = graph.once(workload_groups)
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
                yield from _judge(graph, store, opening, workloads, config.strings("outside"))
                yield from _judge_own(store, group, opening, workloads)


def _judge(graph: Graph, store: Resource, opening: Opening, workloads: Workloads, outside: Sequence[str]) -> Findings:
    rule = opening.resource
    if opening.is_unknown:
        yield Undecided(rule, opening.path)
        return
    if opening.cidrs:
        yield Violation(rule, f"It admits an address range to `{store.name}`.")
    if opening.prefix_lists:
        yield Violation(rule, f"It admits a prefix list to `{store.name}`.")
    yield from _judge_port(store, opening)
    yield from _judge_source(graph, store, opening, workloads, outside)


def _judge_port(store: Resource, opening: Opening) -> Findings:
    ports = _ports(store)
    if opening.ports_unknown:
        yield Undecided(opening.resource, f"{opening.place}fromPort")
    elif opening.is_one_tcp_port not in ports:
        if store.get("port") is UNKNOWN and opening.is_one_tcp_port is not None and store.edges("port"):
            yield Undecided(store, "port")
        elif _shows(store, opening.is_one_tcp_port) is UNKNOWN:
            yield Undecided(store, "openMonitoring")
        else:
            wanted = " or ".join(f"{port:g}" for port in sorted(ports))
            yield Violation(opening.resource, f"It opens more than, or another than, port {wanted} of `{store.name}`.")


def _shows(store: Resource, port: int | None) -> object:
    """Whether brokers show metrics on a port."""
    names = [name for name, own in _EXPORTERS.items() if own == port and store.type == kinds.KAFKA_CLUSTER]
    return store.get(f"openMonitoring.prometheus.{names[0]}.enabledInBroker") if names else False


def _judge_source(graph: Graph, store: Resource, opening: Opening, workloads: Workloads, outside: Sequence[str]) -> Findings:
    rule = opening.resource
    links = graph.resolve(rule, opening.groups_path, opening.groups, *GROUPS)
    others = [group.name for group in links.targets if group.urn not in workloads.groups]
    made = {text(cluster.get(_MADE_BY_EKS)) for cluster in graph.of(EKS_CLUSTER)}
    for name in links.outside:
        if name not in made and not any(matches(pattern, name) for pattern in outside):
            yield Undecided(rule, f"whether a workload runs under the group {name}")
    for name in others:
        if not workloads.are_known:
            yield Undecided(rule, f"whether a workload runs under the group {name}")
        else:
            yield Violation(rule, f"It admits the group `{name}` to `{store.name}`, which no workload runs under.")
    if links.unknown and not rule.edges(opening.groups_path, EKS_CLUSTER):
        yield Undecided(rule, f"{opening.place}{opening.groups_path}" if not opening.path else f"{opening.place}securityGroups")


def _judge_own(store: Resource, group: Resource, opening: Opening, workloads: Workloads) -> Findings:
    """A group that admits itself, where no workload runs under it as well."""
    if opening.is_unknown or group.urn in workloads.groups:
        return
    if opening.own is UNKNOWN or (opening.own is True and not workloads.are_known):
        yield Undecided(opening.resource, f"{opening.place}self")
    elif opening.own is True:
        yield Violation(opening.resource, f"It admits the group of `{store.name}` itself, which no workload runs under.")


def _ports(store: Resource) -> frozenset[int]:
    """The ports a store may listen on: its own setting, else its engine's, else any engine's."""
    if store.type in (kinds.KAFKA_CLUSTER, kinds.KAFKA_SERVERLESS):
        return _KAFKA_PORTS | {port for port in _EXPORTERS.values() if _shows(store, port) is True}
    own = number(store.get("port"))
    if own is not None:
        return frozenset({int(own)})
    engine = text(store.get("engine"))
    if store.type in (kinds.DB_INSTANCE, kinds.DB_CLUSTER):
        known = frozenset(port for word, port in _ENGINE_PORTS if word in engine)
        return known or frozenset(port for _, port in _ENGINE_PORTS)
    # A serverless cache answers reads that may be behind on a second port ("Connect to a serverless cache").
    more = 1 if store.type == kinds.CACHE_SERVERLESS else 0
    redis, memcached = (frozenset({port, port + more}) for port in (_REDIS, _MEMCACHED))
    if store.get("engine") is UNKNOWN:
        return redis | memcached
    return memcached if engine == "memcached" else redis


RULES: tuple[Rule, ...] = (reached_by_workloads,)
