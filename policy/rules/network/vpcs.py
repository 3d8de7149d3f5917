"""Networks: flow logs, an empty default group, and internet routes in the public tier only."""

from collections.abc import Iterator, Sequence

from policy.knowledge.network.cidr import SHARE
from policy.knowledge.network.group_rules import GroupRules, egress_rules, ingress_rules
from policy.knowledge.network.routes import Routes
from policy.knowledge.network.task_locations import TASK_LOCATIONS, in_definition
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, items, text

# What belongs into a private subnet, and where it names its subnets.
_PRIVATE = {
    # An Express service has its load balancer where its tasks are: one for the public takes public subnets.
    **{token: f"{one.network}.subnets" for token, one in TASK_LOCATIONS.items() if token != kinds.EXPRESS_SERVICE},
    kinds.DB_SUBNETS: "subnetIds",
    kinds.CACHE_SUBNETS: "subnetIds",
    kinds.CACHE_SERVERLESS: "subnetIds",
    kinds.KAFKA_CLUSTER: "brokerNodeGroupInfo.clientSubnets",
    kinds.KAFKA_SERVERLESS: "vpcConfigs.subnetIds",
}


@stack_rule(
    About(
        name="vpc-flow-logged",
        title="Every network has a flow log: of all traffic where data is protected, of what was refused anywhere else",
        severity="high",
        why="After an incident nobody can tell who talked to whom.",
        fix='Declare an `aws.ec2.FlowLog` with `vpc_id` and `traffic_type="ALL"`, or one for `ACCEPT` and one for `REJECT`; '
        "`REJECT` alone is enough in a stack where nothing stateful has Pulumi protection.",
        references=("AWS-FSBP EC2.6", "CIS-AWS-3.0 3.7", "NIST-800-53 AU-12", "NIST-800-53 SI-4"),
        preview="the edge from the flow log to its network",
        passes='FlowLog(vpc_id=vpc.id, traffic_type="ALL", log_destination=group.arn)',
        fails='traffic_type="ACCEPT"',
    )
)
def flow_logged(graph: Graph, _: Config) -> Findings:
    """What was refused shows scans, only the rest who reached the data. How long it is kept is its group's or bucket's matter."""
    attached = graph.attached(kinds.FLOW_LOG, "vpcId", kinds.VPC)
    for vpc in graph.of(kinds.VPC):
        logs = attached.to(vpc)
        kept = [log.get("trafficType") for log in logs]
        halves = ("ACCEPT", "REJECT") if graph.is_protected else ("REJECT",)
        if "ALL" in kept or all(half in kept for half in halves):
            continue
        if UNKNOWN in kept or (not logs and attached.unresolved):
            yield Undecided(vpc, "a flow log")
        elif logs:
            yield Violation(logs[0], f"`trafficType` is not `ALL`, and no log has the rest of {' and '.join(halves)}.")
        else:
            yield Violation(vpc, "The network has no `FlowLog`.")


@stack_rule(
    About(
        name="default-group-emptied",
        title="Every network's default security group admits nothing",
        severity="medium",
        why="Whatever is placed without a group of its own gets the default one, which admits and reaches everything beside it.",
        fix="Declare an `aws.ec2.DefaultSecurityGroup` with `vpc_id` alone, and no rule of its own for it.",
        references=("AWS-FSBP EC2.2", "CIS-AWS-3.0 5.4", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the edge from the default group to its network, and its rules",
        passes="DefaultSecurityGroup(vpc_id=vpc.id)",
        fails="no `DefaultSecurityGroup`",
    )
)
def default_emptied(graph: Graph, _: Config) -> Findings:
    """Adopting the group strips its rules; what is declared in it or for it comes back."""
    rules = [graph.once(ingress_rules), graph.once(egress_rules)]
    attached = graph.attached(kinds.DEFAULT_SECURITY_GROUP, "vpcId", kinds.VPC)
    for vpc in graph.of(kinds.VPC):
        groups = attached.to(vpc)
        if not groups and attached.unresolved:
            yield Undecided(vpc, "vpcId of a default group")
        elif not groups:
            yield Violation(vpc, "The network has no `DefaultSecurityGroup` that strips its rules.")
        for group in groups:
            for direction in ("ingress", "egress"):
                if not group.is_unset(direction) and UNKNOWN in items(group.get(direction)):
                    yield Undecided(group, direction)
                elif not group.is_unset(direction) and items(group.get(direction)):
                    yield Violation(group, f"`{direction}` has rules.")
        for resource in _rules_beside(vpc, groups, rules):
            yield Violation(resource, "It gives the default group a rule.")


def _rules_beside(vpc: Resource, groups: Sequence[Resource], rules: Sequence[GroupRules]) -> Iterator[Resource]:
    """Rule resources of a network's default group, which the network names as well."""
    names = [*(group.urn for group in groups), text(vpc.get("defaultSecurityGroupId"))]
    for one in rules:
        openings = (opening for name in names for opening in one.by_group.get(name, ()))
        yield from (opening.resource for opening in openings if opening.resource not in groups)
        yield from (rule for rule in one.unresolved if vpc in rule.edges("securityGroupId"))


@stack_rule(
    About(
        name="public-addresses-in-public-subnets",
        title="Only public subnets give out public addresses",
        severity="medium",
        why="A machine placed in a private subnet gets an address that anyone can try, one route away from working.",
        fix="Leave `map_public_ip_on_launch` off wherever no route leads to an internet gateway.",
        references=("AWS-FSBP EC2.15", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the switch, and the edges from subnets to routes",
        passes="map_public_ip_on_launch=False",
        fails="map_public_ip_on_launch=True, in a subnet whose route leads to a NAT gateway",
        settings={"internetShare": SHARE},
    )
)
def addresses(graph: Graph, config: Config) -> Findings:
    """A subnet is public when its table, or its network's main one, leads the internet to an internet gateway."""
    routes = Routes(graph, config.number("internetShare"))
    for subnet in graph.of(kinds.SUBNET):
        gives = subnet.get("mapPublicIpOnLaunch")
        if gives in (None, False):
            continue
        public = routes.is_public(subnet)
        if public is not True and gives is UNKNOWN:
            yield Undecided(subnet, "mapPublicIpOnLaunch")
        elif public is UNKNOWN:
            yield Undecided(subnet, "its route table")
        elif public is False:
            yield Violation(subnet, "`mapPublicIpOnLaunch` is on, and no route leads to an internet gateway.")


@stack_rule(
    About(
        name="workloads-in-private-subnets",
        title="The internet is routed to the public tier only",
        severity="high",
        why="A task or datastore in a subnet with a route to the internet gateway is one address and one rule away from everyone.",
        fix="Place services, whatever else starts tasks, databases, caches and brokers in subnets whose default route is a NAT "
        "gateway, or none; keep the route to `gateway_id` in the public tier's tables.",
        references=("AWS-FSBP EC2.15", "NIST-800-53 AC-4", "NIST-800-53 SC-7", "NIST-800-53 SC-7(21)"),
        preview="the edges from workloads to subnets, from those to tables and routes",
        passes="subnets=network.private_subnet_ids",
        fails="subnets=network.public_subnet_ids",
        settings={"internetShare": SHARE},
    )
)
def private_tier(graph: Graph, config: Config) -> Findings:
    """While edges alone tell, they name all subnets of a network: then the tier is undecided.

    A state machine whose definition is unknown may run no tasks at all: only subnets that went into it make it a question.
    """
    routes = Routes(graph, config.number("internetShare"))
    for token, path in _PRIVATE.items():
        for resource in graph.of(token):
            yield from _placed(graph, routes, resource, path, items(resource.get(path)))
    for machine in graph.of(kinds.STATE_MACHINE):
        subnets = [one for listed in in_definition(machine, "Subnets") for one in items(listed)]
        if UNKNOWN not in subnets or machine.edges("definition", kinds.SUBNET):
            yield from _placed(graph, routes, machine, "definition", subnets)


def _placed(graph: Graph, routes: Routes, resource: Resource, path: str, values: Sequence[object]) -> Findings:
    links = graph.resolve(resource, path, [value for value in values if value is not UNKNOWN], kinds.SUBNET)
    tiers = {subnet.name: routes.is_public(subnet) for subnet in links.targets}
    for name in sorted(name for name, public in tiers.items() if public is True):
        yield Violation(resource, f"`{path}` names the subnet `{name}`, which is routed to an internet gateway.")
    if links.outside or UNKNOWN in tiers.values() or (UNKNOWN in values and any(_maybe_public(graph, routes, resource, path))):
        yield Undecided(resource, path)


def _maybe_public(graph: Graph, routes: Routes, resource: Resource, path: str) -> Iterator[bool]:
    candidates = resource.edges(path, kinds.SUBNET) or graph.of(kinds.SUBNET)
    for subnet in candidates:
        yield routes.is_public(subnet) is not False


RULES: tuple[Rule, ...] = (flow_logged, default_emptied, addresses, private_tier)
