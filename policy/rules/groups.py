"""Security groups: each said what for, each in use, and the internet led to load balancers only."""

from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from policy import kinds
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.security_groups import GROUPS, is_anywhere, openings
from policy.security_groups import RULES as GROUP_RULES
from policy.values import UNKNOWN, Unknown, dig, each_object, has_unknown, is_absent, text

_DECLARING = (*GROUPS, *GROUP_RULES)
_NAMING = (
    "brokerNodeGroupInfo",
    "definition",
    "networkConfiguration",
    "securityGroupIds",
    "securityGroups",
    "vpcConfig",
    "vpcConfigs",
    "vpcSecurityGroupIds",
)
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
    for direction in ("ingress", "egress") if resource.type in GROUPS and not resource.is_unset("ingress") else ():
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
    unsure = any(has_unknown(one.get(path)) and not one.edges(path, *GROUPS) for one in graph.resources for path in _NAMING)
    for group in graph.of(kinds.SECURITY_GROUP):
        if group.urn not in named and text(group.get("id")) not in named:
            if unsure:
                yield Undecided(group, "groups of something that names one which is unknown")
            else:
                yield Violation(group, "Nothing runs under the group.")


def _named(graph: Graph) -> set[str]:
    """URNs and ids of groups that anything but a group or rule names."""
    groups = graph.of(kinds.SECURITY_GROUP)
    ids = {text(group.get("id")) for group in groups} - {""}
    urns = {group.urn for group in groups}
    found: set[str] = set()
    for resource in graph.resources:
        if resource.type in _DECLARING or not resource.type.startswith("aws:"):
            continue
        found |= urns & {one.urn for one in resource.dependencies}
        if len(found) < len(urns) and ids - found:
            found |= _texts(resource.props) & ids
    return found


def _texts(value: object) -> set[str]:
    if isinstance(value, str):
        return {value, *value.split('"')} if value.startswith(("{", "[")) else {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {one for each in inner for one in _texts(each)}


@stack_rule(
    About(
        name="internet-reaches-load-balancers-only",
        title="What the internet may reach is a load balancer",
        severity="critical",
        why="Address blocks that are harmless one by one can together be everyone, on a group that a service or datastore "
        "runs under.",
        fix="Admit the load balancer's group in `referenced_security_group_id` instead of address blocks, or the few blocks that "
        "belong to you.",
        references=("AWS-FSBP EC2.18", "CIS-AWS-3.0 5.2", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="address blocks themselves, and the edges from groups to what runs under them",
        passes='cidr_ipv4="203.0.113.0/24"',
        fails='cidr_ipv4="0.0.0.0/1" and cidr_ipv4="128.0.0.0/1", in two rules of one group',
    )
)
def closure(graph: Graph, _: Config) -> Findings:
    """The union of a group's address blocks; blocks that are wide by themselves are another rule's. Load balancers stay out."""
    links = [graph.links(one, "securityGroups", *GROUPS) for one in graph.of(kinds.LOAD_BALANCER)]
    balancers = {group.urn for link in links for group in link.targets}
    unsure = any(link.unknown for link in links)
    blocks: dict[str, list[IPv4Network | IPv6Network]] = {}
    sources: dict[str, list[Resource]] = {}
    for resource in graph.of(*_DECLARING):
        found = openings(resource, "ingress")
        if isinstance(found, Unknown):
            continue  # the rule about single resources says that it is undecided
        cidrs = [cidr for opening in found for cidr in opening.cidrs if cidr is not UNKNOWN and not is_anywhere(cidr)]
        owners = [resource] if resource.type in GROUPS else graph.links(resource, "securityGroupId", *GROUPS).targets
        for owner in owners if cidrs else ():
            blocks.setdefault(owner.urn, []).extend(ip_network(text(cidr), strict=False) for cidr in cidrs)
            sources.setdefault(owner.urn, []).append(resource)
    for urn, networks in blocks.items():
        v4 = collapse_addresses(one for one in networks if isinstance(one, IPv4Network))
        v6 = collapse_addresses(one for one in networks if isinstance(one, IPv6Network))
        if urn not in balancers and any(is_anywhere(str(one)) for one in (*v4, *v6)):
            for resource in dict.fromkeys(sources[urn]):
                if unsure:
                    yield Undecided(resource, "securityGroups of a load balancer")
                else:
                    yield Violation(resource, "Together, the address blocks that its group admits are the internet.")


RULES: tuple[Rule, ...] = (described, attached, closure)
