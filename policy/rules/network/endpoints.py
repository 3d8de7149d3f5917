"""Endpoints: with private DNS, limited to the account's resources, and complete where subnets have no other way out."""

import re
from collections.abc import Iterator

from policy.knowledge.containers import containers, secret_references
from policy.knowledge.endpoint_doors import EndpointDoors, service_of
from policy.knowledge.iam.documents import statements_of
from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.permissions import Grant, grants
from policy.knowledge.iam.statements import restricts
from policy.knowledge.network.routes import Routes, networks_of
from policy.knowledge.network.task_locations import TASK_LOCATIONS, Run, runs
from policy.model import kinds
from policy.model.expectations import at_most_undecided, must_be_on, unless_unknown
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Known, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, text

_ANY = re.compile("")  # attached policies of other stacks and AWS are not looked into
_ALWAYS = frozenset({"ecr.api", "ecr.dkr", "logs", "s3"})
_SECRETS = frozenset({"secretsmanager", "ssm"})
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
# What identifies the account or organization. The network does not: all requests through an endpoint come from it.
_OWNER_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:userid",
        "s3:resourceaccount",
    }
)
# A service that a third party offers over an endpoint: AWS ignores a policy there, and the owner's private name is
# theirs to set.
_OFFERED = ".vpce-svc-"
_WITHOUT_POLICY = ("GatewayLoadBalancer", "Resource", "ServiceNetwork")
_ZONE = "aws:route53/zone:Zone"
_ACCOUNT = re.compile(r":\d{12}:")


@stack_rule(
    About(
        name="endpoint-private-dns",
        title="Interface endpoints answer under the service's own name",
        severity="high",
        why="Without it programs keep asking the public address, over the internet or not at all.",
        fix="Set `private_dns_enabled=True`, or declare a private `aws.route53.Zone` of the service's name for the networks.",
        references=("AWS-FSBP EC2.10", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the switch itself, and the names of the stack's own zones",
        passes='vpc_endpoint_type="Interface", private_dns_enabled=True',
        fails='vpc_endpoint_type="Interface", private_dns_enabled=False',
    )
)
def private_dns(graph: Graph, _: Config) -> Findings:
    """Gateways have no name of their own to answer under, nor have services that AWS does not run, nor DynamoDB.

    An endpoint that many networks share answers under a private zone of the service's name ("Centralized access to VPC private
    endpoints").
    """
    zones = [zone.get("name") for zone in graph.of(_ZONE) if not zone.is_unset("vpcs")]
    for endpoint in graph.of(kinds.ENDPOINT):
        kind, service = endpoint.get("vpcEndpointType"), service_of(endpoint)
        is_answered = service == "dynamodb" or (service and any(_is_zone_of(service, text(zone)) for zone in zones))
        if (kind is UNKNOWN or text(kind) == "Interface") and not _is_offered(endpoint) and not is_answered:
            found = unless_unknown(must_be_on(endpoint, "privateDnsEnabled"), endpoint, "vpcEndpointType", "serviceName")
            yield from at_most_undecided(found, Undecided(endpoint, "a zone's name")) if UNKNOWN in zones else found


def _is_zone_of(service: str, zone: str) -> bool:
    """Whether a zone is a service's: `api.ecr.us-east-1.amazonaws.com` is that of `ecr.api`."""
    return {*service.split("."), "amazonaws"}.issubset(zone.split("."))


def _is_offered(endpoint: Resource) -> bool:
    return _OFFERED in text(endpoint.get("serviceName"))


@stack_rule(
    About(
        name="endpoint-policy-narrow",
        title="Endpoints let through what is ours only",
        severity="high",
        why="Whoever gets into a workload carries data out to a bucket or secret of their own account, unseen by any firewall.",
        fix="Give the endpoint a `policy`, or an `aws.ec2.VpcEndpointPolicy`, that names resources, or the account by "
        "`aws:PrincipalAccount` or `aws:ResourceAccount`.",
        references=("NIST-800-53 AC-4", "NIST-800-53 AC-6", "NIST-800-53 SC-7(5)"),
        preview="the policy when its text is known, and the edge from a policy beside to its endpoint",
        passes='"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}',
        fails="no `policy`",
    )
)
def narrow(graph: Graph, _: Config) -> Findings:
    """AWS's default lets everyone do everything. An endpoint of a gateway load balancer, of a resource, of a service network, or of
    a service that AWS does not run, has no policy.

    A policy beside an endpoint takes the place of the one in it.
    """
    attached = graph.attached(kinds.ENDPOINT_POLICY, "vpcEndpointId", kinds.ENDPOINT)
    for policy in graph.of(kinds.ENDPOINT_POLICY):
        yield from _judged(policy)
    for endpoint in graph.of(kinds.ENDPOINT):
        if text(endpoint.get("vpcEndpointType")) in _WITHOUT_POLICY or _is_offered(endpoint) or attached.to(endpoint):
            continue
        found = _open(endpoint) if endpoint.is_unset("policy") else _judged(endpoint)
        for finding in unless_unknown(found, endpoint, "serviceName"):
            yield Undecided(endpoint, "vpcEndpointId of a policy that could be this one's") if attached.unresolved else finding


def _open(endpoint: Resource) -> Findings:
    found = Violation(endpoint, "`policy` is not set, so everything passes.")
    yield from unless_unknown(iter([found]), endpoint, "vpcEndpointType")


def _judged(holder: Resource) -> Findings:
    statements = statements_of(holder, "policy")
    yield from statements.unresolved
    for statement in statements.found:
        named = bool(statement.resources) and all(map(_is_named, statement.resources))
        limited = any(restricts(condition, _OWNER_KEYS) for condition in statement.conditions)
        if statement.allows and statement.names_everyone and not named and not limited:
            yield Violation(holder, f"Statement {statement.label} of `policy` lets everyone through to everything.")


def _is_named(resource: str) -> bool:
    """Whether a pattern is for some resources only: by their names, or by the account that has them."""
    return not is_everywhere(resource) or bool(_ACCOUNT.search(resource))


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
    """A task's image, log and secrets are what it cannot start without; what its role may call is what it was given it for.

    Endpoints of another network are of no use, nor is one whose group admits none of its tasks.
    """
    for run in runs(graph):
        yield from _reaches(graph, run)


def _reaches(graph: Graph, run: Run) -> Findings:
    routes, doors = graph.once(Routes), graph.once(EndpointDoors)
    starter, path, links = run.starter, run.path, run.subnets
    is_uncertain = bool(links.outside) or links.unknown
    ways = {subnet: routes.has_way_out(subnet) for subnet in links.targets}
    out = frozenset(ways.values())
    if not is_uncertain and out <= {True}:
        return
    networks = frozenset(network for subnet in links.targets for network in networks_of(graph, subnet))
    endpoints = doors.of_networks(networks)
    names = [one.get("serviceName") for one in endpoints]
    there = {service_of(one) for one in endpoints}
    tasks = run.tasks.targets
    granted = [_granted(graph, task) for task in tasks]
    called = {endpoint for given in granted for endpoint in _called(given)}
    needed = {*_ALWAYS, *called, *(endpoint for task in tasks for endpoint in _fetched(task))}
    missing = sorted(needed - there)
    unresolved = "what its task's role may call" if any(given.unresolved for given in granted) else ""
    if _SECRETS - there and any(containers(task).undecided for task in tasks):
        unresolved = "what secrets its task starts with"
    if run.tasks.unknown:
        unresolved = TASK_LOCATIONS[starter.type].task if starter.type in TASK_LOCATIONS else path
    either = run.some_unknown and True in out
    if (missing or unresolved) and (is_uncertain or either or UNKNOWN in (*names, *out)):
        yield Undecided(starter, path)
    elif missing:
        wanted = ", ".join(f"`{name}`" for name in missing)
        yield Violation(starter, f"Its subnets have no way out and no endpoint for {wanted}.")
    elif unresolved:
        yield Undecided(starter, unresolved)
    closed = [subnet for subnet, way in ways.items() if way is not True]
    shut = doors.shut(run, closed, needed, networks)
    yield from at_most_undecided(shut, Undecided(starter, path)) if is_uncertain or either or UNKNOWN in out else shut


def _fetched(task: Resource) -> Iterator[str]:
    """Endpoints of the secrets that a task starts with."""
    for container in containers(task).found:
        for reference in secret_references(container):
            yield "secretsmanager" if ":secretsmanager:" in reference else "ssm"


def _granted(graph: Graph, task: Resource) -> Known[Grant]:
    """What the stack gives a task's role."""
    roles = graph.links(task, "taskRoleArn", kinds.ROLE)
    if roles.unknown or len(roles.targets) > 1:
        return Known(unresolved=[Undecided(task, "taskRoleArn")])
    return grants(graph, roles.targets[0], _ANY) if roles.targets else Known()


def _called(given: Known[Grant]) -> Iterator[str]:
    """Endpoints of the services that a role with these permissions may call."""
    for _, statement in given.found:
        for action in statement.actions if statement.allows else ():
            endpoint = _CALLED.get(action.partition(":")[0])
            if endpoint is not None:
                yield endpoint


RULES: tuple[Rule, ...] = (private_dns, narrow, complete)
