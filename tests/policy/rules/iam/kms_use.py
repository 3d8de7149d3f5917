"""Cases of the rules kms-one-kind-of-data and kms-policy-names-users-only."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

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
segregated = Table(
    "kms-one-kind-of-data", encrypts="One key encrypts cache and database.", bucket="One key encrypts bucket and database."
)
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
segregated.bad("one key for two", STORES.edge("cache", "kmsKeyId", "key"), "key encrypts")
SHARED = STORES.edge("cache", "kmsKeyId", "key")
segregated.look_alike("one key for two, with a reason", SHARED.set("key", {"tags": {"OneKeyBecause": "test data only"}}))
segregated.bad("one key for two, with an empty reason", SHARED.set("key", {"tags": {"OneKeyBecause": " "}}), "key encrypts")
segregated.bad("one key for two, with another tag", SHARED.set("key", {"tags": {"Reason": "none"}}), "key encrypts")
segregated.undecided("one key for two, with tags nobody knows", SHARED.set("key", {"tags": UNKNOWN}), "key: tags.OneKeyBecause")
segregated.bad("one key for two, by ARN", KNOWN.set("cache", {"kmsKeyId": KEY}), "key encrypts")
segregated.bad(
    "one key for insights and a cache", STORES.edge("db", "performanceInsightsKmsKeyId", "cache-key"), "cache-key encrypts"
)
segregated.bad("one key of another stack", KNOWN.drop("key").set("cache", {"kmsKeyId": KEY}), "cache encrypts")
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
    "key bucket",
)
INSIDE = spec(
    kinds.BUCKET,
    "bucket",
    {"serverSideEncryptionConfiguration": {"rule": {"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": UNKNOWN}}}},
    serverSideEncryptionConfiguration="key",
)
segregated.bad("a bucket's key, in the bucket", STORES.add(INSIDE), "key bucket")
segregated.look_alike(
    "a bucket's key, in the bucket and beside it",
    STORES.drop("db", "log").add(
        INSIDE,
        spec(
            kinds.BUCKET_ENCRYPTION,
            "encryption",
            {"rules": [{"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": UNKNOWN}}]},
            rules="key",
        ),
    ),
)
segregated.look_alike(
    "a bucket whose encryption AWS chooses",
    STORES.add(spec(kinds.BUCKET, "bucket", {"serverSideEncryptionConfiguration": UNKNOWN})),
)
ALIAS = spec(kinds.KEY_ALIAS, "alias", {"name": "alias/data", "arn": UNKNOWN, "targetKeyId": UNKNOWN}, targetKeyId="key")
segregated.bad("one key for two, once by alias", STORES.add(ALIAS).edge("cache", "kmsKeyId", "alias"), "key encrypts")
segregated.bad(
    "one key for two, once by the alias's name",
    KNOWN.add(ALIAS).set("cache", {"kmsKeyId": KEY.replace("key/1", "alias/data")}),
    "key encrypts",
)
segregated.bad(
    "one key of another stack, by an alias of this one",
    KNOWN.drop("key").add(ALIAS).set("alias", {"targetKeyId": KEY}).unlinked("alias").set("cache", {"kmsKeyId": "alias/data"}),
    "cache encrypts",
)
segregated.bad(
    "one key of another region, by an alias",
    STORES.retype("key", kinds.KEY_REPLICA).add(ALIAS).edge("cache", "kmsKeyId", "alias"),
    "key encrypts",
)
segregated.look_alike("an alias of the one key", STORES.add(ALIAS).edge("db", "kmsKeyId", "alias"))
segregated.undecided(
    "an alias of a key that is unknown", STORES.add(ALIAS).unlinked("alias").edge("cache", "kmsKeyId", "alias"), "cache: kmsKeyId"
)
ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
segregated.undecided("a key that is unknown", STORES.add(ELSEWHERE).edge("cache", "kmsKeyId", "elsewhere"), "cache: kmsKeyId")
segregated.look_alike("a key that AWS chooses", STORES.unlinked("cache"))
