"""Buckets: closed to the public, reached over TLS, encrypted, versioned, expiring, owned by one account."""

from collections.abc import Iterator

from policy import kinds
from policy.expectations import must_be_on, must_have_customer_key, statements_of
from policy.graph import Graph, Resource
from policy.iam_analysis import Statement, matches, parse
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.values import UNKNOWN, UNREADABLE, dig, each_object, items, shown, text

_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read"})
_PUBLIC_GRANTEES = ("/global/AllUsers", "/global/AuthenticatedUsers")
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
_TLS_OPERATORS = frozenset({"bool", "boolifexists", "stringequals", "stringequalsignorecase", "stringlike"})


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
    )
)
def public_access_blocked(graph: Graph, _: Config) -> Findings:
    """The block is a resource of its own; it belongs to the bucket that its edge names."""
    attached = graph.attached(kinds.BUCKET_PUBLIC_ACCESS, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        blocks = attached.to(bucket)
        for block in blocks:
            for switch in _BLOCKS:
                yield from must_be_on(block, switch)
        if not blocks:
            yield from _missing(bucket, attached.loose, "has no `BucketPublicAccessBlock`")


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
    for statement in (yield from statements_of(resource, "policy")):
        if statement.is_open:
            yield Violation(resource, f"Statement {statement.label} of `policy` lets anyone in, with no condition on who comes.")


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
    )
)
def tls_only(graph: Graph, _: Config) -> Findings:
    """The denial may be split over statements, but has to cover the bucket and its objects."""
    attached = graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        policies = attached.to(bucket)
        sources = [*policies] if policies or bucket.is_unset("policy") else [bucket]
        if not sources:
            yield from _missing(bucket, attached.loose, "has no `BucketPolicy` that denies requests without TLS")
        for source in sources:
            statements = parse(source.get("policy"))
            if statements is UNKNOWN:
                yield Undecided(source, "policy")
            elif statements is UNREADABLE or not _denies_plaintext(statements, bucket.get("bucket")):
                yield Violation(source, "`policy` does not deny everyone every request without TLS, on the bucket and its objects.")


def _denies_plaintext(statements: tuple[Statement, ...], bucket: object) -> bool:
    denied = [resource for statement in statements if _is_tls_denial(statement) for resource in statement.resources]
    name = bucket if isinstance(bucket, str) and bucket else None
    if name is None:
        return any("/" not in pattern for pattern in denied) and any(pattern.endswith("*") for pattern in denied)
    return any(
        all(any(matches(pattern, f"arn:{partition}:s3:::{name}{tail}") for pattern in denied) for tail in ("", "/*"))
        for partition in _PARTITIONS
    )


def _is_tls_denial(statement: Statement) -> bool:
    if statement.allows or not statement.names_everyone or statement.not_principals:
        return False
    if not any(matches(pattern, "s3:*") for pattern in statement.actions) or len(statement.conditions) != 1:
        return False
    only = statement.conditions[0]
    values = tuple(value.lower() for value in only.values)
    return only.operator in _TLS_OPERATORS and only.key == "aws:securetransport" and values == ("false",)


@stack_rule(
    About(
        name="s3-encrypted-with-customer-key",
        title="Every bucket encrypts with a customer key",
        severity="high",
        why="With S3's own key, anyone who may read the bucket may read the data: no key policy to stop them, no key to revoke.",
        fix="Declare an `aws.s3.BucketServerSideEncryptionConfiguration` with `sse_algorithm` `aws:kms` and `kms_master_key_id`. "
        "A bucket for load-balancer logs takes `AES256`, the only encryption AWS delivers them with.",
        references=("AWS-FSBP S3.17", "NIST-800-53 SC-28(1)", "NIST-800-53 SC-12(2)"),
        preview="the edge from the configuration to its bucket, and a key by being named",
    )
)
def encrypted(graph: Graph, _: Config) -> Findings:
    """A bucket that a load balancer logs to is recognised by the balancer's edge."""
    attached = graph.attached(kinds.BUCKET_ENCRYPTION, "bucket", kinds.BUCKET)
    log_buckets = {bucket.urn for bucket in _log_buckets(graph)}
    for bucket in graph.of(kinds.BUCKET):
        inline = "serverSideEncryptionConfiguration"
        configurations = [(one, "rules") for one in attached.to(bucket)]
        if not configurations and not bucket.is_unset(inline):
            configurations = [(bucket, f"{inline}.rule")]
        for source, path in configurations:
            yield from _encryption_rules(source, path, is_log_bucket=bucket.urn in log_buckets)
        if not configurations and bucket.urn not in log_buckets:
            yield from _missing(bucket, attached.loose, "has no `BucketServerSideEncryptionConfiguration`")


def _log_buckets(graph: Graph) -> Iterator[Resource]:
    for balancer in graph.of(kinds.LOAD_BALANCER):
        for block in ("accessLogs", "connectionLogs"):
            yield from graph.links(balancer, f"{block}.bucket", kinds.BUCKET).targets


def _encryption_rules(source: Resource, path: str, *, is_log_bucket: bool) -> Findings:
    if source.get(path) is UNKNOWN:
        yield Undecided(source, path)
        return
    rules = items(source.get(path))
    if not rules:
        yield Violation(source, f"`{path}` is empty.")
    for position in range(len(rules)):
        place = f"{path}.{position}.applyServerSideEncryptionByDefault"
        algorithm = source.get(f"{place}.sseAlgorithm")
        if algorithm is UNKNOWN:
            yield Undecided(source, f"{place}.sseAlgorithm")
        elif is_log_bucket:
            if text(algorithm) != "AES256":
                yield Violation(
                    source, f"`{place}.sseAlgorithm` is {shown(algorithm, quote=True)}: load-balancer logs would not arrive."
                )
        elif text(algorithm) not in ("aws:kms", "aws:kms:dsse"):
            yield Violation(source, f"`{place}.sseAlgorithm` is {shown(algorithm, quote=True)}; it has to be `aws:kms`.")
        else:
            yield from must_have_customer_key(source, f"{place}.kmsMasterKeyId")


@stack_rule(
    About(
        name="s3-versions-kept-and-expired",
        title="Every bucket keeps versions and says when they go",
        severity="high",
        why="Without versions an overwrite or deletion is final; without a lifecycle old versions and unfinished uploads are "
        "paid for, and kept, for ever.",
        fix="Declare an `aws.s3.BucketVersioning` with status `Enabled` and an `aws.s3.BucketLifecycleConfiguration` with at "
        "least one rule of status `Enabled`.",
        references=("AWS-FSBP S3.14", "AWS-FSBP S3.13", "NIST-800-53 CP-9", "NIST-800-53 SI-12"),
        preview="the edges from both configurations to their bucket",
    )
)
def versioned(graph: Graph, _: Config) -> Findings:
    """Both are written beside the bucket, or in it."""
    versioning = graph.attached(kinds.BUCKET_VERSIONING, "bucket", kinds.BUCKET)
    lifecycle = graph.attached(kinds.BUCKET_LIFECYCLE, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        for one in versioning.to(bucket):
            yield from _status(one, "versioningConfiguration.status", one.get("versioningConfiguration.status"))
        if not versioning.to(bucket):
            if bucket.is_unset("versioning"):
                yield from _missing(bucket, versioning.loose, "has no `BucketVersioning`")
            else:
                yield from must_be_on(bucket, "versioning.enabled")
        for one in lifecycle.to(bucket):
            yield from _lifecycle(one, "rules")
        if not lifecycle.to(bucket):
            if bucket.is_unset("lifecycleRules"):
                yield from _missing(bucket, lifecycle.loose, "has no `BucketLifecycleConfiguration`")
            else:
                yield from _lifecycle(bucket, "lifecycleRules")


def _status(resource: Resource, path: str, status: object) -> Findings:
    if status is UNKNOWN:
        yield Undecided(resource, path)
    elif status != "Enabled":
        yield Violation(resource, f"`{path}` is {shown(status, quote=True)}; it has to be `Enabled`.")


def _lifecycle(resource: Resource, path: str) -> Findings:
    rules = items(resource.get(path))
    states = [UNKNOWN if UNKNOWN in (dig(rule, "status"), dig(rule, "enabled")) else _is_enabled(rule) for rule in rules]
    if True in states:
        return
    if UNKNOWN in states:
        yield Undecided(resource, path)
    else:
        yield Violation(resource, f"`{path}` has no enabled rule.")


def _is_enabled(rule: object) -> bool:
    return dig(rule, "status") == "Enabled" or dig(rule, "enabled") is True


@stack_rule(
    About(
        name="s3-owner-enforced",
        title="Every bucket owns all its objects",
        severity="high",
        why="With ACLs in force, objects written by another account belong to it, and an ACL can open what the policy closes.",
        fix="Declare an `aws.s3.BucketOwnershipControls` with `rule` `object_ownership` `BucketOwnerEnforced`.",
        references=("AWS-FSBP S3.12", "NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="the edge from the controls to their bucket",
    )
)
def owner_enforced(graph: Graph, _: Config) -> Findings:
    """AWS's default for new buckets is the same, but buckets older than April 2023 keep what they had."""
    attached = graph.attached(kinds.BUCKET_OWNERSHIP, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        for one in attached.to(bucket):
            ownership = one.get("rule.objectOwnership")
            if ownership is UNKNOWN:
                yield Undecided(one, "rule.objectOwnership")
            elif ownership != "BucketOwnerEnforced":
                found = shown(ownership, quote=True)
                yield Violation(one, f"`rule.objectOwnership` is {found}; it has to be `BucketOwnerEnforced`.")
        if not attached.to(bucket):
            yield from _missing(bucket, attached.loose, "has no `BucketOwnershipControls`")


def _missing(bucket: Resource, loose: object, what: str) -> Findings:
    """A violation, unless one of the stack's configurations could be this bucket's."""
    if loose:
        yield Undecided(bucket, "bucket of a configuration that could be this one's")
    else:
        yield Violation(bucket, f"The bucket {what}.")


RULES: tuple[Rule, ...] = (public_access_blocked, not_public, tls_only, encrypted, versioned, owner_enforced)
