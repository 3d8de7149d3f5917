"""Topics and queues: encrypted, over TLS only, closed to unnamed principals."""

from collections.abc import Sequence

from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.knowledge.iam.statements import Statement, denies_plaintext, parse
from policy.model import kinds
from policy.model.expectations import must_be_on, must_have_customer_key, must_name
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, UNREADABLE, is_absent, text

# A topic's policy may name few actions, so what matters is denied by name; a queue's may say `sqs:*`.
_DENIED = {kinds.TOPIC: ("sns:publish",), kinds.QUEUE: ("sqs:sendmessage", "sqs:receivemessage")}
_POLICIES = {kinds.TOPIC: (kinds.TOPIC_POLICY, "arn"), kinds.QUEUE: (kinds.QUEUE_POLICY, "queueUrl")}


@resource_rule(
    About(
        name="messages-encrypted",
        title="Topics and queues are encrypted",
        severity="high",
        why="Messages carry what they are about, and wait in a queue for days, readable to whoever obtains its storage.",
        fix="Set `kms_master_key_id` to an `aws.kms.Key` (alarms cannot publish under AWS's own); a queue may leave it to SQS, "
        "which encrypts unless `sqs_managed_sse_enabled` is False.",
        references=("AWS-FSBP SNS.1", "AWS-FSBP SQS.1", "NIST-800-53 SC-28", "NIST-800-53 SC-28(1)"),
        preview="the key by being named",
        passes="kms_master_key_id=key.arn",
        fails="sqs_managed_sse_enabled=False",
    ),
    kinds.TOPIC,
    kinds.QUEUE,
)
def encrypted(resource: Resource, _: Config) -> Findings:
    """A queue that names no key is encrypted by SQS, unless that is switched off; one under AWS's own key is encrypted as well. A
    topic has no such switch.
    """
    if resource.type == kinds.QUEUE and is_absent(resource.get("kmsMasterKeyId")):
        yield from must_be_on(resource, "sqsManagedSseEnabled")
    elif resource.type == kinds.QUEUE or is_absent(resource.get("kmsMasterKeyId")):
        yield from must_name(resource, "kmsMasterKeyId")
    else:
        yield from must_have_customer_key(resource, "kmsMasterKeyId")


@resource_rule(
    About(
        name="messages-not-public",
        title="No topic's or queue's policy lets anyone in",
        severity="critical",
        why="Anyone with an AWS account reads the messages, or sends ones that the program obeys.",
        fix="Name the `Principal`, or restrict `*` with `aws:SourceArn`, `aws:SourceAccount` or `aws:PrincipalOrgID`.",
        references=("AWS-FSBP SNS.4", "AWS-FSBP SQS.3", "NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="the policy when its text is known",
        passes='"Principal": {"Service": "cloudwatch.amazonaws.com"}',
        fails='"Principal": {"AWS": "*"}',
    ),
    kinds.TOPIC,
    kinds.TOPIC_POLICY,
    kinds.QUEUE,
    kinds.QUEUE_POLICY,
)
def not_public(resource: Resource, _: Config) -> Findings:
    """Written in the topic or queue, or beside it."""
    yield from policy_must_not_be_open(resource)


@stack_rule(
    About(
        name="messages-tls-only",
        title="Topics and queues refuse requests without TLS",
        severity="high",
        why="A client configured for plain HTTP sends messages and signed requests readable to the network.",
        fix="Deny `sns:Publish` (queues: `sqs:*`) to `*` when `aws:SecureTransport` is `false`, in an `aws.sns.TopicPolicy` or "
        "`aws.sqs.QueuePolicy`, and subscribe with `protocol` `https`.",
        references=("NIST-800-53 AC-17(2)", "NIST-800-53 SC-8", "NIST-800-53 SC-13"),
        preview="the edge from the policy to its topic or queue; the policy when its text is known",
        passes='"Effect": "Deny", "Action": "sns:Publish", "Condition": {"Bool": {"aws:SecureTransport": "false"}}',
        fails="no `TopicPolicy`",
    )
)
def tls_only(graph: Graph, _: Config) -> Findings:
    """The denial counts wherever the policy is written. A subscription over plain HTTP carries what the topic got over TLS."""
    for subscription in graph.of(kinds.TOPIC_SUBSCRIPTION):
        protocol = subscription.get("protocol")
        if protocol is UNKNOWN:
            yield Undecided(subscription, "protocol")
        elif protocol == "http":
            yield Violation(subscription, "`protocol` is `http`; it has to be `https`.")
    for token, (beside, path) in _POLICIES.items():
        attached = graph.attached(beside, path, token)
        for resource in graph.of(token):
            sources = [*attached.to(resource)] or ([] if resource.is_unset("policy") else [resource])
            yield from _judge(resource, sources, is_uncertain=bool(attached.unresolved))


def _judge(resource: Resource, sources: Sequence[Resource], *, is_uncertain: bool) -> Findings:
    if not sources and is_uncertain:
        yield Undecided(resource, "policy")
    elif not sources:
        yield Violation(resource, "Nothing denies requests without TLS: it has no policy.")
    for source in sources:
        statements = parse(source.get("policy"))
        if statements is UNKNOWN:
            yield Undecided(source, "policy")
        elif statements is UNREADABLE or not all(
            any(denies_plaintext(statement, action) and _is_about(statement, resource) for statement in statements)
            for action in _DENIED[resource.type]
        ):
            yield Violation(source, "`policy` does not deny everyone requests without TLS.")


def _is_about(statement: Statement, resource: Resource) -> bool:
    """Whether a statement covers a topic or queue, by its name while AWS has not given its ARN; one without either may be meant."""
    arn, name = text(resource.get("arn")), text(resource.get("name"))
    if arn:
        return any(matches(pattern, arn) for pattern in statement.resources)
    return not name or any(matches(pattern.rpartition(":")[2], name) for pattern in statement.resources)


RULES: tuple[Rule, ...] = (encrypted, not_public, tls_only)
