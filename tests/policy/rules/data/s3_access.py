"""Cases of the rules s3-public-access-blocked, s3-not-public and s3-tls-only."""

import json

from policy.model import kinds
from policy.model.values import UNKNOWN
from tests.policy.plans import DROP, allow, document, spec
from tests.policy.rules.data.s3_plans import ARN, BLOCK, BUCKETS, NAME, TWO, tls_denial, v2
from tests.policy.tables import Table

blocked = Table(
    "s3-public-access-blocked",
    ignorePublicAcls="`ignorePublicAcls` is not set; it has to be true.",
    bucket="The bucket has no `BucketPublicAccessBlock`.",
)
blocked.good("all four", BUCKETS)
blocked.good("V2 bucket", v2(BUCKETS, "data"))
blocked.good("by the bucket's name", BUCKETS.set("block", {"bucket": NAME}).unlinked("block"))
blocked.bad(
    "two of four",
    BUCKETS.set("block", {"ignorePublicAcls": DROP, "restrictPublicBuckets": False}),
    "block ignorePublicAcls",
    "block needs=restrictPublicBuckets | false | true",
)
blocked.bad("a bucket without a block", TWO, "bare bucket")
blocked.bad("the block belongs to the other bucket", TWO.edge("block", "bucket", "bare"), "data bucket")
for switch in BLOCK:
    blocked.bad(f"{switch} absent", BUCKETS.set("block", {switch: DROP}), f"block needs={switch} | not set | true")
blocked.bad("one off", BUCKETS.set("block", {"blockPublicPolicy": False}), "block needs=blockPublicPolicy | false | true")
blocked.bad("one a text", BUCKETS.set("block", {"ignorePublicAcls": "true"}), "block needs=ignorePublicAcls | a text | true")
blocked.undecided("one unknown", BUCKETS.set("block", {"ignorePublicAcls": UNKNOWN}), "block: ignorePublicAcls")
blocked.undecided(
    "a block that could be either's",
    TWO.edge("block", "bucket", "data", "bare"),
    "data: bucket of a configuration that could be this one's",
    "bare: bucket of a configuration that could be this one's",
)
blocked.undecided("a block with no edge", BUCKETS.unlinked("block"), "data: bucket of a configuration that could be this one's")
ACCOUNT = spec(kinds.ACCOUNT_PUBLIC_ACCESS, "account", BLOCK)
OPEN_BLOCK = BUCKETS.set("block", {"blockPublicPolicy": False})
blocked.look_alike("a bucket without a block in an account with one", TWO.add(ACCOUNT))
blocked.look_alike("no block but the account's", BUCKETS.drop("block").add(ACCOUNT))
blocked.look_alike("a switch that is the account's", OPEN_BLOCK.add(ACCOUNT))
blocked.look_alike("a block with no edge, in an account with one", BUCKETS.unlinked("block").add(ACCOUNT))
for switch in BLOCK:
    for title, value in {"off": False, "absent": DROP}.items():
        blocked.bad(f"the account's {switch} {title}", TWO.add(ACCOUNT).set("account", {switch: value}), "bare bucket")
    blocked.undecided(f"the account's {switch} unknown", TWO.add(ACCOUNT).set("account", {switch: UNKNOWN}), f"account: {switch}")
blocked.bad(
    "the account's other switches",
    OPEN_BLOCK.add(ACCOUNT).set("account", {"blockPublicPolicy": False}),
    "block needs=blockPublicPolicy | false | true",
)

public = Table(
    "s3-not-public",
    open="Statement number 1 of `policy` lets anyone in, with no condition on who comes.",
    acl="`acl` is `{}`.",
    policy="`policy` is no readable policy document.",
    grants="`{}` grants access to everyone.",
)
public.good("nothing public", BUCKETS)
public.look_alike(
    "everyone, but only from one organisation",
    BUCKETS.set(
        "policy",
        {"policy": document(allow("s3:GetObject", ARN, Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}))},
    ),
)
public.look_alike("a denial for everyone", BUCKETS.set("policy", {"policy": document(tls_denial(Principal={"AWS": "*"}))}))
public.look_alike(
    "a service as principal",
    BUCKETS.set("policy", {"policy": document(allow("s3:PutObject", ARN, Principal={"Service": "delivery.logs.amazonaws.com"}))}),
)
public.look_alike("a private ACL", BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"acl": "log-delivery-write"})))
for acl in ("public-read", "public-read-write", "authenticated-read", "Public-Read"):
    public.bad(f"bucket with ACL {acl}", BUCKETS.set("data", {"acl": acl}), f"data acl={acl}")
public.bad("ACL beside the bucket", BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"acl": "public-read"})), "acl acl=public-read")
public.bad("V2 ACL", v2(BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"acl": "public-read"})), "acl"), "acl acl=public-read")
ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
public.bad(
    "grant in the bucket", BUCKETS.set("data", {"grants": [{"uri": ALL_USERS, "permissions": ["READ"]}]}), "data grants=grants.0"
)
public.bad(
    "grant in the ACL",
    BUCKETS.add(spec(kinds.BUCKET_ACL, "acl", {"accessControlPolicy": {"grants": [{"grantee": {"uri": ALL_USERS}}]}})),
    "acl grants=accessControlPolicy.grants.0",
)
for title, condition in {
    "endpoints of one organisation": {"StringEquals": {"aws:VpceOrgID": "o-1"}},
    "networks of one account": {"ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:*:111122223333:vpc/*"}},
    "one owner's addresses": {"IpAddress": {"aws:SourceIp": ["16.0.0.0/8", "2600:1f00::/32"]}},
}.items():
    reader = allow("s3:GetObject", ARN, Principal="*", Condition=condition)
    public.look_alike(f"everyone, but only from {title}", BUCKETS.set("policy", {"policy": document(reader)}))
OPEN: dict[str, dict[str, object]] = {
    "more of IPv6 than anyone has": allow("s3:*", ARN, Principal="*", Condition={"IpAddress": {"aws:SourceIp": "2600::/20"}}),
    "the internet in 224 parts": allow(
        "s3:*", ARN, Principal="*", Condition={"IpAddress": {"aws:SourceIp": [f"{first}.0.0.0/8" for first in range(224)]}}
    ),
    "everyone": allow("s3:GetObject", ARN, Principal="*"),
    "everyone as an AWS principal": allow("s3:GetObject", ARN, Principal={"AWS": "*"}),
    "everyone in a list": allow("s3:GetObject", ARN, Principal={"AWS": ["arn:aws:iam::1:root", "*"]}),
    "everyone but one": allow("s3:GetObject", ARN, NotPrincipal={"AWS": "arn:aws:iam::1:root"}),
    "a condition that says nothing": allow("s3:*", ARN, Principal="*", Condition={"StringLike": {"aws:SourceArn": "*"}}),
    "a condition that may be absent": allow(
        "s3:*", ARN, Principal="*", Condition={"StringEqualsIfExists": {"aws:SourceAccount": "1"}}
    ),
    "a condition on how, not who": allow("s3:*", ARN, Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
    "the whole internet in halves": allow(
        "s3:*", ARN, Principal="*", Condition={"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}
    ),
    "a principal of any account": allow(
        "s3:*", ARN, Principal="*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}
    ),
    "no effect": {"Action": "s3:GetObject", "Resource": ARN, "Principal": "*"},
}
for title, statement in OPEN.items():
    public.bad(f"policy: {title}", BUCKETS.set("policy", {"policy": document(statement)}), "policy open")
public.bad("policy in the bucket", BUCKETS.set("data", {"policy": document(allow("s3:*", ARN, Principal="*"))}), "data open")
public.bad(
    "one statement, not a list",
    BUCKETS.set("policy", {"policy": json.dumps({"Statement": allow("s3:*", ARN, Principal="*")})}),
    "policy open",
)
public.bad(
    "policy as an object", BUCKETS.set("policy", {"policy": {"Statement": [allow("s3:*", ARN, Principal="*")]}}), "policy open"
)
public.bad("policy no JSON", BUCKETS.set("policy", {"policy": "{"}), "policy policy")
public.bad("policy a number", BUCKETS.set("policy", {"policy": 7}), "policy policy")
public.undecided("policy unknown", BUCKETS.set("policy", {"policy": UNKNOWN}), "policy: policy")
public.undecided("ACL unknown", BUCKETS.set("data", {"acl": UNKNOWN}), "data: acl")
public.undecided("grantee unknown", BUCKETS.set("data", {"grants": [{"uri": UNKNOWN}]}), "data: grants.0.uri")

tls = Table(
    "s3-tls-only",
    policy="`policy` does not deny everyone every request without TLS, on the bucket and its objects.",
    missing="The bucket has no `BucketPolicy` that denies requests without TLS.",
)
tls.good("denied", BUCKETS)
tls.good("V2 bucket", v2(BUCKETS, "data"))
tls.good("policy in the bucket", BUCKETS.drop("policy").set("data", {"policy": document(tls_denial())}))
tls.good(
    "split over statements", BUCKETS.set("policy", {"policy": document(tls_denial(Resource=ARN), tls_denial(Resource=f"{ARN}/*"))})
)
tls.good("a bucket named by AWS", BUCKETS.set("data", {"bucket": UNKNOWN}))
tls.good(
    "a truth value", BUCKETS.set("policy", {"policy": document(tls_denial(Condition={"Bool": {"AWS:SecureTransport": False}}))})
)
for operator in ("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"):
    tls.good(
        f"by {operator}",
        BUCKETS.set("policy", {"policy": document(tls_denial(Condition={operator: {"aws:SecureTransport": "true"}}))}),
    )
tls.good("one pattern for both", BUCKETS.set("policy", {"policy": document(tls_denial(Resource=f"{ARN}*"))}))
tls.good(
    "another partition",
    BUCKETS.set("policy", {"policy": document(tls_denial(Resource=[f"arn:aws-cn:s3:::{NAME}", "arn:aws-cn:s3:::*/*"]))}),
)
tls.bad("no policy", BUCKETS.drop("policy"), "data missing")
tls.bad("the policy belongs to the other bucket", TWO.edge("policy", "bucket", "bare"), "data missing", "policy policy")
HOLES: dict[str, dict[str, object]] = {
    "only the bucket": {"Resource": ARN},
    "only the objects": {"Resource": [f"{ARN}/*"]},
    "another bucket": {"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]},
    "one principal": {"Principal": {"AWS": "arn:aws:iam::1:root"}},
    "one action": {"Action": "s3:GetObject"},
    "by exclusion of nothing": {"Condition": {"StringNotEquals": {"aws:SecureTransport": ["true", "false"]}}},
    "a second condition": {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}},
    "the opposite": {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    "an allowance": {"Effect": "Allow"},
    "everyone but one": {"Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}},
    "by exclusion": {"Condition": {"StringNotEquals": {"aws:SecureTransport": "false"}}},
    "another key": {"Condition": {"Bool": {"aws:ViaAWSService": "false"}}},
    "no condition": {"Condition": {}},
}
for title, change in HOLES.items():
    tls.bad(title, BUCKETS.set("policy", {"policy": document(tls_denial(**change))}), "policy policy")
for part, resources in {"bucket": ARN, "objects": [f"{ARN}/*"]}.items():
    only = BUCKETS.set("data", {"bucket": UNKNOWN}).set("policy", {"policy": document(tls_denial(Resource=resources))})
    tls.bad(f"only the {part} of one named by AWS", only, "policy policy")
tls.good("the policy beside the bucket wins", BUCKETS.set("data", {"policy": document(allow("s3:GetObject", ARN))}))
tls.bad("empty document", BUCKETS.set("policy", {"policy": "{}"}), "policy policy")
tls.bad("document absent", BUCKETS.set("policy", {"policy": DROP}), "policy policy")
tls.bad("no JSON", BUCKETS.set("policy", {"policy": "no"}), "policy policy")
tls.undecided("policy unknown", BUCKETS.set("policy", {"policy": UNKNOWN}), "policy: policy")
tls.undecided("a policy of no known bucket", BUCKETS.unlinked("policy"), "data: bucket of a configuration that could be this one's")
