"""Endpoints: used by everyone inside, for what is ours, and all of them where there is no other way out."""

import re
from collections.abc import Iterator

from policy import kinds
from policy.containers import containers, secret_references
from policy.expectations import must_be_on, statements_of, unless_unknown
from policy.graph import Graph, Resource
from policy.iam_analysis import restricts_caller
from policy.permissions import Grants, grants
from policy.routes import Routes
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.values import UNKNOWN, Unknown, Unreadable, is_absent, items, text

_ANY = re.compile("")  # attached policies of other stacks and AWS are not looked into
_ALWAYS = frozenset({"ecr.api", "ecr.dkr", "logs", "s3"})
# What a task calls by itself once it runs, by the prefix of the actions its role may use. KMS and ECR are called for it.
_CALLED = {
    "bedrock": "bedrock-runtime",
    "cloudwatch": "monitoring",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "states": "states",
    "xray": "xray",
}
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
        why="The task cannot fetch its image or secrets, or write its log: it never starts, or starts blind. What its role may "
        "call, such as `bedrock-runtime`, it calls in vain.",
        fix="Declare an `aws.ec2.VpcEndpoint` for `ecr.api`, `ecr.dkr`, `logs`, `s3`, for `secretsmanager` or `ssm` where tasks "
        "name secrets, and for the services that their roles may call, or give the subnets a NAT gateway.",
        references=("NIST-800-53 CP-10", "NIST-800-53 SC-7", "AWS-FSBP EC2.55"),
        preview="the edges from services to subnets, routes and roles, the endpoints' names, and the roles' policies when known",
        passes='VpcEndpoint(service_name="com.amazonaws.us-east-1.ecr.dkr", ...)',
        fails="a service in a subnet without NAT, and no `ecr.dkr` endpoint",
    )
)
def complete(graph: Graph, _: Config) -> Findings:
    """A service's image, log and secrets are what it cannot start without; what its role may call is what it was given it for."""
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
        tasks = graph.links(service, "taskDefinition", kinds.TASK_DEFINITION).targets
        rights = [_rights(graph, task) for task in tasks]
        called = {endpoint for given in rights for endpoint in _called(given)}
        missing = sorted({*_ALWAYS, *called, *(endpoint for task in tasks for endpoint in _fetched(task))} - there)
        hidden = any(given.hidden for given in rights)
        if (missing or hidden) and (links.outside or UNKNOWN in (*names, *values, *out)):
            yield Undecided(service, path)
        elif missing:
            wanted = ", ".join(f"`{name}`" for name in missing)
            yield Violation(service, f"Its subnets have no way out and no endpoint for {wanted}.")
        elif hidden:
            yield Undecided(service, "what its task's role may call")


def _fetched(task: Resource) -> Iterator[str]:
    """Endpoints of the secrets that a task starts with."""
    listed = containers(task)
    for container in () if isinstance(listed, Unknown | Unreadable) else listed:
        for reference in secret_references(container):
            yield "secretsmanager" if ":secretsmanager:" in reference else "ssm"


def _rights(graph: Graph, task: Resource) -> Grants:
    """What the stack gives a task's role."""
    given = Grants()
    for role in graph.links(task, "taskRoleArn", kinds.ROLE).targets:
        one = grants(graph, role, _ANY)
        given.statements += one.statements
        given.hidden += one.hidden
    return given


def _called(given: Grants) -> Iterator[str]:
    """Endpoints of the services that somebody with these rights calls."""
    for _, statement in given.statements:
        for action in statement.actions if statement.allows else ():
            endpoint = _CALLED.get(action.partition(":")[0])
            if endpoint is not None:
                yield endpoint


RULES: tuple[Rule, ...] = (private_dns, narrow, complete)
