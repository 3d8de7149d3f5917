"""Buckets: closed to the public, reached over TLS, and every request recorded."""

from policy.knowledge.callers import allows
from policy.knowledge.encryption_and_logs import ACCESS_LOG, access_logs
from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.knowledge.iam.statements import Statement, denies_plaintext, parse
from policy.model import kinds
from policy.model.expectations import at_most_undecided, hides, must_be_on, must_have_companion
from policy.model.graph import Attached, Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, UNREADABLE, dig, each_object, shown, text

_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read"})
_PUBLIC_GRANTEES = ("/global/AllUsers", "/global/AuthenticatedUsers")
_HOLDS = "whether another bucket logs to it"
# Of AWS, China, GovCloud, the isolated clouds and the European Sovereign Cloud (botocore's `partitions`, November 2026).
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc")


@stack_rule(
    About(
        name="s3-public-access-blocked",
        title="Every bucket blocks public access in all four ways",
        severity="critical",
        why="One later policy or ACL, written by anyone with access to the bucket, publishes everything in it.",
        fix="Declare an `aws.s3.BucketPublicAccessBlock` for the bucket with `block_public_acls`, `block_public_policy`, "
        "`ignore_public_acls` and `restrict_public_buckets` all True.",
        references=("AWS-FSBP S3.8", "CIS-AWS-3.0 2.1.4", "NIST-800-53 AC-3", "NIST-800-53 SC-7"),
        preview="the edge from the access block to its bucket, and the switches",
        passes="block_public_acls=True, and the other three",
        fails="block_public_acls=True, block_public_policy=True",
    )
)
def public_access_blocked(graph: Graph, _: Config) -> Findings:
    """The block is a resource of its own; it belongs to the bucket that its edge names.

    The account's has the same switches: S3 applies the stricter of both.
    """
    attached = graph.attached(kinds.BUCKET_PUBLIC_ACCESS, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        for block in attached.to(bucket):
            for switch in _BLOCKS:
                yield from _unless_of_account(graph, must_be_on(block, switch), switch)
        yield from _unless_of_account(
            graph, must_have_configuration(bucket, attached, "has no `BucketPublicAccessBlock`"), *_BLOCKS
        )


def _unless_of_account(graph: Graph, found: Findings, *switches: str) -> Findings:
    """The findings, unless a block of the account has all of some switches on; undecided while that is unknown."""
    for account in graph.of(kinds.ACCOUNT_PUBLIC_ACCESS):
        values = [account.get(switch) for switch in switches]
        if all(value is True for value in values):
            return iter(())
        if all(value is True or value is UNKNOWN for value in values):
            found = at_most_undecided(found, Undecided(account, switches[values.index(UNKNOWN)]))
    return found


@resource_rule(
    About(
        name="s3-not-public",
        title="No ACL and no policy opens a bucket to everyone",
        severity="critical",
        why="Anyone on the internet, or anyone with an AWS account, reads or writes the objects.",
        fix="Drop the public `acl` or grant; in the policy name the `Principal`, or restrict it with a condition "
        "such as `aws:SourceArn` or `aws:PrincipalOrgID`.",
        references=("AWS-FSBP S3.2", "AWS-FSBP S3.3", "AWS-FSBP S3.12", "NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="ACLs themselves; policies when their text is known",
        passes='acl="private"',
        fails='acl="public-read"',
    ),
    kinds.BUCKET,
    kinds.BUCKET_ACL,
    kinds.BUCKET_POLICY,
)
def not_public(resource: Resource, _: Config) -> Findings:
    """ACLs and policies are written in the bucket or beside it."""
    acl = resource.get("acl")
    if acl is UNKNOWN:
        yield Undecided(resource, "acl")
    elif text(acl).lower() in _PUBLIC_ACLS:
        yield Violation(resource, f"`acl` is {shown(acl, quote=True)}.")
    for path in ("grants", "accessControlPolicy.grants"):
        yield from _public_grants(resource, path)
    yield from policy_must_not_be_open(resource)


def _public_grants(resource: Resource, path: str) -> Findings:
    for position, grant in each_object(resource.get(path)):
        place = f"{path}.{position}"
        uris = [dig(grant, "uri"), dig(grant, "grantee.uri")]
        if UNKNOWN in uris:
            yield Undecided(resource, f"{place}.uri")
        elif any(text(uri).endswith(_PUBLIC_GRANTEES) for uri in uris):
            yield Violation(resource, f"`{place}` grants access to everyone.")


@stack_rule(
    About(
        name="s3-tls-only",
        title="Every bucket refuses requests without TLS",
        severity="critical",
        why="A client configured for plain HTTP sends objects and signed requests readable to the network.",
        fix="Give the bucket an `aws.s3.BucketPolicy` that denies `s3:*` to `*` on the bucket and its objects when "
        "`aws:SecureTransport` is `false`, and nothing else in that condition.",
        references=("AWS-FSBP S3.5", "CIS-AWS-3.0 2.1.1", "NIST-800-53 SC-8", "NIST-800-53 SC-13"),
        preview="the edge from the policy to its bucket; the policy when its text is known",
        passes='{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}',
        fails="no `BucketPolicy`",
    )
)
def tls_only(graph: Graph, _: Config) -> Findings:
    """The denial may be split over statements, but has to cover the bucket and its objects."""
    attached = graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        policies = attached.to(bucket)
        sources = [*policies] if policies or bucket.is_unset("policy") else [bucket]
        if not sources:
            yield from must_have_configuration(bucket, attached, "has no `BucketPolicy` that denies requests without TLS")
        for source in sources:
            statements = parse(source.get("policy"))
            if statements is UNKNOWN:
                yield Undecided(source, "policy")
            elif statements is UNREADABLE or not _denies_plaintext(statements, bucket.get("bucket")):
                yield Violation(source, "`policy` does not deny everyone every request without TLS, on the bucket and its objects.")


@stack_rule(
    About(
        name="s3-access-logged",
        title="Every bucket records who read and wrote it",
        severity="medium",
        why="After a leak nobody can tell which objects were read, by whom and from where: management events do not say.",
        fix="Declare an `aws.s3.BucketLogging` whose `target_bucket` is in the same region, is encrypted with `AES256` and lets "
        "`logging.s3.amazonaws.com` put objects for your account's buckets. That bucket itself needs none.",
        references=("AWS-FSBP S3.9", "NIST-800-53 AU-3", "NIST-800-53 AU-12", "NIST-800-53 SI-4"),
        preview="the edges from the logging to its bucket and its target",
        passes="BucketLogging(bucket=data.id, target_bucket=logs.id, target_prefix=...)",
        fails="no `BucketLogging`",
    )
)
def access_logged(graph: Graph, _: Config) -> Findings:
    """A bucket that holds others' logs would record the deliveries, and then its own."""
    attached = graph.attached(kinds.BUCKET_LOGGING, "bucket", kinds.BUCKET)
    targets = [links for *_, links in access_logs(graph)]
    holding = {bucket.urn for links in targets for bucket in links.targets}
    is_uncertain = any(links.unknown for links in targets)
    for logging, path, links in access_logs(graph):
        for bucket in links.targets:
            yield from _delivered(graph, logging, path, bucket)
    for bucket in graph.of(kinds.BUCKET):
        if hides(bucket, "logging"):
            yield Undecided(bucket, "logging")
        elif bucket.is_unset(ACCESS_LOG) and bucket.urn not in holding:
            missing = must_have_configuration(bucket, attached, "has no `BucketLogging`, and holds no other bucket's log")
            yield from at_most_undecided(missing, Undecided(bucket, _HOLDS)) if is_uncertain else missing


def _delivered(graph: Graph, logging: Resource, path: str, bucket: Resource) -> Findings:
    """A bucket's policy has to let S3 deliver, where no ACL does. One without a policy is the finding of the rule about TLS."""
    acls, policies = (graph.attached(token, "bucket", kinds.BUCKET) for token in (kinds.BUCKET_ACL, kinds.BUCKET_POLICY))
    by_acl = acls.to(bucket) or acls.unresolved or not bucket.is_unset("acl") or not bucket.is_unset("grants")
    holders = [*policies.to(bucket)] or ([] if bucket.is_unset("policy") else [bucket])
    if by_acl or not holders:
        return
    admits = allows([parse(holder.get("policy")) for holder in holders], "logging.s3", "s3:putobject")
    if admits is UNKNOWN:
        yield Undecided(holders[0], "policy")
    elif not admits:
        yield Violation(logging, f"`{path}` is `{bucket.name}`, whose policy does not let `logging.s3` put objects there.")


def must_have_configuration(bucket: Resource, attached: Attached, what: str) -> Findings:
    """Some configuration of a kind beside the bucket is the bucket's."""
    return must_have_companion(bucket, attached, "bucket of a configuration that could be this one's", f"The bucket {what}.")


def _denies_plaintext(statements: tuple[Statement, ...], bucket: object) -> bool:
    denied = [resource for statement in statements if denies_plaintext(statement, "s3:*") for resource in statement.resources]
    name = bucket if isinstance(bucket, str) and bucket else None
    if name is None:
        return any("/" not in pattern for pattern in denied) and any(pattern.endswith("*") for pattern in denied)
    return any(
        all(any(matches(pattern, f"arn:{partition}:s3:::{name}{tail}") for pattern in denied) for tail in ("", "/*"))
        for partition in _PARTITIONS
    )


RULES: tuple[Rule, ...] = (public_access_blocked, not_public, tls_only, access_logged)
