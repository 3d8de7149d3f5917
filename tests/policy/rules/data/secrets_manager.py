"""Cases of the rules secret-customer-key, secret-policy-not-open, secret-recoverable and parameter-secure."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
STORED = Plan(
    spec(kinds.STORED_SECRETS, "secret", {"kmsKeyId": KEY, "replicas": [{"region": "us-west-2", "kmsKeyId": KEY}]})
).protect("secret")

keyed = Table("secret-customer-key")
keyed.good("a key", STORED)
keyed.good("no replicas", STORED.set("secret", {"replicas": DROP}))
keyed.good("a replica that is unknown", STORED.set("secret", {"replicas": [UNKNOWN]}))
keyed.key(STORED, "secret", "kmsKeyId")
keyed.bad(
    "a replica without a key", STORED.set("secret", {"replicas": [{"region": "us-west-2"}]}), "secret unset=replicas.0.kmsKeyId"
)

for token in (kinds.DB_INSTANCE, kinds.DB_CLUSTER):
    managed = Plan(spec(token, "db", {"manageMasterUserPassword": True, "masterUserSecretKmsKeyId": KEY}))
    keyed.good(f"the password that RDS manages for {token}", managed)
    managing = f"the password that RDS manages for {token}, key"
    keyed.bad(f"{managing} absent", managed.set("db", {"masterUserSecretKmsKeyId": DROP}), "db unset=masterUserSecretKmsKeyId")
    own = managed.set("db", {"masterUserSecretKmsKeyId": "alias/aws/secretsmanager"})
    keyed.bad(f"{managing} AWS's own", own, "db own_key=masterUserSecretKmsKeyId")
    for title, value in {"unsaid": DROP, "null": None, "said": False}.items():
        plain = managed.set("db", {"manageMasterUserPassword": value, "masterUserSecretKmsKeyId": DROP})
        keyed.look_alike(f"a password that somebody else manages for {token}, {title}", plain)
    keyed.undecided(
        f"who manages the password for {token} unknown",
        managed.set("db", {"manageMasterUserPassword": UNKNOWN, "masterUserSecretKmsKeyId": DROP}),
        "db: manageMasterUserPassword",
    )

closed = Table("secret-policy-not-open", open="Statement number 1 of `policy` lets anyone in, with no condition on who comes.")
for token in (kinds.STORED_SECRETS, kinds.SECRETS_POLICY):

    def policy(principal: object, token: str = token, **more: object) -> Plan:
        return Plan(
            spec(token, "secret", {"policy": document(allow("secretsmanager:GetSecretValue", Principal=principal, **more))})
        )

    closed.good(f"a role, {token}", policy({"AWS": "arn:aws:iam::111122223333:role/reader"}))
    closed.look_alike(
        f"everyone of one organization, {token}", policy("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}})
    )
    closed.bad(f"anyone, {token}", policy("*"), "secret open")
    closed.bad(f"any account, {token}", policy({"AWS": ["*"]}), "secret open")
    closed.bad(f"anyone over TLS, {token}", policy("*", Condition={"Bool": {"aws:SecureTransport": "true"}}), "secret open")
closed.good("no policy", STORED)
closed.bad("no JSON", policy("*").set("secret", {"policy": "no"}), "secret: `policy` is no readable policy document.")
closed.undecided(
    "unknown",
    policy("*").set("secret", {"policy": UNKNOWN}).edge("secret", "policy", "x").add(spec(kinds.ROLE, "x")),
    "secret: policy",
)

restored = Table("secret-recoverable")
restored.good("AWS's thirty days", STORED)
restored.good("the shortest window", STORED.set("secret", {"recoveryWindowInDays": 7}))
restored.look_alike(
    "at once, where nothing is protected", STORED.protect("secret", on=False).set("secret", {"recoveryWindowInDays": 0})
)
restored.bad("at once", STORED.set("secret", {"recoveryWindowInDays": 0}), "secret needs=recoveryWindowInDays | 0 | 7 or more")
restored.bad(
    "one day too few", STORED.set("secret", {"recoveryWindowInDays": 6}), "secret needs=recoveryWindowInDays | 6 | 7 or more"
)
restored.bad(
    "a text", STORED.set("secret", {"recoveryWindowInDays": "30"}), "secret needs=recoveryWindowInDays | a text | 7 or more"
)
restored.undecided("unknown", STORED.set("secret", {"recoveryWindowInDays": UNKNOWN}), "secret: recoveryWindowInDays")


def parameter(name: object, value: object = "x", **more: object) -> Plan:
    return Plan(spec(kinds.PARAMETER, "parameter", {"name": name, "value": value, "type": "String", **more}))


SECURE = parameter("/pde/production/api-key", UNKNOWN, type="SecureString", keyId=KEY)

secure = Table("parameter-secure", type="`type` is `String`; it has to be `SecureString`.")
secure.good("a SecureString with a key", SECURE)
secure.good("a plain setting", parameter("/pde/production/log-level", "info"))
secure.look_alike("an image", parameter("/pde/production/images/api", "1.dkr.ecr.r.amazonaws.com/api@sha256:abc"))
secure.look_alike("where a secret is", parameter("/pde/production/database-secret-arn", "arn:aws:secretsmanager:r:1:secret:x"))
secure.look_alike("how long a token lives", parameter("/pde/token-ttl", "3600"))
secure.look_alike("plain on purpose", parameter("/pde/x", DROP, insecureValue="info").set("parameter", {"value": UNKNOWN}))
secure.key(SECURE, "parameter", "keyId")
secure.bad("a plain key by its name", parameter("/pde/production/api-key", UNKNOWN), "parameter type")
secure.bad("a plain password", parameter("/pde/production/DB_PASSWORD", "correct horse"), "parameter type")
secure.bad("in camel case", parameter("/pde/production/dbPassword", "correct horse"), "parameter type")
secure.bad("by its value", parameter("/pde/x", "postgres" + "://app:" + "Tr0ub4dor@db/app"), "parameter type")
secure.bad(
    "a list of keys", parameter("/pde/api-key", "a,b", type="StringList"), "parameter needs=type | `StringList` | `SecureString`"
)
secure.bad("on purpose, by its name", parameter("/pde/db-password", None, insecureValue="correct horse"), "parameter type")
secure.bad(
    "on purpose, by its value",
    parameter("/pde/x", UNKNOWN, insecureValue="postgres" + "://app:" + "Tr0ub4dor@db/app"),
    "parameter type",
)
secure.bad("never in the state", parameter("/pde/db-password", None, valueWo="correct horse"), "parameter type")
secure.bad("never in the state and unknown", parameter("/pde/db-password", "", valueWo=UNKNOWN), "parameter type")
secure.undecided("on purpose, unknown and the name harmless", parameter("/pde/x", None, insecureValue=UNKNOWN), "parameter: value")
secure.undecided("type unknown", SECURE.set("parameter", {"type": UNKNOWN}), "parameter: type")
secure.undecided("value unknown and the name harmless", parameter("/pde/x", UNKNOWN), "parameter: value")
secure.undecided("name unknown", parameter(UNKNOWN), "parameter: name")
