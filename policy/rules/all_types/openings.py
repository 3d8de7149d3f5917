"""What is open to everyone: resources, policies, interfaces, and secrets that lie in the open."""

from policy.knowledge.environments import ENVIRONMENTS, environment_secrets
from policy.knowledge.exposure import AUTHORIZED, EXPOSURE, METADATA, METADATA_DEFAULTS
from policy.knowledge.function_urls import needed_by_open_urls
from policy.knowledge.http_routes import open_catch_alls
from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.knowledge.iam.resource_policies import IN_NETWORK, RESOURCE_POLICIES
from policy.knowledge.needs import by_token, judge_each
from policy.knowledge.network.elastic_addresses import machines_addressed
from policy.knowledge.network.endpoint_services import offered_to_everyone
from policy.knowledge.openapi import open_operations
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, resource_rule, stack_rule
from policy.rules.all_types.account_defaults import AccountDefault

_TOKENS = AccountDefault(METADATA_DEFAULTS, "httpTokens", said=("required",), implied="required", needs=METADATA)


@stack_rule(
    About(
        name="nothing-public",
        title="Nothing is open to everyone: copies, machines, clusters, functions",
        severity="critical",
        why="Anyone on the internet, or anyone with an AWS account, restores the copy or calls the function; a machine "
        "with version 1 of the metadata service hands its role to whoever makes it forward a request.",
        fix="Set the property that the finding names; put in front of what the public uses a load balancer, CloudFront or an API, "
        "in place of an Elastic IP at a machine.",
        references=("AWS-FSBP EC2.1", "AWS-FSBP EC2.8", "AWS-FSBP EC2.9", "AWS-FSBP EKS.1", "AWS-FSBP Lambda.1", "AWS-FSBP SSM.4"),
        preview="the words themselves; an Elastic IP and a function's address by their edges",
        passes='metadata_options={"http_tokens": "required"}',
        fails='group="all"',
    )
)
def public(graph: Graph, _: Config) -> Findings:
    """Databases of RDS, streams, buckets, tasks and load balancers have rules of their own."""
    told = graph.once(needed_by_open_urls)
    yield from (one for one in _TOKENS.judge(graph, EXPOSURE) if one.resource is None or one.resource.urn not in told)
    yield from machines_addressed(graph)
    yield from offered_to_everyone(graph)


@stack_rule(
    About(
        name="interfaces-authorized",
        title="Interfaces of programs ask who calls",
        severity="medium",
        level="advisory",
        why="Anyone calls the function or reads the table behind it, as often as they like.",
        fix="Set `authorization` (HTTP: `authorization_type`; in OpenAPI `security`) to IAM, a token's or a function's; waive "
        "what is public on purpose.",
        references=("AWS-FSBP APIGateway.8", "AWS-FSBP AppSync.5", "NIST-800-53 AC-3", "NIST-800-53 IA-2"),
        preview="the words themselves",
        passes='authorization="AWS_IAM"',
        fails='authorization="NONE"',
    )
)
def authorized(graph: Graph, _: Config) -> Findings:
    """A preflight request carries no credentials."""
    for resource in graph.of(*by_token(AUTHORIZED)):
        yield from judge_each(AUTHORIZED, resource)
    yield from open_catch_alls(graph)
    yield from open_operations(graph)


@resource_rule(
    About(
        name="resource-policies-not-open",
        title="No resource's policy lets anyone in",
        severity="critical",
        why="Anyone with an AWS account, or without, reads and writes what lies there.",
        fix="Name the `Principal`, or restrict `*` with a condition such as `aws:PrincipalOrgID`.",
        references=("AWS-FSBP EventBridge.3", "NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="the policy when its text is known",
        passes='"Principal": {"AWS": "arn:aws:iam::111122223333:root"}',
        fails='"Principal": "*"',
    ),
    *RESOURCE_POLICIES,
)
def policies(resource: Resource, _: Config) -> Findings:
    """Buckets, keys, secrets, topics, queues, images, streams and vaults have rules of their own."""
    if all(map(resource.is_unset, IN_NETWORK)):
        yield from policy_must_not_be_open(resource, path=RESOURCE_POLICIES[resource.type])


@resource_rule(
    About(
        name="no-plaintext-secrets",
        title="No variable, argument or start script holds a secret",
        severity="critical",
        why="Everyone who may look at the function, job or machine reads it, and so does whoever gets into it.",
        fix="Keep the value in `aws.secretsmanager.Secret`, let the program fetch it by name, and change it: it has been in state.",
        references=("AWS-FSBP CodeBuild.2", "NIST-800-53 IA-5(7)", "NIST-800-53 SC-28"),
        preview="names and values themselves",
        passes='environment={"variables": {"SECRET_ARN": secret.arn}}',
        fails='environment={"variables": {"DB_PASSWORD": "..."}}',
    ),
    *ENVIRONMENTS,
)
def secrets(resource: Resource, _: Config) -> Findings:
    """Found by name and by value; the value is never repeated. Tasks of ECS and builds have rules of their own."""
    yield from environment_secrets(resource)


RULES: tuple[Rule, ...] = (public, authorized, policies, secrets)
