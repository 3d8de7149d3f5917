"""Cases of the rule log-group-key-and-retention."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

GROUP = Plan(spec(kinds.LOG_GROUP, "log", {"name": "/pde/production/api", "kmsKeyId": UNKNOWN, "retentionInDays": 30.0}))
logs = Table("log-group-key-and-retention")
logs.good("both", GROUP)
logs.good("a week", GROUP.set("log", {"retentionInDays": 7}))
logs.good("a lower minimum", GROUP.set("log", {"retentionInDays": 1}), minDays=1)
logs.bad("less than a week", GROUP.set("log", {"retentionInDays": 6}), "log needs=retentionInDays | 6 | 7 or more")
logs.bad("a higher minimum", GROUP, "log needs=retentionInDays | 30 | 31 or more", minDays=31)
logs.undecided(
    "class unknown and retention too short",
    GROUP.set("log", {"logGroupClass": UNKNOWN, "retentionInDays": 1}),
    "log: logGroupClass",
)
logs.look_alike(
    "a delivery-class group has a fixed retention", GROUP.set("log", {"logGroupClass": "DELIVERY", "retentionInDays": DROP})
)
logs.bad("key absent", GROUP.set("log", {"kmsKeyId": DROP}), "log: `kmsKeyId` is not set.")
logs.bad("key null", GROUP.set("log", {"kmsKeyId": None}), "log: `kmsKeyId` is not set.")
logs.bad(
    "retention absent",
    GROUP.set("log", {"retentionInDays": DROP}),
    "log needs=retentionInDays | not set (AWS then takes 0) | 7 or more",
)
logs.bad("retention 0, AWS's word for never", GROUP.set("log", {"retentionInDays": 0}), "log needs=retentionInDays | 0 | 7 or more")
logs.bad("retention a text", GROUP.set("log", {"retentionInDays": "30"}), "log needs=retentionInDays | a text | 7 or more")
logs.undecided("retention unknown", GROUP.set("log", {"retentionInDays": UNKNOWN}), "log: retentionInDays")
logs.good("a stream is no group", Plan(spec("aws:cloudwatch/logStream:LogStream", "stream")))
