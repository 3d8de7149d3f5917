"""Cases of the rule watchers-on: what is nothing without a companion, and calls that nobody lets through."""

import json

from policy.knowledge.callers import CALLS
from policy.knowledge.watchers import COMPANIONS
from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Spec, allow, document, put, spec
from tests.policy.tables import Table

ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
PERMISSION = "aws:lambda/permission:Permission"
on = Table(
    "watchers-on",
    shut="`{}` names `{}`, and nothing there lets `{}` come.",
    lost="`{}` sends failures to `{}`, which this stack does not declare.",
)

# What a type needs to be itself in a case.
OWN: dict[str, dict[str, object]] = {
    kinds.WEB_ACL: {"scope": "CLOUDFRONT"},
    "aws:cfg/recorderStatus:RecorderStatus": {"isEnabled": True},
}
for companion in COMPANIONS:
    alone = Plan(spec(companion.token, "it", OWN.get(companion.token, {})), ELSEWHERE)
    on.bad(f"{companion.token} alone", alone, f"it: {companion.says}")
    for token, path in companion.by:
        beside = alone.add(spec(token, "beside", {**OWN.get(token, {}), path: UNKNOWN}))
        on.good(f"{companion.token} with {token}", beside.edge("beside", path, "it"))
        on.undecided(
            f"{companion.token} with {token} for something unknown",
            beside.edge("beside", path, "elsewhere"),
            "beside: what it is for",
        )
        on.bad(
            f"{companion.token} with {token} for another",
            alone.add(spec(token, "beside", {**OWN.get(token, {}), path: "another"})),
            f"it: {companion.says}",
        )
SCALED = {"resourceId": "table/x", "scalableDimension": "dynamodb:table:ReadCapacityUnits", "serviceNamespace": "dynamodb"}
WRITES = {**SCALED, "scalableDimension": "dynamodb:table:WriteCapacityUnits"}
TARGET, POLICY = "aws:appautoscaling/target:Target", "aws:appautoscaling/policy:Policy"
SCALING = Plan(spec(TARGET, "reads", SCALED), spec(POLICY, "by-use", SCALED))
on.good("a target and its policy, by what they scale", SCALING)
on.bad(
    "a policy for another dimension of the same table",
    SCALING.add(spec(TARGET, "writes", WRITES)),
    "writes: No `Policy` or `ScheduledAction` is for it, so nothing scales it.",
)
on.look_alike("two policies for two dimensions", SCALING.add(spec(TARGET, "writes", WRITES), spec(POLICY, "more", WRITES)))
on.bad(
    "a target of no text",
    SCALING.set("reads", {"resourceId": ["x"]}),
    "reads: No `Policy` or `ScheduledAction` is for it, so nothing scales it.",
)
on.undecided("a target of an unknown dimension", SCALING.set("reads", {"scalableDimension": UNKNOWN}), "reads: what it is for")
on.undecided("a policy for an unknown dimension", SCALING.set("by-use", {"scalableDimension": UNKNOWN}), "by-use: what it is for")
ACL = Plan(
    spec(kinds.WEB_ACL, "acl", {"arn": "arn:acl", "scope": "CLOUDFRONT"}),
    spec(kinds.DISTRIBUTION, "site", {"webAclId": UNKNOWN}, webAclId="acl"),
)
WRONG_SCOPE = "site: `webAclId` names one of scope `REGIONAL`; it has to be of scope `CLOUDFRONT`."
on.good("a web ACL for CloudFront", ACL)
on.bad("a web ACL for a region", ACL.set("acl", {"scope": "REGIONAL"}), WRONG_SCOPE)
on.bad(
    "a web ACL for a region at a distribution of tenants",
    ACL.set("acl", {"scope": "REGIONAL"}).retype("site", kinds.TENANTS_DISTRIBUTION),
    WRONG_SCOPE,
)
on.bad(
    "such a one by its ARN",
    ACL.set("acl", {"scope": "REGIONAL"}).set("site", {"webAclId": "arn:acl"}).unlinked("site"),
    WRONG_SCOPE,
)
REGIONAL = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/x/1"
on.bad("another stack's web ACL for a region", ACL.drop("acl").set("site", {"webAclId": REGIONAL}), WRONG_SCOPE)
on.look_alike("another stack's web ACL", ACL.drop("acl").set("site", {"webAclId": REGIONAL.replace("regional", "global")}))
on.look_alike("a web ACL of another stack's", Plan(spec(kinds.WEB_ACL_ASSOCIATION, "x", {"webAclArn": "arn:else"})))

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
CALLED: dict[str, Spec] = {
    kinds.FUNCTION: spec(kinds.FUNCTION, "called", {"arn": "arn:called", "name": "called-by"}),
    kinds.QUEUE: spec(kinds.QUEUE, "called", {"arn": "arn:called", "id": "https://called"}),
    kinds.TOPIC: spec(kinds.TOPIC, "called", {"arn": "arn:called"}),
}
ACTIONS = {kinds.QUEUE: "sqs:SendMessage", kinds.TOPIC: "sns:Publish"}


def admission(token: str, service: str) -> Spec:
    """What lets a service come."""
    by = {"Service": f"{service}.amazonaws.com"}
    if token == kinds.FUNCTION:
        return spec(PERMISSION, "admission", {"function": "called-by", "principal": by["Service"], "sourceArn": "arn:x"})
    path = "queueUrl" if token == kinds.QUEUE else "arn"
    beside = kinds.QUEUE_POLICY if token == kinds.QUEUE else kinds.TOPIC_POLICY
    holder = CALLED[token].props["id" if token == kinds.QUEUE else "arn"]
    return spec(beside, "admission", {path: holder, "policy": document(allow(ACTIONS[token], "arn:called", Principal=by))})


def calling(path: str, token: str, value: object, **where: object) -> Spec:
    """Something that names what it calls."""
    outer, _, inner = path.partition(">")
    props: object = {}
    for place, word in where.items():
        props = put(props, place.split("."), word)
    head, star, tail = outer.partition(".*.")
    props = {head: [{tail: value}]} if star else put(props, outer.split("."), json.dumps({inner: value}) if inner else value)
    assert isinstance(props, dict)
    return spec(token, "source", props)


for call in CALLS:
    what = f"{call.token} {call.path}"
    place = call.path.replace("*", "0").partition(">")[0]
    source = calling(call.path, call.token, "arn:called", **call.where)
    for token in CALLED if call.service else ():
        plan = Plan(source, CALLED[token], ELSEWHERE)
        shut = f"source shut={place} | called | {call.service}"
        on.good(f"{what}, let in by {token}", plan.add(admission(token, call.service)))
        on.bad(f"{what}, not let in by {token}", plan, shut)
        on.bad(f"{what}, another let in by {token}", plan.add(admission(token, "ses")), shut)
    if call.is_failure:
        lost = calling(call.path, call.token, "arn:aws:sqs:us-east-1:111122223333:gone", **call.where)
        on.bad(f"{what}, gone", Plan(lost), f"source lost={place} | arn:aws:sqs:us-east-1:111122223333:gone")
        on.good(
            f"{what}, there",
            Plan(source, *(CALLED[kinds.QUEUE], admission(kinds.QUEUE, call.service)) if call.service else (CALLED[kinds.QUEUE],)),
        )

EVENT = calling("arn", kinds.EVENT_TARGET, "arn:called")
FUNCTION = Plan(EVENT, CALLED[kinds.FUNCTION], ELSEWHERE)
on.look_alike(
    "by a role of its own",
    Plan(spec(kinds.EVENT_TARGET, "source", {"arn": "arn:called", "roleArn": "arn:role"}), *FUNCTION.drop("source").specs.values()),
)
on.look_alike("another stack's function", FUNCTION.set("source", {"arn": "arn:aws:lambda:us-east-1:111122223333:function:x"}))
on.bad("by edges", FUNCTION.set("source", {"arn": UNKNOWN}).edge("source", "arn", "called"), "source shut=arn | called | events")
PERMITTED = FUNCTION.add(admission(kinds.FUNCTION, "events"))
on.look_alike("everyone may call", PERMITTED.set("admission", {"principal": "*"}))
on.undecided(
    "who may call unknown",
    PERMITTED.set("admission", {"principal": UNKNOWN}).edge("admission", "principal", "elsewhere"),
    "called: whether events may call it",
)
on.undecided(
    "a permission for an unknown function", PERMITTED.set("admission", {"function": UNKNOWN}), "called: whether events may call it"
)
POLICY_OF = spec(
    kinds.FUNCTION_POLICY,
    "whole",
    {
        "resourceArn": "arn:called",
        "policy": document(allow("lambda:InvokeFunction", "arn:called", Principal={"Service": "events.amazonaws.com"})),
    },
)
WHOLE = FUNCTION.add(POLICY_OF)
on.good("a function's whole policy lets it come", WHOLE)
on.bad(
    "a function's whole policy lets another come",
    WHOLE.set("whole", {"policy": document(allow("lambda:*", Principal={"Service": "sns.amazonaws.com"}))}),
    "source shut=arn | called | events",
)
on.undecided(
    "a function's whole policy unknown",
    WHOLE.set("whole", {"policy": UNKNOWN}).edge("whole", "policy", "elsewhere"),
    "called: whether events may call it",
)
on.undecided(
    "a whole policy for an unknown function",
    WHOLE.set("whole", {"resourceArn": UNKNOWN}).edge("whole", "resourceArn", "elsewhere"),
    "called: whether events may call it",
)

QUEUE = Plan(EVENT, CALLED[kinds.QUEUE], admission(kinds.QUEUE, "events"), ELSEWHERE)
SHUT = "source shut=arn | called | events"
HIDDEN = "called: whether events may call it"
on.look_alike("a policy in the queue", QUEUE.drop("admission").set("called", {"policy": QUEUE.specs["admission"].props["policy"]}))
on.undecided("a queue's policy unknown", QUEUE.set("admission", {"policy": UNKNOWN}), HIDDEN)
on.undecided("a policy for an unknown queue", QUEUE.set("admission", {"queueUrl": UNKNOWN}), HIDDEN)
on.bad(
    "a policy for something else", QUEUE.set("admission", {"policy": document(allow("sqs:ReceiveMessage", Principal="*"))}), SHUT
)
on.look_alike("a policy for everyone", QUEUE.set("admission", {"policy": document(allow("sqs:*", Principal="*"))}))
on.bad(
    "a policy that is none",
    QUEUE.set("admission", {"policy": "x"})
    .add(spec(kinds.QUEUE_POLICY, "second", {"queueUrl": "https://called", "policy": "{}"}))
    .drop("admission"),
    SHUT,
)
ENCRYPTED = QUEUE.set("called", {"kmsMasterKeyId": KEY}).add(
    spec(
        kinds.KEY,
        "key",
        {
            "arn": KEY,
            "policy": document(allow(["kms:GenerateDataKey*", "kms:Decrypt"], Principal={"Service": "events.amazonaws.com"})),
        },
    )
)
on.good("under a key that lets it come", ENCRYPTED)
on.bad("under a key whose policy is AWS's own", ENCRYPTED.set("key", {"policy": DROP}), SHUT)
on.bad(
    "under a key for others",
    ENCRYPTED.set("key", {"policy": document(allow("kms:*", Principal={"Service": "sns.amazonaws.com"}))}),
    SHUT,
)
on.bad(
    "under a key to look at",
    ENCRYPTED.set("key", {"policy": document(allow("kms:DescribeKey", Principal={"Service": "events.amazonaws.com"}))}),
    SHUT,
)
on.undecided(
    "under a key whose policy is unknown", ENCRYPTED.set("key", {"policy": UNKNOWN}).edge("key", "policy", "elsewhere"), HIDDEN
)
on.look_alike("under a key of another stack", ENCRYPTED.drop("key"))
BESIDE = spec(kinds.KEY_POLICY, "beside", {"keyId": KEY, "policy": ENCRYPTED.specs["key"].props["policy"]})
on.look_alike("under a key whose policy is beside it", ENCRYPTED.set("key", {"policy": DROP}).add(BESIDE))
on.undecided(
    "under a key beside a policy for an unknown one",
    ENCRYPTED.set("key", {"policy": DROP}).add(spec(kinds.KEY_POLICY, "beside", {**BESIDE.props, "keyId": UNKNOWN})),
    HIDDEN,
)
