"""Cases of the rules kms-rotated-and-slow-to-delete and kms-policy-not-open."""

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, Plan, allow, document, spec
from tests.policy.tables import Table

ACCOUNT = {"AWS": "arn:aws:iam::111122223333:root"}
ROOT = allow("kms:*", "*", Sid="Account", Principal=ACCOUNT)
KEY = Plan(spec(kinds.KEY, "key", {"enableKeyRotation": True, "deletionWindowInDays": 30.0, "policy": document(ROOT)}))
POLICY = Plan(spec(kinds.KEY_POLICY, "policy", {"keyId": UNKNOWN, "policy": document(ROOT)}))
REPLICA = Plan(spec(kinds.KEY_REPLICA, "replica", {"primaryKeyArn": UNKNOWN, "deletionWindowInDays": 7}))

rotated = Table(
    "kms-rotated-and-slow-to-delete",
    deletionWindowInDays="`deletionWindowInDays` is 6; it has to be 7 or more.",
    enableKeyRotation="`enableKeyRotation` is false; it has to be true.",
    bypassPolicyLockoutSafetyCheck="`bypassPolicyLockoutSafetyCheck` is true; it has to be false.",
)
rotated.good("rotated", KEY)
rotated.good("the shortest window", KEY.set("key", {"deletionWindowInDays": 7}))
rotated.look_alike("window absent, which is 30 days", KEY.set("key", {"deletionWindowInDays": DROP}))
rotated.look_alike("a signing key cannot rotate", KEY.set("key", {"enableKeyRotation": DROP, "keyUsage": "SIGN_VERIFY"}))
rotated.look_alike(
    "an asymmetric key cannot rotate", KEY.set("key", {"enableKeyRotation": False, "customerMasterKeySpec": "RSA_4096"})
)
rotated.look_alike("a replica rotates with its primary", REPLICA)
rotated.good("a lower minimum cannot be asked of AWS", KEY, minWindowDays=30)
rotated.bad("rotation absent", KEY.set("key", {"enableKeyRotation": DROP}), "key needs=enableKeyRotation | not set | true")
rotated.bad("rotation off", KEY.set("key", {"enableKeyRotation": False}), "key enableKeyRotation")
SAID = {"keyUsage": "ENCRYPT_DECRYPT", "customerMasterKeySpec": "SYMMETRIC_DEFAULT"}
rotated.bad("rotation off, usage and spec said", KEY.set("key", {"enableKeyRotation": False, **SAID}), "key enableKeyRotation")
rotated.bad(
    "rotation off, usage and spec empty",
    KEY.set("key", {"enableKeyRotation": False, "keyUsage": "", "customerMasterKeySpec": ""}),
    "key enableKeyRotation",
)
rotated.bad("rotation a text", KEY.set("key", {"enableKeyRotation": "yes"}), "key needs=enableKeyRotation | a text | true")
rotated.bad("window one day too short", KEY.set("key", {"deletionWindowInDays": 6}), "key deletionWindowInDays")
rotated.bad("window of a replica too short", REPLICA.set("replica", {"deletionWindowInDays": 6}), "replica deletionWindowInDays")
rotated.bad(
    "a higher minimum",
    KEY.set("key", {"deletionWindowInDays": 29}),
    "key needs=deletionWindowInDays | 29 | 30 or more",
    minWindowDays=30,
)
rotated.bad(
    "lockout check bypassed", KEY.set("key", {"bypassPolicyLockoutSafetyCheck": True}), "key bypassPolicyLockoutSafetyCheck"
)
rotated.bad(
    "lockout check bypassed beside the key",
    POLICY.set("policy", {"bypassPolicyLockoutSafetyCheck": True}),
    "policy bypassPolicyLockoutSafetyCheck",
)
rotated.undecided("rotation unknown", KEY.set("key", {"enableKeyRotation": UNKNOWN}), "key: enableKeyRotation")
rotated.undecided(
    "usage unknown and rotation off", KEY.set("key", {"enableKeyRotation": False, "keyUsage": UNKNOWN}), "key: keyUsage"
)
rotated.good("usage unknown and rotation on", KEY.set("key", {"keyUsage": UNKNOWN}))
rotated.undecided("window unknown", KEY.set("key", {"deletionWindowInDays": UNKNOWN}), "key: deletionWindowInDays")

rotated.good("the default is the highest minimum", KEY.set("key", {"deletionWindowInDays": DROP}), minWindowDays=30)
rotated.bad(
    "the default is too short",
    KEY.set("key", {"deletionWindowInDays": DROP}),
    "key needs=deletionWindowInDays | not set (AWS then takes 30) | 31 or more",
    minWindowDays=31,
)
rotated.look_alike(
    "a key in a store of its own cannot rotate", KEY.set("key", {"enableKeyRotation": DROP, "customKeyStoreId": "cks-1"})
)
rotated.undecided(
    "store unknown and rotation off",
    KEY.set("key", {"enableKeyRotation": False, "customKeyStoreId": UNKNOWN}),
    "key: customKeyStoreId",
)

closed = Table(
    "kms-policy-not-open", open="Statement number {} of `policy` lets anyone use the key, with no condition on who comes."
)
closed.good("the account", KEY)
closed.good("beside the key", POLICY)
closed.look_alike("absent, which is the account", KEY.set("key", {"policy": DROP}))
closed.look_alike("`*` as the resource, which is the key", KEY)
closed.look_alike(
    "everyone of one account through one service",
    KEY.set(
        "key",
        {
            "policy": document(
                allow(
                    "kms:Decrypt",
                    Principal={"AWS": "*"},
                    Condition={
                        "StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "rds.us-east-1.amazonaws.com"}
                    },
                )
            )
        },
    ),
)
closed.look_alike(
    "a service with no condition it would support",
    KEY.set("key", {"policy": document(ROOT, allow("kms:Decrypt", Principal={"Service": "events.amazonaws.com"}))}),
)
for title, statement in {
    "everyone": allow("kms:Decrypt", Principal="*"),
    "everyone as an AWS principal": allow("kms:*", Principal={"AWS": ["*"]}),
    "everyone through one service": allow(
        "kms:Decrypt", Principal="*", Condition={"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    ),
    "everyone over TLS": allow("kms:*", Principal={"AWS": "*"}, Condition={"Bool": {"aws:SecureTransport": "true"}}),
    "everyone but one": allow("kms:Decrypt", NotPrincipal=ACCOUNT),
    "a condition by exclusion": allow("kms:*", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": "1"}}),
    "a condition that holds for nothing": allow(
        "kms:*", Principal="*", Condition={"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    ),
}.items():
    closed.bad(title, KEY.set("key", {"policy": document(ROOT, statement)}), "key open=2")
closed.bad(
    "everyone, beside the key", POLICY.set("policy", {"policy": document(allow("kms:Decrypt", Principal="*"))}), "policy open=1"
)
closed.bad("in a replica", REPLICA.set("replica", {"policy": document(allow("kms:Decrypt", Principal="*"))}), "replica open=1")
closed.bad("no JSON", KEY.set("key", {"policy": "no"}), "key: `policy` is no readable policy document.")
closed.undecided("unknown", KEY.set("key", {"policy": UNKNOWN}), "key: policy")

for token in (kinds.KEY_EXTERNAL, kinds.KEY_REPLICA_EXTERNAL):
    imported = Plan(spec(token, "key", {"deletionWindowInDays": 7, "policy": document(ROOT)}))
    rotated.look_alike(f"{token} has material of one's own, which does not rotate", imported)
    rotated.bad(f"window of {token} too short", imported.set("key", {"deletionWindowInDays": 6}), "key deletionWindowInDays")
    closed.good(f"{token} for the account", imported)
    closed.bad(
        f"{token} for everyone", imported.set("key", {"policy": document(allow("kms:Decrypt", Principal="*"))}), "key open=1"
    )
