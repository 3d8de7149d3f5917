"""Cases of the rule s3-replication-watched."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

FAILURES = "OperationsFailedReplication"
RULE = {"id": "all", "status": "Enabled", "destination": {"bucket": "arn:aws:s3:::copies", "metrics": {"status": "Enabled"}}}
COPIED = Plan(
    spec(kinds.BUCKET, "data", {"bucket": "pde-data"}),
    spec(kinds.BUCKET, "copies", {"bucket": "copies"}),
    spec(kinds.BUCKET_REPLICATION, "replication", {"bucket": UNKNOWN, "rules": [RULE]}, bucket="data"),
    spec(
        kinds.ALARM,
        "alarm",
        {"metricName": FAILURES, "dimensions": {"SourceBucket": UNKNOWN, "DestinationBucket": UNKNOWN, "RuleId": "all"}},
        dimensions=("data", "copies"),
    ),
)
NAMED = COPIED.set("replication", {"bucket": "pde-data"}).set("alarm", {"dimensions.SourceBucket": "pde-data"})
NAMED = NAMED.unlinked("replication").unlinked("alarm")
STATUS = "rules.0.destination.metrics.status"
QUERY = {"id": "one", "metric": {"metricName": FAILURES, "dimensions": {"SourceBucket": "pde-data"}}}
BY_EXPRESSION = NAMED.set(
    "alarm", {"metricName": DROP, "dimensions": DROP, "metricQueries": [{"id": "all", "expression": "FILL(one, 0)"}, QUERY]}
)

watched = Table("s3-replication-watched", nobody=f"No alarm watches `{FAILURES}` of its bucket.")
watched.good("measured and watched", COPIED)
watched.good("by names", NAMED)
watched.good("a bucket of another stack", NAMED.drop("data", "copies"))
watched.good("an expression", BY_EXPRESSION)
watched.good(
    "an expression, by the edge from it",
    BY_EXPRESSION.set("alarm", {"metricQueries.1.metric.dimensions": {"SourceBucket": UNKNOWN}}).edge(
        "alarm", "metricQueries", "data"
    ),
)
watched.look_alike("a rule that is off measures nothing", COPIED.set("replication", {"rules": [RULE, {"status": "Disabled"}]}))
watched.look_alike("no replication", COPIED.drop("replication"))
watched.bad(
    "not measured",
    COPIED.set("replication", {"rules.0.destination.metrics": DROP}),
    f"replication needs={STATUS} | not set | `Enabled`",
)
watched.bad(
    "measuring is off", COPIED.set("replication", {STATUS: "Disabled"}), f"replication needs={STATUS} | `Disabled` | `Enabled`"
)
watched.bad(
    "one rule of two is not measured",
    COPIED.set("replication", {"rules": [RULE, {"status": "Enabled", "destination": {}}]}),
    "replication needs=rules.1.destination.metrics.status | not set | `Enabled`",
)
watched.undecided("measuring unknown", COPIED.set("replication", {STATUS: UNKNOWN}), f"replication: {STATUS}")
watched.undecided(
    "not measured, by a rule that may be off",
    COPIED.set("replication", {"rules.0.destination.metrics": DROP, "rules.0.status": UNKNOWN}),
    "replication: rules.0.status",
)
watched.bad(
    "no alarm for the second of two, of which the first is off",
    Plan(
        spec(kinds.BUCKET_REPLICATION, "off", {"bucket": "pde-other", "rules": [{"status": "Disabled"}]}),
        *COPIED.drop("alarm").specs.values(),
    ),
    "replication nobody",
)
watched.undecided(
    "no alarm, and rules of which one is off and one may be",
    COPIED.drop("alarm").set("replication", {"rules": [{**RULE, "status": UNKNOWN}, {"status": "Disabled"}]}),
    "replication: rules",
)
watched.good(
    "watched behind an alarm that is off",
    Plan(spec(kinds.ALARM, "off", {"metricName": FAILURES, "actionsEnabled": False}), *COPIED.specs.values()),
)
watched.bad("no alarm", COPIED.drop("alarm"), "replication nobody")
watched.bad("an alarm that is off", NAMED.set("alarm", {"actionsEnabled": False}), "replication nobody")
watched.bad("an alarm on latency", COPIED.set("alarm", {"metricName": "ReplicationLatency"}), "replication nobody")
watched.bad("another bucket's alarm", COPIED.edge("alarm", "dimensions", "copies"), "replication nobody")
watched.bad("another bucket's alarm, by name", NAMED.set("alarm", {"dimensions.SourceBucket": "copies"}), "replication nobody")
watched.bad(
    "another metric in the expression",
    BY_EXPRESSION.set("alarm", {"metricQueries.1.metric.metricName": "ReplicationLatency"}),
    "replication nobody",
)
watched.bad(
    "a bucket of another stack, and another's alarm",
    NAMED.drop("data").set("alarm", {"dimensions.SourceBucket": "x"}),
    "replication nobody",
)
watched.undecided("whose alarm is unknown", COPIED.unlinked("alarm"), "replication: whose copies an alarm watches")
watched.undecided(
    "what an alarm is on is unknown", COPIED.set("alarm", {"metricName": UNKNOWN}), "replication: whose copies an alarm watches"
)
watched.good("what another alarm is on is unknown", COPIED.add(spec(kinds.ALARM, "other", {"metricName": UNKNOWN})))
watched.undecided("whose replication is unknown", COPIED.unlinked("replication"), "replication: bucket")
