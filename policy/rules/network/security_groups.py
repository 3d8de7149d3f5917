"""Security groups: described, in use, and open to the internet on load balancers only."""

from collections.abc import Sequence

from policy.knowledge.network.cidr import SHARE, is_anywhere
from policy.knowledge.network.group_rules import PrefixLists, Stretch, ingress_rules, stretches
from policy.knowledge.network.group_users import groups_of_balancers_alone
from policy.knowledge.network.security_groups import ALL_PORTS, GROUPS, NEVER_OPEN, Opening
from policy.knowledge.network.security_groups import RULES as GROUP_RULES
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, Unknown, dig, each_object, has_unknown, is_absent, text

_DECLARING = (*GROUPS, *GROUP_RULES)
_NAMING = (
    "brokerNodeGroupInfo",
    "containerDefinitions",
    "definition",
    "networkConfiguration",
    "securityGroupIds",
    "securityGroups",
    "vpcConfig",
    "vpcConfigs",
    "vpcSecurityGroupIds",
)
# Ports of SQL Server, Oracle, NFS, MySQL, PostgreSQL, Redis, Kafka, Memcached and MongoDB.
_STORES = (1433, 1521, 2049, 3306, 5432, 6379, 6380, 9092, 9094, 9096, 9098, 11211, 27017)
_BOILERPLATE = ("", "Managed by Pulumi", "Managed by Terraform")


@resource_rule(
    About(
        name="security-groups-described",
        title="Every security group and rule says what it is for",
        severity="low",
        level="advisory",
        why="Nobody dares to remove a rule whose purpose nobody knows.",
        fix="Set `description` on the group and on each rule.",
        references=("NIST-800-53 CM-2", "NIST-800-53 CM-8", "NIST-800-53 SC-7(5)"),
        preview="the words themselves",
        passes='description="PostgreSQL from the API"',
        fails='description="Managed by Pulumi"',
    ),
    kinds.SECURITY_GROUP,
    *GROUP_RULES,
)
def described(resource: Resource, _: Config) -> Findings:
    """Rules inside a group have descriptions of their own."""
    if resource.get("description") is not UNKNOWN and text(resource.get("description")) in _BOILERPLATE:
        yield Violation(resource, "`description` says nothing.")
    for direction in ("ingress", "egress"):
        for position, rule in each_object(resource.get(direction)):
            if rule is not UNKNOWN and is_absent(dig(rule, "description")):
                yield Violation(resource, f"`{direction}.{position}.description` says nothing.")


@stack_rule(
    About(
        name="security-groups-attached",
        title="Every security group belongs to something",
        severity="low",
        level="advisory",
        why="A group nobody runs under is a way in that waits for whoever is placed there next.",
        fix="Delete the group, or name it where it belongs.",
        references=("AWS-FSBP EC2.22", "NIST-800-53 CM-7", "NIST-800-53 CM-8(1)"),
        preview="the edges and values that name a group",
        passes="security_groups=[group.id]",
        fails="a `SecurityGroup` that nothing names",
    )
)
def attached(graph: Graph, _: Config) -> Findings:
    """Rules, and groups that only let each other in, do not count."""
    named = _named(graph)
    is_uncertain = any(has_unknown(one.get(path)) and not one.edges(path, *GROUPS) for one in graph.resources for path in _NAMING)
    for group in graph.of(kinds.SECURITY_GROUP):
        if group.urn not in named and text(group.get("id")) not in named:
            if is_uncertain:
                yield Undecided(group, "groups of something that names one which is unknown")
            else:
                yield Violation(group, "Nothing runs under the group.")


def _named(graph: Graph) -> set[str]:
    """URNs and ids of groups that anything but a group or rule names."""
    ids = {text(group.get("id")) for group in graph.of(kinds.SECURITY_GROUP)} - {""}
    found: set[str] = set()
    for resource in graph.resources:
        if resource.type not in _DECLARING and resource.type.startswith("aws:"):
            found |= {one.urn for one in resource.dependencies} | (_strings(resource.props) & ids)
    return found


def _strings(value: object) -> set[str]:
    if isinstance(value, str):
        return {value, *value.split('"')} if value.startswith(("{", "[")) else {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {one for each in inner for one in _strings(each)}


@stack_rule(
    About(
        name="internet-reaches-load-balancers-only",
        title="What the internet may reach is a load balancer",
        severity="critical",
        why="Address blocks that are harmless one by one, or hidden in a prefix list, can together be everyone, on a group that "
        "a service or datastore runs under.",
        fix="Admit the load balancer's group in `referenced_security_group_id` instead of address blocks, or the few blocks that "
        "belong to you. A prefix list of another stack that belongs before a datastore is named in `allowedPrefixLists`.",
        references=("AWS-FSBP EC2.18", "CIS-AWS-3.0 5.2", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="address blocks themselves, and the edges from rules to groups and prefix lists and from groups to what runs "
        "under them",
        passes='cidr_ipv4="203.0.113.0/24"',
        fails='cidr_ipv4="0.0.0.0/1" and cidr_ipv4="128.0.0.0/1", in two rules of one group',
        settings={
            "allowedPorts": Setting(
                default=("80", "443"), description="TCP ports that load balancers may open to everyone", gives_up=NEVER_OPEN
            ),
            "allowedPrefixLists": Setting(default=(), description="Ids of prefix lists of other stacks that may reach datastores"),
            "internetShare": SHARE,
        },
    )
)
def closure(graph: Graph, config: Config) -> Findings:
    """The union of a group's blocks, port by port. One `cidr` that is wide by itself is another rule's."""
    balancers = graph.once(groups_of_balancers_alone)
    theirs = frozenset(balancers.found)
    lists = graph.once(PrefixLists)
    rules = graph.once(ingress_rules)
    unresolved = {rule.urn for rule in rules.unresolved}
    for group, listed in rules.with_unresolved():
        for opening in rules.by_group[group]:
            yield from _foreign_lists(opening, lists.links(opening).outside, config.strings("allowedPrefixLists"))
        sides = [(opening, [*_narrow(opening), *lists.cidrs(opening)]) for opening in listed]
        found = []
        for stretch in stretches(sides, config.number("internetShare")):
            web = stretch.is_one_of(config.strings("allowedPorts"))
            if not (web and group in theirs):
                found.append((stretch, web and (bool(balancers.unresolved) or group in unresolved)))
        yield from _together(found)


def _narrow(opening: Opening) -> list[object]:
    return [cidr for cidr in opening.cidrs if cidr is not UNKNOWN and not is_anywhere(cidr)]


def _together(found: Sequence[tuple[Stretch, bool]]) -> Findings:
    """What is said of each rule once, however many stretches it is open in: those whose group may be a balancer's come with it."""
    unread = (one for stretch, _ in found if stretch.everyone is UNKNOWN for one in stretch.unresolved)
    yield from (Undecided(one, "its group or ports, or the entries of its prefix list") for one in dict.fromkeys(unread))
    uncertain = (one for stretch, is_uncertain in found if stretch.everyone is True and is_uncertain for one in stretch.resources)
    yield from (Undecided(one, "securityGroups of a load balancer") for one in dict.fromkeys(uncertain))
    sure = (one for stretch, is_uncertain in found if stretch.everyone is True and not is_uncertain for one in stretch.resources)
    yield from (
        Violation(one, "Together, the address blocks that its group admits are the internet.") for one in dict.fromkeys(sure)
    )


def _foreign_lists(opening: Opening, named: Sequence[str], allowed: Sequence[str]) -> Findings:
    """Lists whose entries the stack does not hold. AWS's own are for the web and for SSH, so they are no way to a datastore."""
    first, last = ALL_PORTS if isinstance(opening.ports, Unknown) else opening.ports
    ports = [port for port in _STORES if first <= port <= last]
    for name in named if ports else ():
        if name not in allowed and opening.ports_unknown:
            yield Undecided(opening.resource, "its ports, for a list that this stack does not declare")
        elif name not in allowed:
            what = f"It admits `{name}`, a list that this stack does not declare, to a datastore's port {ports[0]}."
            yield Violation(opening.resource, what)


RULES: tuple[Rule, ...] = (described, attached, closure)
