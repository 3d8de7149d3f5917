"""Cases of the rules messages-encrypted, messages-not-public and messages-tls-only."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
NO_TLS = {"Bool": {"aws:SecureTransport": "false"}}


def denial(action: str = "sns:Publish", **more: object) -> str:
    return document({"Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*", "Condition": NO_TLS, **more})


TOPIC = Plan(
    spec(kinds.TOPIC, "topic", {"arn": UNKNOWN, "kmsMasterKeyId": KEY}),
    spec(kinds.TOPIC_POLICY, "policy", {"arn": UNKNOWN, "policy": denial()}, arn="topic"),
)
QUEUE = Plan(
    spec(kinds.QUEUE, "queue", {"kmsMasterKeyId": KEY}),
    spec(kinds.QUEUE_POLICY, "policy", {"queueUrl": UNKNOWN, "policy": denial("sqs:*")}, queueUrl="queue"),
)

encrypted = Table("messages-encrypted", kmsMasterKeyId="`kmsMasterKeyId` is not set.")
encrypted.good("a topic", TOPIC)
encrypted.good("a queue", QUEUE)
encrypted.good("a queue's own unknown, with a key", QUEUE.set("queue", {"sqsManagedSseEnabled": UNKNOWN}))
encrypted.look_alike("a queue's own encryption", QUEUE.set("queue", {"kmsMasterKeyId": DROP, "sqsManagedSseEnabled": True}))
encrypted.key(TOPIC, "topic", "kmsMasterKeyId")
encrypted.switch(QUEUE.set("queue", {"kmsMasterKeyId": DROP}), "queue", "sqsManagedSseEnabled", absent=True)
encrypted.look_alike("off, as a key takes its place", QUEUE.set("queue", {"sqsManagedSseEnabled": False}))
encrypted.bad(
    "a topic has no encryption of its own",
    TOPIC.set("topic", {"kmsMasterKeyId": DROP, "sqsManagedSseEnabled": True}),
    "topic kmsMasterKeyId",
)


def policy(principal: object, token: str = kinds.TOPIC_POLICY, **more: object) -> Plan:
    return Plan(spec(token, "policy", {"policy": document(allow("sns:Publish", Principal=principal, **more))}))


public = Table("messages-not-public", open="Statement number 1 of `policy` lets anyone in, with no condition on who comes.")
public.good("a service", policy({"Service": "cloudwatch.amazonaws.com"}))
public.good("no policy", TOPIC)
public.look_alike("SNS's default", policy("*", Condition={"StringEquals": {"AWS:SourceOwner": "111122223333"}}))
public.look_alike(
    "one topic's messages",
    policy("*", kinds.QUEUE_POLICY, Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:sns:r:111122223333:x"}}),
)
for kind in (kinds.TOPIC, kinds.TOPIC_POLICY, kinds.QUEUE, kinds.QUEUE_POLICY):
    public.bad(f"anyone, {kind}", policy("*", kind), "policy open")
public.bad("any source", policy("*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}), "policy open")
public.undecided(
    "unknown",
    policy("*").set("policy", {"policy": UNKNOWN}).edge("policy", "policy", "x").add(spec(kinds.ROLE, "x")),
    "policy: policy",
)

tls = Table(
    "messages-tls-only",
    policy="`policy` does not deny everyone requests without TLS.",
    unused="Nothing denies requests without TLS: it has no policy.",
)
tls.good("a topic", TOPIC)
tls.good("a queue", QUEUE)
tls.good("in the topic", TOPIC.drop("policy").set("topic", {"policy": denial()}))
tls.good(
    "a queue's actions by name",
    QUEUE.set("policy", {"policy": denial("sqs:SendMessage", Action=["sqs:SendMessage", "SQS:ReceiveMessage"])}),
)
tls.look_alike("no topics", Plan(spec(kinds.ROLE, "role")))
tls.bad("no policy", TOPIC.drop("policy"), "topic unused")
tls.bad("no denial", TOPIC.set("policy", {"policy": document(allow("sns:Publish", Principal={"AWS": "1"}))}), "policy policy")
tls.bad("a denial for some", TOPIC.set("policy", {"policy": denial(Principal={"AWS": "1"})}), "policy policy")
tls.bad("a denial of reading only", QUEUE.set("policy", {"policy": denial("sqs:ReceiveMessage")}), "policy policy")
tls.bad(
    "a denial with TLS",
    TOPIC.set("policy", {"policy": denial(Condition={"Bool": {"aws:SecureTransport": "true"}})}),
    "policy policy",
)
tls.bad(
    "a denial at times",
    TOPIC.set("policy", {"policy": denial(Condition={**NO_TLS, "StringEquals": {"aws:PrincipalAccount": "1"}})}),
    "policy policy",
)
tls.bad("another topic's policy", TOPIC.add(spec(kinds.TOPIC, "other", {"arn": UNKNOWN})), "other unused")
ARN = "arn:aws:sqs:us-east-1:111122223333:jobs"
NAMED = QUEUE.set("queue", {"name": "jobs", "arn": ARN})
for resource in ("*", ARN, "arn:aws:sqs:*:*:jobs"):
    about = {"policy": denial("sqs:*", Resource=["arn:x", resource])}
    tls.good(f"a denial on {resource}", NAMED.set("policy", about))
    tls.good(f"a denial on {resource}, while the ARN is unknown", NAMED.set("queue", {"arn": UNKNOWN}).set("policy", about))
    tls.good(f"a denial on {resource}, while name and ARN are unknown", QUEUE.set("policy", about))
OTHER = {"policy": denial("sqs:*", Resource="arn:aws:sqs:us-east-1:111122223333:other")}
tls.bad("a denial on another queue", NAMED.set("policy", OTHER), "policy policy")
tls.bad(
    "a denial on another queue, while the ARN is unknown",
    NAMED.set("queue", {"arn": UNKNOWN}).set("policy", OTHER),
    "policy policy",
)
tls.bad(
    "a denial on the queue of that name in another account",
    NAMED.set("policy", {"policy": denial("sqs:*", Resource="arn:aws:sqs:us-east-1:999988887777:jobs")}),
    "policy policy",
)
HOOK = TOPIC.add(spec(kinds.TOPIC_SUBSCRIPTION, "hook", {"topic": UNKNOWN, "protocol": "https", "endpoint": "https://example.com"}))
tls.good("a subscription over TLS", HOOK)
tls.look_alike("a subscription by mail", HOOK.set("hook", {"protocol": "email"}))
tls.bad("a subscription without TLS", HOOK.set("hook", {"protocol": "http"}), "hook needs=protocol | `http` | `https`")
tls.undecided("a subscription's protocol unknown", HOOK.set("hook", {"protocol": UNKNOWN}), "hook: protocol")
tls.undecided("unknown", TOPIC.set("policy", {"policy": UNKNOWN}), "policy: policy")
tls.undecided("a policy of no known topic", TOPIC.unlinked("policy"), "topic: policy")
