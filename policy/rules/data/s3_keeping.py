"""What lies in buckets: encrypted, versioned, expiring, owned by one account."""

import re
from collections.abc import Iterator

from policy.knowledge.encryption_and_logs import access_logs
from policy.model import kinds
from policy.model.expectations import at_most_undecided, must_be_on, must_be_one_of, must_have_customer_key
from policy.model.graph import Attached, Graph, Links, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, Unknown, dig, items, shown, text
from policy.rules.data.s3_access import must_have_configuration

_DELIVERS = "whether CloudFront logs to its bucket"
# What follows a bucket's name in its domain (S3 user guide, "Virtual hosting of buckets").
_BUCKET_DOMAIN = re.compile(r"\.s3(\.dualstack)?([.-][a-z0-9-]+)?\.amazonaws\.(com(\.cn)?|eu)$")
# What a load balancer logs of itself ("Health check logs": since November 2025).
_BALANCER_LOGS = ("accessLogs.bucket", "connectionLogs.bucket", "healthCheckLogs.bucket")
_LOCK = ("objectLockEnabled", "objectLockConfiguration.objectLockEnabled")
_S3_KEY_ALONE = {kinds.CLASSIC_LOAD_BALANCER: "accessLogs.bucket", "aws:redshift/logging:Logging": "bucketName"}
_LOGS = "whether a load balancer or another bucket logs to it"


@stack_rule(
    About(
        name="s3-encrypted-with-customer-key",
        title="Every bucket encrypts with a customer key",
        severity="high",
        why="With S3's own key, anyone who may read the bucket may read the data: no key policy to stop them, no key to revoke.",
        fix="Declare an `aws.s3.BucketServerSideEncryptionConfiguration` with `sse_algorithm` `aws:kms` and `kms_master_key_id`. "
        "A bucket for logs of application load balancers, of Redshift or of S3 takes `AES256`: AWS delivers with no other.",
        references=("AWS-FSBP S3.17", "NIST-800-53 SC-28(1)", "NIST-800-53 SC-12(2)"),
        preview="the edge from the configuration to its bucket, and a key by being named",
        passes='sse_algorithm="aws:kms", kms_master_key_id=key.arn',
        fails='sse_algorithm="AES256"',
    )
)
def encrypted(graph: Graph, _: Config) -> Findings:
    """A bucket that a load balancer or another bucket logs to is recognised by its edge or name."""
    attached = graph.attached(kinds.BUCKET_ENCRYPTION, "bucket", kinds.BUCKET)
    destinations = list(_log_destinations(graph))
    log_buckets = {bucket.urn for links in destinations for bucket in links.targets}
    others: bool | Unknown = UNKNOWN if any(links.unknown for links in destinations) else False
    for bucket in graph.of(kinds.BUCKET):
        is_log_bucket = True if bucket.urn in log_buckets else others
        inline = "serverSideEncryptionConfiguration"
        configurations = [(one, "rules") for one in attached.to(bucket)]
        if not configurations and not bucket.is_unset(inline):
            configurations = [(bucket, f"{inline}.rule")]
        for source, path in configurations:
            yield from _encryption_rules(source, path, is_log_bucket=is_log_bucket)
        if not configurations and is_log_bucket is UNKNOWN:
            yield Undecided(bucket, _LOGS)
        elif not configurations and is_log_bucket is False:
            yield from must_have_configuration(bucket, attached, "has no `BucketServerSideEncryptionConfiguration`")


def _log_destinations(graph: Graph) -> Iterator[Links]:
    """What names buckets for logs that AWS delivers under S3's own key only.

    Those of application and classic load balancers ("Access logs for your Application Load Balancer"), of Redshift ("Database
    audit logging") and of S3 ("Enabling Amazon S3 server access logging"); network load balancers deliver under a customer key
    as well ("Access logs for your Network Load Balancer").
    """
    for balancer in graph.of(kinds.LOAD_BALANCER):
        kind = balancer.get("loadBalancerType")
        for path in _BALANCER_LOGS if kind != "network" else ():
            yield Links(unknown=True) if kind is UNKNOWN else graph.links(balancer, path, kinds.BUCKET)
    for token, path in _S3_KEY_ALONE.items():
        yield from (graph.links(one, path, kinds.BUCKET) for one in graph.of(token))
    yield from (links for *_, links in access_logs(graph))


def _encryption_rules(source: Resource, path: str, *, is_log_bucket: bool | Unknown) -> Findings:
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
        elif is_log_bucket is True:
            if text(algorithm) != "AES256":
                yield Violation(
                    source, f"`{place}.sseAlgorithm` is {shown(algorithm, quote=True)}: the logs for it would not arrive."
                )
        elif is_log_bucket is UNKNOWN and text(algorithm) == "AES256":
            yield Undecided(source, _LOGS)
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
        passes='versioning_configuration={"status": "Enabled"}',
        fails='versioning_configuration={"status": "Suspended"}',
    )
)
def versioned(graph: Graph, _: Config) -> Findings:
    """Both are written beside the bucket, or in it.

    A bucket with Object Lock has versions by itself ("How S3 Object Lock works"); one whose versions only a second factor deletes
    takes no lifecycle ("Configuring MFA delete").
    """
    versioning = graph.attached(kinds.BUCKET_VERSIONING, "bucket", kinds.BUCKET)
    lifecycle = graph.attached(kinds.BUCKET_LIFECYCLE, "bucket", kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        kept_by = [(one, "versioningConfiguration") for one in versioning.to(bucket)] or [(bucket, "versioning")]
        yield from _keeps_versions(bucket, versioning)
        for one in lifecycle.to(bucket):
            yield from _lifecycle(one, "rules")
        factors = [source.get(f"{path}.mfaDelete") for source, path in kept_by]
        if lifecycle.to(bucket) or "Enabled" in factors or True in factors:
            continue
        if bucket.is_unset("lifecycleRules"):
            missing = must_have_configuration(bucket, lifecycle, "has no `BucketLifecycleConfiguration`")
            yield from at_most_undecided(missing, Undecided(bucket, "mfaDelete")) if UNKNOWN in factors else missing
        else:
            yield from _lifecycle(bucket, "lifecycleRules")


def _keeps_versions(bucket: Resource, versioning: Attached) -> Findings:
    for one in versioning.to(bucket):
        yield from must_be_one_of(one, "versioningConfiguration.status", ("Enabled",))
    locks = [None if bucket.is_unset(path) else bucket.get(path) for path in _LOCK]
    if not versioning.to(bucket) and True not in locks and "Enabled" not in locks:
        if bucket.is_unset("versioning"):
            missing = must_have_configuration(bucket, versioning, "has no `BucketVersioning`")
            yield from at_most_undecided(missing, Undecided(bucket, _LOCK[0])) if UNKNOWN in locks else missing
        else:
            yield from must_be_on(bucket, "versioning.enabled")


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
        fix="Let the `rule` of `aws.s3.BucketOwnershipControls` have `object_ownership` `BucketOwnerEnforced`, or leave the "
        "controls out: buckets made since April 2023 have it.",
        references=("AWS-FSBP S3.12", "NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="the word itself, and the edges from controls and distributions to their buckets",
        passes='rule={"object_ownership": "BucketOwnerEnforced"}',
        fails='rule={"object_ownership": "ObjectWriter"}',
    )
)
def owner_enforced(graph: Graph, _: Config) -> Findings:
    """A new bucket without controls is as it should be; one that CloudFront's standard logging (legacy) delivers to needs ACLs."""
    written = [_written_by(graph, distribution) for distribution in graph.of(kinds.DISTRIBUTION)]
    holding = {bucket.urn for links in written for bucket in links.targets}
    is_uncertain = any(links.unknown for links in written)
    for one in graph.of(kinds.BUCKET_OWNERSHIP):
        bucket = graph.links(one, "bucket", kinds.BUCKET)
        found = must_be_one_of(one, "rule.objectOwnership", ("BucketOwnerEnforced",))
        is_unsure = is_uncertain or (holding and bucket.unknown)
        if holding.isdisjoint(target.urn for target in bucket.targets):
            yield from at_most_undecided(found, Undecided(one, _DELIVERS)) if is_unsure else found


def _written_by(graph: Graph, distribution: Resource) -> Links:
    """The bucket that a distribution's standard logging (legacy) names by its domain. A bucket of version 2 is in `LogDelivery`."""
    path = "loggingConfig.bucket"
    if distribution.is_unset(path):
        return Links()
    domain = distribution.get(path)
    return graph.resolve(distribution, path, [_BUCKET_DOMAIN.sub("", domain) if isinstance(domain, str) else domain], kinds.BUCKET)


RULES: tuple[Rule, ...] = (encrypted, versioned, owner_enforced)
