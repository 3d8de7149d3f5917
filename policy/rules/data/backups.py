"""Backups of what keeps data: that there are any, for how long, where, and who may reach them."""

from typing import Final

from policy.knowledge.backup_selections import Snapshots, choices
from policy.knowledge.encryption_and_logs import records
from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.knowledge.paths import given
from policy.knowledge.version_retention import versions_kept
from policy.model import kinds
from policy.model.aws_defaults import default_of
from policy.model.expectations import at_most_undecided, must_be_at_least
from policy.model.graph import Attached, Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, dig, is_absent, items, number

_WIDE_TABLE = "aws:keyspaces/table:Table"
_BACKED_UP = (kinds.TABLE, _WIDE_TABLE, kinds.FILE_SYSTEM, kinds.VOLUME)
# Where tables say that they can be brought back to any moment, and the word for it; none can by itself.
_RECOVERY: Final = {kinds.TABLE: ("pointInTimeRecovery.enabled", True), _WIDE_TABLE: ("pointInTimeRecovery.status", "ENABLED")}
_COPIED = (kinds.DB_INSTANCE, kinds.DB_CLUSTER, kinds.BUCKET, kinds.TABLE)
_FILE_BACKUPS = "aws:efs/backupPolicy:BackupPolicy"
# What else names a copy in another region: the resource that copies and its path to the original, or the original's own.
_COPIES_BY = (
    (kinds.BACKUPS_REPLICATION, "sourceDbInstanceArn", kinds.DB_INSTANCE),
    (kinds.DB_CLUSTER, "replicationSourceIdentifier", kinds.DB_CLUSTER),
    (kinds.BUCKET_REPLICATION, "bucket", kinds.BUCKET),
)
# What copies itself every day: where it says how long, and the least if not `minDays` (Security Hub, DocumentDB.2, Neptune.5,
# Redshift.3; a cache's snapshots are kept a day, as those of ElastiCache). Lustre has no row: scratch, and what is linked to a
# bucket, cannot be backed up (FSx for Lustre user guide, "Working with backups").
_CLUSTERS = {
    "aws:docdb/cluster:Cluster": ("backupRetentionPeriod", None),
    "aws:docdb/elasticCluster:ElasticCluster": ("backupRetentionPeriod", None),
    "aws:neptune/cluster:Cluster": ("backupRetentionPeriod", None),
    "aws:redshift/cluster:Cluster": ("automatedSnapshotRetentionPeriod", None),
    "aws:memorydb/cluster:Cluster": ("snapshotRetentionLimit", 1.0),
    "aws:fsx/windowsFileSystem:WindowsFileSystem": ("automaticBackupRetentionDays", None),
    "aws:fsx/ontapFileSystem:OntapFileSystem": ("automaticBackupRetentionDays", None),
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": ("automaticBackupRetentionDays", None),
}
_IN_PLANS = (
    *("aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster", "aws:redshift/cluster:Cluster"),
    *("aws:fsx/windowsFileSystem:WindowsFileSystem", "aws:fsx/ontapFileSystem:OntapFileSystem"),
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
)
_KEEPS = "whether it keeps logs, or a backup plan selects it"
_IN_PLAN = "whether a backup plan selects it"
_OWN_COPIES = {kinds.DB_CLUSTER: "globalClusterIdentifier", kinds.TABLE: "replicas"}


@stack_rule(
    About(
        name="data-backed-up",
        title="Everything that keeps data has backups, and copies elsewhere where that is asked for",
        severity="high",
        why="What was deleted or overwritten by mistake, or lost with its region, cannot be brought back.",
        fix="Switch on the service's own recovery (tables: `point_in_time_recovery`, file systems: `BackupPolicy` or days), or "
        "select it in an `aws.backup.Plan` that keeps copies `minDays` or more, as `recovery_period_in_days` and a bucket's "
        "`noncurrent_days` have to; with `replicated`, declare the copies of databases, buckets, tables and secrets.",
        references=(
            *("AWS-FSBP DocumentDB.2", "AWS-FSBP DynamoDB.2", "AWS-FSBP EFS.2", "AWS-FSBP Neptune.5", "AWS-FSBP Redshift.3"),
            *("NIST-800-53 CP-6", "NIST-800-53 CP-9", "NIST-800-53 SI-12"),
        ),
        preview="the switches, and the edges from selections, replications and copies to what they are for",
        passes='point_in_time_recovery={"enabled": True}',
        fails="no `point_in_time_recovery`, and no `aws.backup.Selection`",
        settings={
            "minDays": Setting(default=7, description="Days that a backup plan has to keep what it copies"),
            "replicated": Setting(default=False, description="Whether a protected stack's data needs a copy elsewhere"),
        },
    )
)
def backed_up(graph: Graph, config: Config) -> Findings:
    """Databases of RDS and caches have rules of their own about how long; a key or an image is made again."""
    least = config.number("minDays")
    copied = config.flag("replicated") and graph.is_protected
    yield from _plans(graph, least, copied=copied)
    yield from _versions(graph, least)
    yield from _clusters(graph, least)
    chosen = choices(graph, graph.of(kinds.BACKUP_SELECTION), *_BACKED_UP)
    snapshots = Snapshots(graph)
    files = graph.attached(_FILE_BACKUPS, "fileSystemId", kinds.FILE_SYSTEM)
    for resource in graph.of(*_BACKED_UP):
        itself = _backs_itself_up(resource, files) if resource.type != kinds.VOLUME else snapshots.of(resource)
        found = chosen.get(resource.urn)
        if found is True:
            continue
        if True in itself:
            yield from _window(resource, least) if resource.type == kinds.TABLE else ()
        elif files.unresolved or UNKNOWN in (*itself, found):
            yield Undecided(resource, _IN_PLAN)
        else:
            yield Violation(resource, "It has no backups.")
    if copied:
        yield from _copies(graph)


def _clusters(graph: Graph, least: float) -> Findings:
    """A replica is made again from its source. What ONTAP and OpenZFS take where nothing is said is not documented."""
    chosen = choices(graph, graph.of(kinds.BACKUP_SELECTION), *_IN_PLANS)
    for cluster in graph.of(*_CLUSTERS):
        path, own = _CLUSTERS[cluster.type]
        plans = chosen.get(cluster.urn)
        if plans is not True and is_absent(cluster.get("replicationSourceIdentifier")):
            days = default_of(cluster.type, path) if cluster.is_unset(path) else cluster.get(path)
            found = _must_keep(cluster, path, days, least if own is None else own)
            yield from at_most_undecided(found, Undecided(cluster, _IN_PLAN)) if plans is UNKNOWN else found


def _window(table: Resource, least: float) -> Findings:
    path = "pointInTimeRecovery.recoveryPeriodInDays"
    if table.get(path) is not UNKNOWN or not table.is_unset(path):
        yield from must_be_at_least(table, path, least)


def _versions(graph: Graph, least: float) -> Findings:
    """A bucket's versions are its backup, save where it keeps logs, which are written once, or a plan copies it."""
    kept = records(graph)
    found_kept, may_be_kept = frozenset(kept.found), frozenset(kept.unresolved)
    lifecycles = graph.attached(kinds.BUCKET_LIFECYCLE, "bucket", kinds.BUCKET)
    chosen = choices(graph, graph.of(kinds.BACKUP_SELECTION), kinds.BUCKET)
    for bucket in graph.of(kinds.BUCKET):
        plans = chosen.get(bucket.urn)
        if bucket in found_kept or plans is True:
            continue
        for source in (bucket, *lifecycles.to(bucket)):
            found = versions_kept(source, least)
            is_uncertain = bucket in may_be_kept or plans is UNKNOWN
            yield from at_most_undecided(found, Undecided(bucket, _KEEPS)) if is_uncertain else found
        for one in lifecycles.unresolved:
            yield from at_most_undecided(versions_kept(one, least), Undecided(one, "bucket"))


def _backs_itself_up(resource: Resource, files: Attached) -> list[object]:
    """Whether it has backups of its own. Files in one zone have unless a policy says otherwise (EFS API, CreateFileSystem)."""
    if resource.type in _RECOVERY:
        path, word = _RECOVERY[resource.type]
        state = given(resource, path)
        return [UNKNOWN if state is UNKNOWN else state == word]
    states = [policy.get("backupPolicy.status") for policy in files.to(resource)]
    zone = "availabilityZoneName"
    if not states and not resource.is_unset(zone):
        return [UNKNOWN if files.unresolved or resource.get(zone) is UNKNOWN else True]
    return [UNKNOWN if state is UNKNOWN else state == "ENABLED" for state in states]


def _plans(graph: Graph, least: float, *, copied: bool) -> Findings:
    """A plan's copies count as much as what they are made of, where copies are asked for."""
    for plan in graph.of(kinds.BACKUP_PLAN):
        for position, rule in enumerate(items(plan.get("rules"))):
            yield from _deletion(plan, f"rules.{position}", rule, least)
            for place, action in enumerate(items(dig(rule, "copyActions")) if copied else ()):
                yield from _deletion(plan, f"rules.{position}.copyActions.{place}", action, least)


def _deletion(plan: Resource, place: str, kept_by: object, least: float) -> Findings:
    yield from _must_keep(plan, f"{place}.lifecycle.deleteAfter", dig(kept_by, "lifecycle.deleteAfter"), least)


def _must_keep(resource: Resource, path: str, days: object, least: float) -> Findings:
    kept = number(days)
    if days is UNKNOWN:
        yield Undecided(resource, path)
    elif kept is not None and kept < least:
        yield Violation(resource, f"`{path}` is {kept:g}; it has to be {least:g} or more.")


@resource_rule(
    About(
        name="backups-not-open",
        title="No vault's policy lets anyone in",
        severity="critical",
        why="Anyone with an AWS account copies the backups to a vault of their own, or deletes them before the data.",
        fix="Name the `Principal`, or restrict `*` with a condition such as `aws:PrincipalOrgID`.",
        references=("NIST-800-53 AC-3", "NIST-800-53 AC-6", "NIST-800-53 CP-9(8)"),
        preview="the policy when its text is known",
        passes='"Principal": {"AWS": "arn:aws:iam::111122223333:root"}',
        fails='"Principal": "*"',
    ),
    kinds.BACKUP_VAULT_POLICY,
)
def not_open(policy: Resource, _: Config) -> Findings:
    """A denial to everyone, which locks a vault, is no opening."""
    yield from policy_must_not_be_open(policy)


def _copies(graph: Graph) -> Findings:
    copying = [one for one in graph.of(kinds.BACKUP_SELECTION) if _copies_elsewhere(graph, one)]
    chosen = choices(graph, copying, *_COPIED)
    attached = [(target, path, graph.attached(token, path, target)) for token, path, target in _COPIES_BY]
    for resource in graph.of(*_COPIED):
        found = chosen.get(resource.urn)
        mine = [(path, copies) for target, path, copies in attached if target == resource.type]
        if (
            found is True
            or not _needs_copy(resource)
            or any(map(_is_on, (one for _, copies in mine for one in copies.to(resource))))
        ):
            continue
        unresolved = [path for path, copies in mine if copies.unresolved]
        if unresolved or found is UNKNOWN:
            yield Undecided(resource, f"{unresolved[0] if unresolved else 'resources'} of a copy that could be this one's")
        else:
            yield Violation(resource, "It has no copy in another region.")
    for secret in graph.of(kinds.STORED_SECRETS):
        if secret.protect and not items(secret.get("replicas")):
            yield Violation(secret, "`replicas` is empty, so it has no copy in another region.")


def _is_on(copy: Resource) -> bool:
    """Whether what copies does: a replication of which every rule is switched off does not."""
    rules = items(copy.get("rules"))
    return not rules or any(dig(rule, "status") != "Disabled" for rule in rules)


def _copies_elsewhere(graph: Graph, selection: Resource) -> bool:
    plans = graph.links(selection, "planId", kinds.BACKUP_PLAN).targets
    return any(items(dig(rule, "copyActions")) for plan in plans for rule in items(plan.get("rules")))


def _needs_copy(resource: Resource) -> bool:
    """Whether it is an original whose loss the stack minds: protected, no replica, and with none in its own properties."""
    is_replica = any(not is_absent(resource.get(path)) for path in ("replicateSourceDb", "replicationSourceIdentifier"))
    own = _OWN_COPIES.get(resource.type)
    return resource.protect and not is_replica and (own is None or _is_empty(resource, own))


def _is_empty(resource: Resource, path: str) -> bool:
    return resource.is_unset(path) or not items(resource.get(path))


RULES: tuple[Rule, ...] = (backed_up, not_open)
