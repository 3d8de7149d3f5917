"""Cases of the rule kms-policy-names-users-only."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.rules.iam.kms_use import ALIAS, ELSEWHERE, INSIDE, KEY, LOGS, OTHER, ROOT, STORES, segregated
from tests.policy.tables import Table


def policy(*statements: dict[str, object]) -> Plan:
    return STORES.set("key", {"policy": document(ROOT, *statements)})


USER_ARN = "arn:aws:iam::111122223333:role/api-task"
USER = allow("kms:Decrypt", Principal={"AWS": USER_ARN})
ROLE = spec(kinds.ROLE, "role", {"name": "api-task", "arn": UNKNOWN})
users = Table(
    "kms-policy-names-users-only",
    useless="Statement number {} names `{}`, which has no use for the key.",
    outsider="Statement number {} names `{}`, which is no role of this stack.",
    granteePrincipal="`granteePrincipal` is `{}`, which is no role of this stack.",
    statement="Statement number {} names `arn:aws:iam::999988887777:root`, which is another account.",
)
users.good("the account alone", STORES)
users.good("no policy, which is AWS's", STORES.set("key", {"policy": DROP}))
users.look_alike("logs, on a log group's key", policy(LOGS))
users.look_alike("a role of the stack", policy(USER).add(ROLE))
users.look_alike(
    "a role of the stack, by edge", policy(USER).add(spec(kinds.ROLE, "role", {"arn": UNKNOWN})).edge("key", "policy", "role")
)
users.look_alike("a role that is listed", policy(USER), outside=["arn:aws:iam::111122223333:role/api-*"])
LINKED = "arn:aws:iam::{}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
users.look_alike(
    "a role of a service's own in the account",
    policy(allow(["kms:Decrypt", "kms:CreateGrant"], Principal={"AWS": LINKED.format("111122223333")})),
)
users.bad(
    "a role of a service's own in another account",
    policy(allow("kms:Decrypt", Principal={"AWS": LINKED.format("999988887777")})),
    f"key outsider=2 | {LINKED.format('999988887777')}",
)
users.bad(
    "a stranger behind a role of a service's own",
    policy(allow("kms:Decrypt", Principal={"AWS": LINKED.format("111122223333")}), USER),
    f"key outsider=3 | {USER_ARN}",
)
users.look_alike("a service that no table knows", policy(allow("kms:Decrypt", Principal={"Service": "new.amazonaws.com"})))
THERE = allow("kms:Decrypt", Principal={"AWS": "arn:aws:iam::999988887777:root"})


def copying(vault: object) -> dict[str, object]:
    return {"rules": [{"copyActions": [{"destinationVaultArn": vault}]}]}


COPIES = policy(THERE).add(spec(kinds.BACKUP_PLAN, "plan", copying("arn:aws:backup:us-east-1:999988887777:backup-vault:kept")))
users.good("the account that backups are copied to", COPIES)
users.bad(
    "a stranger behind the account that backups are copied to",
    COPIES.set("key", {"policy": document(ROOT, THERE, USER)}),
    f"key outsider=3 | {USER_ARN}",
)
users.bad(
    "another account than the one that backups are copied to",
    COPIES.set("plan", copying("arn:aws:backup:us-east-1:111111111111:backup-vault:kept")),
    "key statement=2",
)
users.undecided("copies to an account that is not known", COPIES.set("plan", copying(UNKNOWN)), "plan: rules")
users.look_alike("a denial", policy({**USER, "Effect": "Deny"}))
users.look_alike(
    "an alarm, on a topic's key",
    policy(allow("kms:Decrypt", Principal={"Service": "cloudwatch.amazonaws.com"})).add(
        spec(kinds.TOPIC, "topic", {"kmsMasterKeyId": UNKNOWN}, kmsMasterKeyId="key")
    ),
)
BESIDE_BUCKET = spec(
    kinds.BUCKET_ENCRYPTION,
    "encryption",
    {"rules": [{"applyServerSideEncryptionByDefault": {"kmsMasterKeyId": UNKNOWN}}]},
    rules="key",
)
BUS = spec(kinds.EVENT_BUS, "bus", {"kmsKeyIdentifier": UNKNOWN}, kmsKeyIdentifier="key")
EVENTS = spec(kinds.EVENT_DATA_STORE, "lake", {"kmsKeyId": UNKNOWN}, kmsKeyId="key")


def serving(service: str) -> Plan:
    return policy(allow("kms:Decrypt", Principal={"Service": f"{service}.amazonaws.com"}))


for service in ("s3", "cloudtrail", "delivery.logs"):
    users.look_alike(f"{service}, on a bucket's key", serving(service).add(BESIDE_BUCKET))
    users.look_alike(f"{service}, on a bucket's key in the bucket", serving(service).add(INSIDE))
    users.bad(f"{service}, on an event bus's key", serving(service).add(BUS), f"key useless=2 | {service}")
users.look_alike("events, on an event bus's key", serving("events").add(BUS))
users.look_alike("trails, on an event data store's key", serving("cloudtrail").add(EVENTS))
users.bad("events, on a bucket's key", serving("events").add(INSIDE), "key useless=2 | events")
users.bad("events, on an event data store's key", serving("events").add(EVENTS), "key useless=2 | events")
TOPIC_BY_ALIAS = policy(allow("kms:Decrypt", Principal={"Service": "cloudwatch.amazonaws.com"})).add(
    ALIAS, spec(kinds.TOPIC, "topic", {"kmsMasterKeyId": "alias/data"})
)
users.look_alike("an alarm, on a topic's key by its alias", TOPIC_BY_ALIAS)
users.bad(
    "an alarm, on another key than a topic's alias",
    TOPIC_BY_ALIAS.edge("alias", "targetKeyId", "cache-key"),
    "key useless=2 | cloudwatch",
)

FOREIGN = allow("kms:Decrypt", Principal={"AWS": "arn:aws:iam::999988887777:root"})
EVIL = "arn:aws:iam::999988887777:role/evil"
users.look_alike("the account once more", policy(allow("kms:Decrypt", Principal={"AWS": "111122223333"})))
users.look_alike("another account that is listed", policy(FOREIGN), outside=["arn:aws:iam::999988887777:root"])
users.look_alike("an account, and no delegation to any", STORES.set("key", {"policy": document(FOREIGN)}))
users.bad("another account", policy(FOREIGN), "key statement=2")
users.bad(
    "another account by its number",
    policy(allow("kms:Decrypt", Principal={"AWS": "999988887777"})),
    "key: Statement number 2 names `999988887777`, which is another account.",
)
users.bad("another account, named first", STORES.set("key", {"policy": document(FOREIGN, ROOT)}), "key statement=1")
users.bad("another account than the key's", STORES.set("key", {"policy": document(FOREIGN), "arn": KEY}), "key statement=1")
users.bad(
    "no account's root",
    policy(allow("kms:Decrypt", Principal={"AWS": "arn:aws:iam::111122223333"})),
    "key outsider=2 | arn:aws:iam::111122223333",
)
users.bad(
    "a role's path that ends like a root",
    policy(allow("kms:Decrypt", Principal={"AWS": "111122223333:root"})),
    "key outsider=2 | 111122223333:root",
)
users.bad(
    "a stranger beside a role of the stack",
    policy(USER, allow("kms:Decrypt", Principal={"AWS": EVIL})).add(ROLE),
    "key outsider=3 | arn:aws:iam::999988887777:role/evil",
)
users.bad(
    "a stranger beside a role of the stack, by an edge",
    policy(allow("kms:Decrypt", Principal={"AWS": [USER_ARN, EVIL]}))
    .add(ROLE)
    .set("role", {"arn": USER_ARN})
    .edge("key", "policy", "role"),
    "key outsider=2 | arn:aws:iam::999988887777:role/evil",
)
REPLICA = STORES.add(spec(kinds.KEY_REPLICA, "replica", {"primaryKeyArn": UNKNOWN, "policy": document(ROOT)}))
users.good("a replica for the account alone", REPLICA)
users.bad(
    "a stranger in a replica",
    REPLICA.set("replica", {"policy": document(ROOT, USER)}),
    "replica outsider=2 | arn:aws:iam::111122223333:role/api-task",
)
BESIDE = STORES.add(spec(kinds.KEY_POLICY, "beside", {"keyId": UNKNOWN, "policy": document(ROOT, LOGS)}, keyId="key"))
users.look_alike("logs, beside a log group's key", BESIDE)
users.look_alike(
    "logs, beside a log group's key by id",
    BESIDE.set("key", {"keyId": "1234abcd"}).set("beside", {"keyId": "1234abcd"}).unlinked("beside"),
)
users.bad("logs, beside another key", BESIDE.edge("beside", "keyId", "cache-key"), "beside useless=2 | logs")
users.bad(
    "the second key's, and the first has AWS's",
    STORES.set("key", {"policy": DROP}).set("cache-key", {"policy": document(ROOT, USER)}),
    "cache-key outsider=2 | arn:aws:iam::111122223333:role/api-task",
)
users.bad("logs, with no log group", policy(LOGS).drop("log"), "key useless=2 | logs")
users.bad("logs, with another key's log group", policy(LOGS).edge("log", "kmsKeyId", "cache-key"), "key useless=2 | logs")
users.bad(
    "an alarm, with no topic",
    policy(allow("kms:Decrypt", Principal={"Service": ["logs.amazonaws.com", "cloudwatch.amazonaws.com"]})),
    "key useless=2 | cloudwatch",
)
users.bad("a role of another stack", policy(USER), "key outsider=2 | arn:aws:iam::111122223333:role/api-task")
users.bad(
    "a user",
    policy(allow("kms:Decrypt", Principal={"AWS": "arn:aws:iam::111122223333:user/ci"})).add(ROLE),
    "key outsider=2 | arn:aws:iam::111122223333:user/ci",
)
users.bad(
    "logs, beside a replica",
    REPLICA.add(spec(kinds.KEY_POLICY, "beside", {"keyId": UNKNOWN, "policy": document(ROOT, LOGS)}, keyId="replica")),
    "beside useless=2 | logs",
)
users.look_alike(
    "logs, beside a log group's replica",
    REPLICA.edge("log", "kmsKeyId", "replica").add(
        spec(kinds.KEY_POLICY, "beside", {"keyId": UNKNOWN, "policy": document(ROOT, LOGS)}, keyId="replica")
    ),
)
users.bad(
    "beside the key",
    STORES.add(spec(kinds.KEY_POLICY, "beside", {"keyId": UNKNOWN, "policy": document(USER)}, keyId="key")),
    "beside outsider=1 | arn:aws:iam::111122223333:role/api-task",
)
users.undecided(
    "logs, beside a key of another stack",
    BESIDE.set("beside", {"keyId": OTHER}).unlinked("beside"),
    "beside: what the key encrypts, for logs",
)
for token in (kinds.KEY_EXTERNAL, kinds.KEY_REPLICA_EXTERNAL):
    segregated.bad(f"one {token} for two", STORES.retype("key", token).edge("cache", "kmsKeyId", "key"), "key encrypts")
    users.look_alike(f"logs, on a log group's {token}", policy(LOGS).retype("key", token))
    users.bad(
        f"a stranger in a {token}", policy(USER).retype("key", token), "key outsider=2 | arn:aws:iam::111122223333:role/api-task"
    )

GRANTED = STORES.set("key", {"arn": KEY}).add(
    ROLE, spec(kinds.KEY_GRANT, "grant", {"keyId": KEY, "granteePrincipal": UNKNOWN}, granteePrincipal="role")
)


def granting(principal: str) -> Plan:
    return GRANTED.set("grant", {"granteePrincipal": principal}).unlinked("grant")


SCALING = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
users.look_alike("a grant for a role of the stack", GRANTED)
users.look_alike("a grant for a role of the stack by name", granting(USER_ARN))
users.look_alike("a grant for a role that is listed", granting(EVIL), outside=["arn:aws:iam::999988887777:role/*"])
users.look_alike("a grant for a service's own role", granting(SCALING))
users.look_alike(
    "a grant for a service's own role, on a key that is being created",
    granting(SCALING).set("key", {"arn": UNKNOWN}).set("grant", {"keyId": UNKNOWN}).edge("grant", "keyId", "key"),
)
users.bad(
    "a grant for another account's service",
    granting(SCALING.replace("111122223333", "999988887777")),
    "grant granteePrincipal=arn:aws:iam::999988887777:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
)
users.bad("a grant for a role of another account", granting(EVIL), "grant granteePrincipal=arn:aws:iam::999988887777:role/evil")
users.bad(
    "a grant for another account",
    granting("arn:aws:iam::999988887777:root"),
    "grant granteePrincipal=arn:aws:iam::999988887777:root",
)
users.bad(
    "a grant for everyone of the account",
    granting("arn:aws:iam::111122223333:root"),
    "grant granteePrincipal=arn:aws:iam::111122223333:root",
)
users.bad(
    "a grant for a role of another stack",
    granting("arn:aws:iam::111122223333:role/other"),
    "grant granteePrincipal=arn:aws:iam::111122223333:role/other",
)
users.undecided(
    "a grant for who is not known", GRANTED.add(ELSEWHERE).edge("grant", "granteePrincipal", "elsewhere"), "grant: granteePrincipal"
)
users.undecided("policy unknown", STORES.set("key", {"policy": UNKNOWN}).edge("key", "policy", "db"), "key: policy")
users.undecided(
    "what it encrypts unknown",
    policy(LOGS).add(ELSEWHERE).edge("log", "kmsKeyId", "elsewhere"),
    "key: what the key encrypts, for logs",
)
