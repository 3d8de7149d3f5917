"""What calls what in a stack, and whether the one called lets it: an event that nobody may deliver is lost in silence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Final

from policy.knowledge.encryption_and_logs import keys_named
from policy.knowledge.iam.service_principals import services
from policy.knowledge.iam.statements import Statement, parse
from policy.knowledge.paths import given, spread
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import UNKNOWN, Unknown, Unreadable, decode, dig, is_absent, text

_FIRST: Final = "deadLetterTargetArn"


@dataclass(frozen=True)
class Call:
    """Where a type names what a service calls for it.

    Attributes:
        token: The type.
        path: The property; `*` stands for every element of a list, and what stands behind `>` is in the JSON at the path.
        service: The service that calls, without its domain.
        unless: A property with a role that calls instead.
        where: A property and the word that it has to be.
        is_failure: Whether it is where failures go, which has to be there.
    """

    token: str
    path: str
    service: str = ""
    _: KW_ONLY
    unless: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    is_failure: bool = False


_ROTATION: Final = "aws:secretsmanager/secretRotation:SecretRotation"
_NOTIFICATION: Final = "aws:s3/bucketNotification:BucketNotification"
_TRIGGERS: Final = (
    *("createAuthChallenge", "customMessage", "defineAuthChallenge", "postAuthentication", "postConfirmation"),
    *("preAuthentication", "preSignUp", "preTokenGeneration", "userMigration", "verifyAuthChallengeResponse"),
)
CALLS: Final = (
    Call(_ROTATION, "rotationLambdaArn", "secretsmanager"),
    Call(kinds.TOPIC_SUBSCRIPTION, "endpoint", "sns"),
    Call(kinds.TOPIC_SUBSCRIPTION, f"redrivePolicy>{_FIRST}", "sns", is_failure=True),
    Call(kinds.EVENT_TARGET, "arn", "events", unless="roleArn"),
    Call(kinds.EVENT_TARGET, "deadLetterConfig.arn", "events", is_failure=True),
    Call(_NOTIFICATION, "lambdaFunctions.*.lambdaFunctionArn", "s3"),
    Call(_NOTIFICATION, "queues.*.queueArn", "s3"),
    Call(_NOTIFICATION, "topics.*.topicArn", "s3"),
    Call("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "destinationArn", "logs", unless="roleArn"),
    Call("aws:apigatewayv2/integration:Integration", "integrationUri", "apigateway", unless="credentialsArn"),
    Call("aws:apigateway/integration:Integration", "uri", "apigateway", unless="credentials"),
    Call("aws:cfg/rule:Rule", "source.sourceIdentifier", "config", where={"source.owner": "CUSTOM_LAMBDA"}),
    Call("aws:lb/targetGroupAttachment:TargetGroupAttachment", "targetId", "elasticloadbalancing"),
    *(Call("aws:cognito/userPool:UserPool", f"lambdaConfig.{trigger}", "cognito-idp") for trigger in _TRIGGERS),
    # Where failures go by the caller's own rights.
    Call(kinds.QUEUE, f"redrivePolicy>{_FIRST}", is_failure=True),
    Call("aws:sqs/redrivePolicy:RedrivePolicy", f"redrivePolicy>{_FIRST}", is_failure=True),
    Call(kinds.FUNCTION, "deadLetterConfig.targetArn", is_failure=True),
    Call(kinds.SCHEDULE, "target.deadLetterConfig.arn", is_failure=True),
    Call("aws:lambda/eventSourceMapping:EventSourceMapping", "destinationConfig.onFailure.destinationArn", is_failure=True),
    Call(
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "destinationConfig.onFailure.destination", is_failure=True
    ),
)
_CALLED: Final = (kinds.FUNCTION, kinds.QUEUE, kinds.TOPIC)
# Where a policy is that says who may send, or encrypt what is sent, and what that is called.
_POLICIES: Final = {
    kinds.QUEUE: (kinds.QUEUE_POLICY, "queueUrl", "sqs:sendmessage"),
    kinds.TOPIC: (kinds.TOPIC_POLICY, "arn", "sns:publish"),
    **dict.fromkeys(kinds.KEYS, (kinds.KEY_POLICY, "keyId", "kms:generatedatakey")),
}
_INVOKE: Final = "lambda:invokefunction"
_KEY: Final = "kmsMasterKeyId"

Answer = bool | Unknown


def uncalled(graph: Graph) -> Findings:
    """Calls that nobody lets through, and failures that go to what is not in the stack."""
    for call in CALLS:
        for source in graph.of(call.token):
            if all(source.get(path) == word for path, word in call.where.items()):
                for path, value in _values(source, call.path):
                    yield from _judge(graph, call, source, path, value)


def _judge(graph: Graph, call: Call, source: Resource, path: str, value: object) -> Findings:
    links = graph.resolve(source, path, [value], *_CALLED)
    if call.is_failure:
        for name in links.outside:
            yield Violation(source, f"`{path}` sends failures to `{name}`, which this stack does not declare.")
    if not call.service or (call.unless and not source.is_unset(call.unless)):
        return
    for target in links.targets:
        admits = admitted(graph, target, call.service)
        if admits is UNKNOWN:
            yield Undecided(target, f"whether {call.service} may call it")
        elif not admits:
            yield Violation(source, f"`{path}` names `{target.name}`, and nothing there lets `{call.service}` come.")


def _values(source: Resource, path: str) -> Iterator[tuple[str, object]]:
    """What a path names, with the property that names it. A text of JSON is known or unknown as a whole."""
    outer, _, inner = path.partition(">")
    for place in spread(source, outer):
        value = given(source, place)
        found = dig(decode(value), inner) if inner else value
        if not is_absent(found):
            yield place, found


def admitted(graph: Graph, target: Resource, service: str) -> Answer:
    """Whether a function, queue or topic lets a service call it: by its own policy, and by that of the key it is under."""
    if target.type == kinds.FUNCTION:
        return _may_call(graph, target, service)
    keys = keys_named(graph, target, _KEY).targets
    found = [_admits(graph, one, service) for one in (target, *keys)]
    return False if False in found else UNKNOWN if UNKNOWN in found else True


def _may_call(graph: Graph, function: Resource, service: str) -> Answer:
    """Permissions let a service come one by one, a policy all at once."""
    attached = graph.attached(kinds.FUNCTION_PERMISSION, "function", kinds.FUNCTION)
    named = [permission.get("principal") for permission in attached.to(function)]
    if any(_is_service(one, service) for one in named):
        return True
    policies = graph.attached(kinds.FUNCTION_POLICY, "resourceArn", kinds.FUNCTION)
    admits = allows([parse(one.get("policy")) for one in policies.to(function)], service, _INVOKE)
    if admits is not False:
        return admits
    return UNKNOWN if UNKNOWN in named or attached.unresolved or policies.unresolved else False


def _is_service(principal: object, service: str) -> bool:
    return text(principal) == "*" or text(principal).startswith(f"{service}.")


def _admits(graph: Graph, target: Resource, service: str) -> Answer:
    """Whether a policy lets a service come. A topic without one lets alarms come, which are its account's."""
    token, path, action = _POLICIES[target.type]
    attached = graph.attached(token, path, target.type)
    holders = [*attached.to(target)] or ([] if target.is_unset("policy") else [target])
    if not holders:
        return UNKNOWN if attached.unresolved else target.type == kinds.TOPIC and service == "cloudwatch"
    return allows([parse(holder.get("policy")) for holder in holders], service, action)


def allows(policies: Sequence[Sequence[Statement] | Unknown | Unreadable], service: str, action: str) -> Answer:
    """Whether policies of one resource, as they are read, let a service do something, whatever else they ask for."""
    allowed = [
        one
        for statements in policies
        if not isinstance(statements, Unknown | Unreadable)
        for one in statements
        if one.allows_action(action)
    ]
    if any(one.names_everyone or service in services(one) for one in allowed):
        return True
    return UNKNOWN if any(isinstance(one, Unknown | Unreadable) for one in policies) else False
