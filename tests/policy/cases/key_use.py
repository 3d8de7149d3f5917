"""Cases of the rules about what keys are used for."""

from policy import kinds
from policy.values import UNKNOWN
from tests.policy.plans import DROP, Plan, Table, allow, document, spec

ROOT = allow("kms:*", Principal={"AWS": "arn:aws:iam::111122223333:root"})
LOGS = allow("kms:Encrypt*", Principal={"Service": "logs.us-east-1.amazonaws.com"})
KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
OTHER = "arn:aws:kms:us-east-1:111122223333:key/2"

STORES = Plan(
    spec(kinds.KEY, "key", {"arn": UNKNOWN, "policy": document(ROOT)}),
    spec(kinds.KEY, "cache-key", {"arn": UNKNOWN, "policy": document(ROOT)}),
    spec(
        kinds.DB_INSTANCE,
        "db",
        {"kmsKeyId": UNKNOWN, "performanceInsightsKmsKeyId": UNKNOWN},
        kmsKeyId="key",
        performanceInsightsKmsKeyId="key",
    ),
    spec(kinds.CACHE_REPLICATION_GROUP, "cache", {"kmsKeyId": UNKNOWN}, kmsKeyId="cache-key"),
    spec(kinds.LOG_GROUP, "log", {"kmsKeyId": UNKNOWN}, kmsKeyId="key"),
)
KNOWN = (
    STORES.set("key", {"arn": KEY})
    .set("db", {"kmsKeyId": KEY, "performanceInsightsKmsKeyId": KEY})
    .set("cache", {"kmsKeyId": OTHER})
    .set("cache-key", {"arn": OTHER})
    .unlinked("db")
    .unlinked("cache")
)
segregated = Table("kms-one-kind-of-data")
segregated.good("a key each", STORES)
segregated.good("by ARN", KNOWN)
segregated.look_alike("a database and its logs", STORES.drop("cache"))
segregated.look_alike("two databases", STORES.add(spec(kinds.DB_CLUSTER, "more", {"kmsKeyId": UNKNOWN}, kmsKeyId="key")))
segregated.look_alike(
    "neither has a key",
    STORES.set("db", {"kmsKeyId": DROP, "performanceInsightsKmsKeyId": DROP})
    .set("cache", {"kmsKeyId": DROP})
    .unlinked("db")
    .unlinked("cache"),
)
segregated.bad("one key for two", STORES.edge("cache", "kmsKeyId", "key"), "key")
segregated.bad("one key for two, by ARN", KNOWN.set("cache", {"kmsKeyId": KEY}), "key")
segregated.bad("one key for insights and a cache", STORES.edge("db", "performanceInsightsKmsKeyId", "cache-key"), "cache-key")
segregated.bad("one key of another stack", KNOWN.drop("key").set("cache", {"kmsKeyId": KEY}), "cache")
segregated.bad(
    "a bucket's key",
    STORES.add(
        spec(
            kinds.BUCKET_ENCRYPTION,
            "bucket",
            {"rules": [{"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": UNKNOWN}}]},
            rules="key",
        )
    ),
    "key",
)
segregated.unsure("a key that is unknown", STORES.unlinked("cache"), "cache")


def policy(*statements: dict[str, object]) -> Plan:
    return STORES.set("key", {"policy": document(ROOT, *statements)})


USER = allow("kms:Decrypt", Principal={"AWS": "arn:aws:iam::111122223333:role/api-task"})
ROLE = spec(kinds.ROLE, "role", {"name": "api-task", "arn": UNKNOWN})
users = Table("kms-policy-names-users-only")
users.good("the account alone", STORES)
users.good("no policy, which is AWS's", STORES.set("key", {"policy": DROP}))
users.look_alike("logs, on a log group's key", policy(LOGS))
users.look_alike("a role of the stack", policy(USER).add(ROLE))
users.look_alike("a role that is listed", policy(USER), outside=["arn:aws:iam::111122223333:role/api-*"])
users.look_alike("a service that no table knows", policy(allow("kms:Decrypt", Principal={"Service": "new.amazonaws.com"})))
users.look_alike("a denial", policy({**USER, "Effect": "Deny"}))
users.look_alike(
    "an alarm, on a topic's key",
    policy(allow("kms:Decrypt", Principal={"Service": "cloudwatch.amazonaws.com"})).add(
        spec(kinds.TOPIC, "topic", {"kmsMasterKeyId": UNKNOWN}, kmsMasterKeyId="key")
    ),
)
users.bad("logs, with no log group", policy(LOGS).drop("log"), "key")
users.bad("logs, with another key's log group", policy(LOGS).edge("log", "kmsKeyId", "cache-key"), "key")
users.bad(
    "an alarm, with no topic",
    policy(allow("kms:Decrypt", Principal={"Service": ["logs.amazonaws.com", "cloudwatch.amazonaws.com"]})),
    "key",
)
users.bad("a role of another stack", policy(USER), "key")
users.bad("a user", policy(allow("kms:Decrypt", Principal={"AWS": "arn:aws:iam::111122223333:user/ci"})).add(ROLE), "key")
users.bad(
    "beside the key",
    STORES.add(spec(kinds.KEY_POLICY, "beside", {"keyId": UNKNOWN, "policy": document(USER)}, keyId="key")),
    "beside",
)
users.unsure("policy unknown", STORES.set("key", {"policy": UNKNOWN}).edge("key", "policy", "db"), "key")
users.unsure("what it encrypts unknown", policy(LOGS).unlinked("log"), "key")

TABLES = (segregated, users)
