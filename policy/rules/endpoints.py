"""Endpoints: used by everyone inside, for what is ours, and all of them where there is no other way out."""

from collections.abc import Iterator

from policy import kinds
from policy.containers import containers, secret_references
from policy.expectations import must_be_on, statements_of, unless_unknown
from policy.graph import Graph, Resource
from policy.iam_analysis import restricts_caller
from policy.routes import Routes
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.values import UNKNOWN, Unknown, Unreadable, is_absent, items, text

_ALWAYS = frozenset({"ecr.api", "ecr.dkr", "logs", "s3"})
_RESOURCE_KEYS = ("aws:resourceaccount", "aws:resourceorgid", "s3:resourceaccount")


@resource_rule(
    About(
        name="endpoint-private-dns",
        title="Interface endpoints answer under the service's own name",
        severity="high",
        why="Without it programs keep asking the public address, over the internet or not at all.",
        fix="Set `private_dns_enabled=True`.",
        references=("AWS-FSBP EC2.10", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the switch itself",
        passes='vpc_endpoint_type="Interface", private_dns_enabled=True',
        fails='vpc_endpoint_type="Interface", private_dns_enabled=False',
    ),
    kinds.ENDPOINT,
)
def private_dns(endpoint: Resource, _: Config) -> Findings:
    """Gateways have no name of their own to answer under."""
    kind = endpoint.get("vpcEndpointType")
    if kind is UNKNOWN or text(kind) == "Interface":
        yield from unless_unknown(must_be_on(endpoint, "privateDnsEnabled"), endpoint, "vpcEndpointType")


@resource_rule(
    About(
        name="endpoint-policy-narrow",
        title="Endpoints let through what is ours only",
        severity="high",
        why="Whoever gets into a workload carries data out to a bucket or secret of their own account, unseen by any firewall.",
        fix="Give the endpoint a `policy` that names resources, or the account by `aws:PrincipalAccount` or `aws:ResourceAccount`.",
        references=("NIST-800-53 AC-4", "NIST-800-53 AC-6", "NIST-800-53 SC-7(5)"),
        preview="the policy when its text is known",
        passes='"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}',
        fails="no `policy`",
    ),
    kinds.ENDPOINT,
)
def narrow(endpoint: Resource, _: Config) -> Findings:
    """AWS's default lets everyone do everything. A gateway load balancer's endpoint has no policy."""
    if text(endpoint.get("vpcEndpointType")) == "GatewayLoadBalancer":
        return
    if is_absent(endpoint.get("policy")):
        found = [Violation(endpoint, "`policy` is not set, so everything passes.")]
        yield from unless_unknown(iter(found), endpoint, "vpcEndpointType")
        return
    for statement in (yield from statements_of(endpoint, "policy")):
        named = bool(statement.resources) and all(resource.strip("*") for resource in statement.resources)
        limited = any(
            restricts_caller(condition) or (condition.key in _RESOURCE_KEYS and condition.operator.startswith("string"))
            for condition in statement.conditions
        )
        if statement.allows and statement.names_everyone and not named and not limited:
            yield Violation(endpoint, f"Statement {statement.label} of `policy` lets everyone through to everything.")


@stack_rule(
    About(
        name="endpoints-complete",
        title="Subnets with no way out have every endpoint their tasks need",
        severity="high",
        why="The task cannot fetch its image or secrets, or write its log: it never starts, or starts blind.",
        fix="Declare an `aws.ec2.VpcEndpoint` for `ecr.api`, `ecr.dkr`, `logs`, `s3`, and for `secretsmanager` or `ssm` where "
        "tasks name secrets, or give the subnets a NAT gateway.",
        references=("NIST-800-53 CP-10", "NIST-800-53 SC-7", "AWS-FSBP EC2.55"),
        preview="the edges from services to subnets and routes, and the endpoints' names",
        passes='VpcEndpoint(service_name="com.amazonaws.us-east-1.ecr.dkr", ...)',
        fails="a service in a subnet without NAT, and no `ecr.dkr` endpoint",
    )
)
def complete(graph: Graph, _: Config) -> Findings:
    """A service's image, log and secrets are what it cannot start without."""
    routes = Routes(graph)
    names = [endpoint.get("serviceName") for endpoint in graph.of(kinds.ENDPOINT)]
    there = {text(name).partition("amazonaws.")[2].partition(".")[2] for name in names if name is not UNKNOWN}
    for service in graph.of(kinds.SERVICE):
        path = "networkConfiguration.subnets"
        values = items(service.get(path))
        links = graph.resolve(service, path, [one for one in values if one is not UNKNOWN], kinds.SUBNET)
        candidates = links.targets if UNKNOWN not in values else service.edges(path, kinds.SUBNET)
        out = [routes.has_way_out(subnet) for subnet in candidates]
        if not links.outside and all(way is True for way in out) and (out or not values):
            continue
        missing = sorted({*_ALWAYS, *_used(graph, service)} - there)
        if missing and (links.outside or UNKNOWN in (*names, *values, *out)):
            yield Undecided(service, path)
        elif missing:
            wanted = ", ".join(f"`{name}`" for name in missing)
            yield Violation(service, f"Its subnets have no way out and no endpoint for {wanted}.")


def _used(graph: Graph, service: Resource) -> Iterator[str]:
    for task in graph.links(service, "taskDefinition", kinds.TASK_DEFINITION).targets:
        listed = containers(task)
        for container in () if isinstance(listed, Unknown | Unreadable) else listed:
            for reference in secret_references(container):
                yield "secretsmanager" if ":secretsmanager:" in reference else "ssm"


RULES: tuple[Rule, ...] = (private_dns, narrow, complete)
