"""Cases of the rule s3-access-logged."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import Plan, document, spec
from tests.policy.tables import Table

LOGGED = Plan(
    spec(kinds.BUCKET, "data", {"bucket": "pde-production-data"}),
    spec(kinds.BUCKET, "logs", {"bucket": "pde-production-logs"}),
    spec(kinds.BUCKET_LOGGING, "logging", {"bucket": UNKNOWN, "targetBucket": UNKNOWN}, bucket="data", targetBucket="logs"),
)
NAMED = LOGGED.set("logging", {"bucket": "pde-production-data", "targetBucket": "pde-production-logs"}).unlinked("logging")
MORE = spec(kinds.BUCKET, "more", {"bucket": "pde-production-more"})

logged = Table("s3-access-logged", missing="The bucket has no `BucketLogging`, and holds no other bucket's log.")
logged.good("beside the bucket", LOGGED)
logged.good("V2 spelling", LOGGED.retype("logging", "aws:s3/bucketLoggingV2:BucketLoggingV2"))
logged.good("by names", NAMED)
logged.look_alike("to a bucket of another stack", NAMED.drop("logs"))
for path, written in {
    "logging": {"targetBucket": "pde-production-logs"},
    "loggings": [{"targetBucket": "pde-production-logs"}],
}.items():
    logged.good(f"in the bucket ({path})", LOGGED.drop("logging").set("data", {path: written}))
logged.look_alike("what AWS filled in beside our own", LOGGED.set("data", {"logging": UNKNOWN}))
logged.bad("neither", LOGGED.drop("logging"), "data missing", "logs missing")
logged.bad("another bucket's", LOGGED.add(MORE), "more missing")
logged.bad("what AWS would fill in is no logging", LOGGED.add(MORE).set("more", {"logging": UNKNOWN}), "more missing")
logged.bad(
    "a load balancer's logs are somebody's to read as well",
    LOGGED.add(MORE, spec(kinds.LOAD_BALANCER, "lb", {"accessLogs": {"bucket": "pde-production-more", "enabled": True}})),
    "more missing",
)
logged.bad("the logs' own bucket, where the log goes elsewhere", NAMED.set("logging", {"targetBucket": "away"}), "logs missing")
logged.undecided(
    "something unknown in the bucket",
    LOGGED.drop("logging").set("data", {"logging": UNKNOWN}).edge("data", "logging", "logs"),
    "data: logging",
)
HIDDEN = LOGGED.edge("logging", "targetBucket")
logged.undecided("to somewhere unknown", HIDDEN, "logs: whether another bucket logs to it")
logged.undecided(
    "of a bucket unknown", LOGGED.edge("logging", "bucket"), "data: bucket of a configuration that could be this one's"
)

DELIVERS = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "*"}
OTHERS = {**DELIVERS, "Principal": {"Service": "cloudtrail.amazonaws.com"}}
SHUT = "logging: `targetBucket` is `logs`, whose policy does not let `logging.s3` put objects there."


def policed(**statement: object) -> Plan:
    return NAMED.add(spec(kinds.BUCKET_POLICY, "policy", {"bucket": "pde-production-logs", "policy": document(statement)}))


logged.good("a policy that lets S3 deliver", policed(**DELIVERS))
logged.bad("a policy for others", policed(**OTHERS), SHUT)
logged.bad("a policy to read", policed(**{**DELIVERS, "Action": "s3:GetObject"}), SHUT)
logged.bad("a policy in the bucket, for others", NAMED.set("logs", {"policy": document(OTHERS)}), SHUT)
logged.look_alike(
    "an ACL instead",
    policed(**OTHERS).add(spec(kinds.BUCKET_ACL, "acl", {"bucket": "pde-production-logs", "acl": "log-delivery-write"})),
)
logged.look_alike("an ACL in the bucket instead", policed(**OTHERS).set("logs", {"acl": "log-delivery-write"}))
logged.look_alike("grants in the bucket instead", policed(**OTHERS).set("logs", {"grants": [{"uri": "x"}]}))
logged.undecided("a policy that is unknown", policed(**DELIVERS).set("policy", {"policy": UNKNOWN}), "policy: policy")
