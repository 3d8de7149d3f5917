"""Cases of the rules cache-encrypted, cache-authenticated, cache-snapshots-kept and cache-multi-az."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, spec
from tests.policy.tables import Table

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
GROUP = Plan(
    spec(
        kinds.CACHE_REPLICATION_GROUP,
        "cache",
        {
            "engine": "redis",
            "atRestEncryptionEnabled": True,
            "transitEncryptionEnabled": True,
            "kmsKeyId": KEY,
            "authToken": UNKNOWN,
            "snapshotRetentionLimit": 1,
            "automaticFailoverEnabled": True,
            "multiAzEnabled": True,
        },
    )
).protect("cache")
MEMCACHED = Plan(spec(kinds.CACHE_CLUSTER, "cache", {"engine": "memcached", "transitEncryptionEnabled": True}))
LONE = Plan(spec(kinds.CACHE_CLUSTER, "cache", {"engine": "redis", "snapshotRetentionLimit": 1}))
MEMBER = Plan(spec(kinds.CACHE_CLUSTER, "cache", {"replicationGroupId": UNKNOWN}))
SERVERLESS = Plan(
    spec(kinds.CACHE_SERVERLESS, "cache", {"engine": "valkey", "kmsKeyId": KEY, "userGroupId": "x", "snapshotRetentionLimit": 3})
)

encrypted = Table("cache-encrypted")
encrypted.good("encrypted both ways", GROUP)
encrypted.good("serverless with a key", SERVERLESS)
encrypted.look_alike("memcached, which keeps nothing", MEMCACHED)
encrypted.look_alike("a member, whose group answers for it", MEMBER)
encrypted.switch(GROUP, "cache", "atRestEncryptionEnabled")
encrypted.switch(GROUP, "cache", "transitEncryptionEnabled")
encrypted.key(GROUP, "cache", "kmsKeyId")
encrypted.good("in transit, with no other way in", GROUP.set("cache", {"transitEncryptionMode": "required"}))
encrypted.bad(
    "in transit for those who like",
    GROUP.set("cache", {"transitEncryptionMode": "preferred"}),
    "cache needs=transitEncryptionMode | `preferred` | `required`",
)
encrypted.undecided(
    "in transit, mode unknown", GROUP.set("cache", {"transitEncryptionMode": UNKNOWN}), "cache: transitEncryptionMode"
)
encrypted.bad("serverless without a key", SERVERLESS.set("cache", {"kmsKeyId": DROP}), "cache unset=kmsKeyId")
encrypted.bad("a lone cluster", LONE, "cache: A lone `Cluster` of Redis or Valkey cannot be encrypted.")
encrypted.bad(
    "memcached in plain text",
    MEMCACHED.set("cache", {"transitEncryptionEnabled": False}),
    "cache needs=transitEncryptionEnabled | false | true",
)
encrypted.undecided("a lone cluster of an unknown engine", LONE.set("cache", {"engine": UNKNOWN}), "cache: engine")
encrypted.bad(
    "serverless of an unknown engine", SERVERLESS.set("cache", {"engine": UNKNOWN, "kmsKeyId": DROP}), "cache unset=kmsKeyId"
)

authenticated = Table(
    "cache-authenticated",
    noPasswordRequired="`noPasswordRequired` is true, and `accessString` lets it run commands.",
    authToken="`authToken` is not set.",
)
authenticated.good("a token", GROUP)
authenticated.good("a token that is known", GROUP.set("cache", {"authToken": "x" * 16}))
authenticated.good("a token that is never in the state", GROUP.set("cache", {"authToken": DROP, "authTokenWo": UNKNOWN}))
authenticated.good("user groups", GROUP.set("cache", {"authToken": DROP, "userGroupIds": [UNKNOWN]}))
authenticated.good("serverless", SERVERLESS)
MEMORY = Plan(spec("aws:memorydb/cluster:Cluster", "cache", {"aclName": "orders"}))
authenticated.good("MemoryDB", MEMORY)
authenticated.good("MemoryDB with a list of this stack's", MEMORY.set("cache", {"aclName": UNKNOWN}))
authenticated.bad(
    "MemoryDB for anyone", MEMORY.set("cache", {"aclName": "open-access"}), "cache: `aclName` is `open-access`, which asks nobody."
)
GRAPH = Plan(spec("aws:neptune/cluster:Cluster", "cache", {"iamDatabaseAuthenticationEnabled": True}))
authenticated.good("Neptune with IAM", GRAPH)
authenticated.switch(GRAPH, "cache", "iamDatabaseAuthenticationEnabled")
authenticated.look_alike("serverless memcached", SERVERLESS.set("cache", {"engine": "memcached", "userGroupId": DROP}))
authenticated.bad("neither", GROUP.set("cache", {"authToken": DROP}), "cache authToken")
authenticated.bad("an empty token", GROUP.set("cache", {"authToken": ""}), "cache authToken")
authenticated.bad("no user groups", GROUP.set("cache", {"authToken": None, "userGroupIds": []}), "cache authToken")
authenticated.bad("serverless without users", SERVERLESS.set("cache", {"userGroupId": DROP}), "cache unset=userGroupId")
authenticated.undecided("an unknown engine", SERVERLESS.set("cache", {"userGroupId": DROP, "engine": UNKNOWN}), "cache: engine")

USERS = Plan(
    spec(
        kinds.CACHE_USER,
        "user",
        {"userName": "default", "accessString": "on ~* +@all", "authenticationMode": {"type": "password", "passwords": [UNKNOWN]}},
    ),
    spec(kinds.CACHE_USER_GROUP, "group", {"userIds": ["pde-default"]}),
)
OPEN = USERS.set("user", {"authenticationMode": DROP, "noPasswordRequired": True})
authenticated.good("a user with a password", USERS)
authenticated.good("a user with a role", USERS.set("user", {"authenticationMode": {"type": "iam"}}))
authenticated.look_alike("a password required", USERS.set("user", {"noPasswordRequired": False}))
for title, access in {
    "is off": "off ~* +@all",
    "may do nothing": "on ~* -@all",
    "is switched neither way": "~* +@all",
    "has no access": DROP,
}.items():
    authenticated.look_alike(f"a user without a password who {title}", OPEN.set("user", {"accessString": access}))
authenticated.bad("a user without a password", OPEN, "user noPasswordRequired")
authenticated.bad(
    "a user who may do everything by another word",
    OPEN.set("user", {"accessString": "on allkeys allcommands"}),
    "user noPasswordRequired",
)
authenticated.bad(
    "a user without a password by its mode",
    USERS.set("user", {"authenticationMode": {"type": "no-password-required"}}),
    "user: `authenticationMode.type` is `no-password-required`, and `accessString` lets it run commands.",
)
authenticated.bad(
    "AWS's own user",
    USERS.set("group", {"userIds": [UNKNOWN, "default"]}),
    "group: `userIds` has AWS's user `default`, who needs no password and may do everything.",
)
authenticated.undecided("what a user may do unknown", OPEN.set("user", {"accessString": UNKNOWN}), "user: accessString")
authenticated.undecided(
    "whether a user has a password unknown", USERS.set("user", {"noPasswordRequired": UNKNOWN}), "user: noPasswordRequired"
)
authenticated.undecided(
    "a user's mode unknown", USERS.set("user", {"authenticationMode": UNKNOWN}), "user: authenticationMode.type"
)
authenticated.good("a password and unknown access", USERS.set("user", {"accessString": UNKNOWN}))
authenticated.undecided("a group's users unknown", USERS.set("group", {"userIds": [UNKNOWN]}), "group: userIds")

snapshots = Table("cache-snapshots-kept", snapshotRetentionLimit="`snapshotRetentionLimit` is 0; it has to be 1 or more.")
snapshots.good("the minimum", GROUP)
snapshots.good("serverless", SERVERLESS)
snapshots.look_alike("memcached has none", MEMCACHED)
snapshots.look_alike("a member, whose group answers for it", MEMBER)
snapshots.good("a lower minimum", GROUP.set("cache", {"snapshotRetentionLimit": 0}), minDays=0)
snapshots.bad("none", GROUP.set("cache", {"snapshotRetentionLimit": 0}), "cache snapshotRetentionLimit")
snapshots.bad(
    "absent",
    GROUP.set("cache", {"snapshotRetentionLimit": DROP}),
    "cache needs=snapshotRetentionLimit | not set (AWS then takes 0) | 1 or more",
)
snapshots.bad(
    "a text", GROUP.set("cache", {"snapshotRetentionLimit": "5"}), "cache needs=snapshotRetentionLimit | a text | 1 or more"
)
snapshots.bad(
    "one day too few",
    GROUP.set("cache", {"snapshotRetentionLimit": 4}),
    "cache needs=snapshotRetentionLimit | 4 | 5 or more",
    minDays=5,
)
snapshots.bad("a lone cluster's", LONE.set("cache", {"snapshotRetentionLimit": 0}), "cache snapshotRetentionLimit")
snapshots.undecided(
    "none, of an unknown engine", LONE.set("cache", {"engine": UNKNOWN, "snapshotRetentionLimit": 0}), "cache: engine"
)
snapshots.undecided("unknown", GROUP.set("cache", {"snapshotRetentionLimit": UNKNOWN}), "cache: snapshotRetentionLimit")

zones = Table("cache-multi-az")
zones.good("two zones", GROUP)
zones.look_alike("one zone, where nothing is protected", GROUP.protect("cache", on=False).set("cache", {"multiAzEnabled": False}))
zones.look_alike("serverless", SERVERLESS.protect("cache"))
zones.switch(GROUP, "cache", "automaticFailoverEnabled")
zones.switch(GROUP, "cache", "multiAzEnabled")
