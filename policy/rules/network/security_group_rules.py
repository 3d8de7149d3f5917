"""Security groups: what may come in from anywhere, and what may leave for everywhere."""

from collections.abc import Container, Sequence
from itertools import chain

from policy.knowledge.network.cidr import ALLOWED, SHARE, is_anywhere
from policy.knowledge.network.group_rules import PrefixLists, Stretch, egress_rules, stretches
from policy.knowledge.network.group_users import groups_of_balancers_alone
from policy.knowledge.network.security_groups import GROUPS, NEVER_OPEN, Opening, openings
from policy.knowledge.network.security_groups import RULES as GROUP_RULES
from policy.model import kinds
from policy.model.expectations import at_most_undecided
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, Unknown, shown

_PORTS = Setting(
    default=("80", "443"), description="TCP ports that may be open to everyone, on load balancers", gives_up=NEVER_OPEN
)
_DECLARING = (*GROUPS, *GROUP_RULES)


@resource_rule(
    About(
        name="ingress-not-from-anywhere",
        title="Nothing but web ports is open to the internet",
        severity="critical",
        why="Every address on the internet may try the port, and scanners find it within minutes.",
        fix="Name the caller's group in `referenced_security_group_id`, or the narrowest `cidr_ipv4`. "
        "Only TCP 80 and 443 may be open to everyone, each in a rule of its own.",
        references=("AWS-FSBP EC2.18", "AWS-FSBP EC2.19", "CIS-AWS-3.0 5.2", "CIS-AWS-3.0 5.3", "NIST-800-53 SC-7"),
        preview="address blocks and ports themselves",
        passes='from_port=443, to_port=443, cidr_ipv4="0.0.0.0/0"',
        fails='from_port=5432, to_port=5432, cidr_ipv4="0.0.0.0/0"',
        settings={"allowedPorts": _PORTS, "allowedBlocks": ALLOWED},
    ),
    *_DECLARING,
)
def ingress(resource: Resource, config: Config) -> Findings:
    """Whether the web ports lead to a load balancer is another rule's question: it needs the edges."""
    declared = openings(resource, "ingress")
    yield from declared.unresolved
    for opening in declared.found:
        if not opening.is_too_big and not _is_allowed(opening, config):
            yield from _from_anywhere(opening, config.strings("allowedBlocks"))


def _is_allowed(opening: Opening, config: Config) -> bool:
    port = opening.is_one_tcp_port
    return port is not None and str(port) in config.strings("allowedPorts")


def _from_anywhere(opening: Opening, allowed: Sequence[str]) -> Findings:
    wide = [cidr for cidr in opening.cidrs if cidr is not UNKNOWN and is_anywhere(cidr) and cidr not in allowed]
    if opening.is_unknown:
        yield Undecided(opening.resource, opening.path)
    elif not wide:
        if UNKNOWN in opening.cidrs:
            yield Undecided(opening.resource, f"{opening.place}{_field(opening)}")
    elif isinstance(opening.ports, Unknown):
        yield Undecided(opening.resource, f"{opening.place}fromPort")
    else:
        first, last = opening.ports
        what = f"`{opening.place}{_field(opening)}` is {shown(wide[0], quote=True)} for ports {first}-{last}."
        yield Violation(opening.resource, what)


def _field(opening: Opening) -> str:
    return "cidrIpv4" if opening.resource.type in (kinds.INGRESS_RULE, kinds.EGRESS_RULE) else "cidrBlocks"


@stack_rule(
    About(
        name="open-web-ports-on-load-balancers-only",
        title="Web ports are open to the internet on load balancers only",
        severity="critical",
        why="A workload reached directly is reached without TLS policy, web ACL, access log or health check.",
        fix="Put the rule on the group in the load balancer's `security_groups` and let the workload's group admit that group.",
        references=("AWS-FSBP EC2.18", "NIST-800-53 SC-7", "NIST-800-53 AC-4"),
        preview="the edges from load balancers and services to their groups",
        passes="security_group_id=load_balancer_group.id",
        fails="security_group_id=service_group.id",
        settings={"allowedPorts": _PORTS},
    )
)
def web_ports(graph: Graph, config: Config) -> Findings:
    """A group counts as a load balancer's when one names it and nothing else runs under it."""
    balancers = graph.once(groups_of_balancers_alone)
    theirs = frozenset(balancers.found)
    for resource in graph.of(*_DECLARING):
        for opening in openings(resource, "ingress").found:
            if not _is_allowed(opening, config):
                continue  # the rule about single resources answers for these, and for lists that are unknown
            wide = [cidr for cidr in opening.cidrs if cidr is UNKNOWN or is_anywhere(cidr)]
            if wide:
                known = wide != [UNKNOWN] * len(wide)
                found = _elsewhere(graph, opening, theirs, is_uncertain=bool(balancers.unresolved))
                yield from found if known else at_most_undecided(found, Undecided(resource, f"{opening.place}{_field(opening)}"))


def _elsewhere(graph: Graph, opening: Opening, theirs: Container[str], *, is_uncertain: bool) -> Findings:
    """A web port on a group that is not a load balancer's alone."""
    resource = opening.resource
    port = opening.is_one_tcp_port
    if resource.type in GROUPS:
        groups, missing = [resource.urn], False
    else:
        links = graph.links(resource, "securityGroupId", *GROUPS)
        groups, missing = [group.urn for group in links.targets], links.unknown
    if groups and all(group in theirs for group in groups):
        return
    if missing or is_uncertain:
        yield Undecided(resource, f"{opening.place}securityGroupId" if missing else "securityGroups of a load balancer")
    else:
        yield Violation(resource, f"Port {port:g} is open to the internet on a group that is not a load balancer's alone.")


@stack_rule(
    About(
        name="egress-not-to-everywhere",
        title="No group may send anything anywhere",
        severity="medium",
        why="Whoever gets into a workload sends out what they find, over any port, to any address.",
        fix="Give egress a port, and a `referenced_security_group_id`, `prefix_list_id` or narrow block where there is one. All "
        "rules of a group count together, and so do all blocks and the entries of prefix lists.",
        references=("NIST-800-53 SC-7(5)", "NIST-800-53 AC-4"),
        preview="address blocks and ports themselves, and the edges from rules to groups and prefix lists",
        passes='ip_protocol="tcp", from_port=443, to_port=443',
        fails='ip_protocol="-1", cidr_ipv4="0.0.0.0/0"',
        settings={
            "allowedBlocks": ALLOWED,
            "internetShare": SHARE,
            "maxPorts": Setting(
                default=32768, description="Ports of one protocol on which a group may reach everyone", asks_less="above"
            ),
        },
    )
)
def egress(graph: Graph, config: Config) -> Findings:
    """One port to everywhere is how packages and public interfaces are reached; most ports to everywhere is no limit."""
    lists = graph.once(PrefixLists)
    allowed = config.strings("allowedBlocks")
    rules = graph.once(egress_rules)
    yield from (Undecided(group, "egress") for group in rules.unread)
    for _, listed in rules.with_unresolved():
        sides = [(one, [block for block in (*one.cidrs, *lists.cidrs(one)) if block not in allowed]) for one in listed]
        found = list(stretches(sides, config.number("internetShare")))
        for protocol in dict.fromkeys(stretch.protocol for stretch in found):
            sure = [stretch for stretch in found if stretch.protocol == protocol and stretch.everyone is True]
            unresolved = [stretch for stretch in found if stretch.protocol == protocol and stretch.everyone is UNKNOWN]
            yield from _sent(protocol, sure, unresolved, config.number("maxPorts"))


def _sent(protocol: str, sure: Sequence[Stretch], unresolved: Sequence[Stretch], most: float) -> Findings:
    ports = sum(stretch.size for stretch in sure)
    if ports > most:
        what = f"Its group may send to everyone on {ports} ports (protocol `{protocol}`)."
        yield from (Violation(one, what) for one in dict.fromkeys(chain.from_iterable(stretch.resources for stretch in sure)))
    elif ports + sum(stretch.size for stretch in unresolved) > most:
        found = dict.fromkeys(chain.from_iterable(stretch.unresolved for stretch in unresolved))
        yield from (Undecided(one, "the group, ports or blocks of its egress") for one in found)


RULES: tuple[Rule, ...] = (ingress, web_ports, egress)
