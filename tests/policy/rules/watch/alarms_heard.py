"""Cases of the rule alarm-acts: what an alarm leads to hears it."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
HEARD = Plan(
    spec(kinds.ALARM, "alarm", {"alarmActions": ["arn:topic"], "treatMissingData": "breaching"}),
    spec(kinds.TOPIC, "topic", {"arn": "arn:topic"}),
    spec(kinds.TOPIC_SUBSCRIPTION, "people", {"topic": "arn:topic", "protocol": "email", "endpoint": "a@example.com"}),
    ELSEWHERE,
)
heard = Table(
    "alarm-acts",
    unheard="Alarms lead to it, and nobody is subscribed.",
    shut="Alarms lead to it, and neither its policy nor its key's lets CloudWatch come.",
)
heard.good("somebody is subscribed", HEARD)
heard.good("by edges", HEARD.set("alarm", {"alarmActions": [UNKNOWN]}).edge("alarm", "alarmActions", "topic"))
heard.look_alike("a topic of another stack", HEARD.drop("topic", "people"))
heard.bad("nobody is subscribed", HEARD.drop("people"), "topic unheard")
heard.bad(
    "one finding for two alarms",
    HEARD.drop("people").add(spec(kinds.COMPOSITE_ALARM, "second", {"alarmActions": "arn:topic"})),
    "topic unheard",
)
heard.bad(
    "nobody is subscribed to the first of two topics",
    HEARD.drop("people").add(
        spec(kinds.COMPOSITE_ALARM, "second", {"alarmActions": "arn:more"}),
        spec(kinds.TOPIC, "more", {"arn": "arn:more"}),
        spec(kinds.TOPIC_SUBSCRIPTION, "people", {"topic": "arn:more", "protocol": "email", "endpoint": "a@example.com"}),
    ),
    "topic unheard",
)
heard.bad("somebody is subscribed to another", HEARD.set("people", {"topic": "arn:other"}), "topic unheard")
heard.undecided("what somebody is subscribed to unknown", HEARD.set("people", {"topic": UNKNOWN}), "people: topic")
heard.look_alike(
    "a chat",
    HEARD.drop("people").add(
        spec(
            "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
            "chat",
            {"snsTopicArns": ["arn:other", "arn:topic"]},
        )
    ),
)
POLICY = spec(kinds.TOPIC_POLICY, "policy", {"arn": "arn:topic", "policy": document(allow("sns:Publish", Principal=CLOUDWATCH))})
heard.good("a policy for CloudWatch", HEARD.add(POLICY))
EVENTS = document(allow("sns:Publish", Principal={"Service": "events.amazonaws.com"}))
heard.bad("a policy for others", HEARD.add(POLICY).set("policy", {"policy": EVENTS}), "topic shut")
heard.undecided(
    "a policy that is unknown", HEARD.add(POLICY).set("policy", {"policy": UNKNOWN}), "topic: whether CloudWatch may come"
)
KEYED = HEARD.set("topic", {"kmsMasterKeyId": "arn:key"}).add(
    spec(kinds.KEY, "key", {"arn": "arn:key", "policy": document(allow("kms:GenerateDataKey*", Principal=CLOUDWATCH))})
)
heard.good("a key for CloudWatch", KEYED)
heard.bad("a key that keeps it out", KEYED.set("key", {"policy": DROP}), "topic shut")
heard.look_alike("AWS's own key, which another rule is about", HEARD.set("topic", {"kmsMasterKeyId": "alias/aws/sns"}))
FUNCTION = HEARD.drop("topic", "people").add(spec(kinds.FUNCTION, "function", {"arn": "arn:topic", "name": "called"}))
PERMISSION = {"function": "called", "principal": "lambda.alarms.cloudwatch.amazonaws.com", "sourceAccount": "111122223333"}
heard.bad("a function that CloudWatch may not call", FUNCTION, "function shut")
heard.good("a function that it may call", FUNCTION.add(spec("aws:lambda/permission:Permission", "may", PERMISSION)))
