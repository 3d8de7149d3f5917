"""What holds data is hard to lose: protected, under Pulumi's control, backed up, and copied where that is asked for."""

from collections.abc import Iterator

from policy import kinds
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, stack_rule
from policy.values import UNKNOWN, dig, is_absent, items, number

# Properties that keep something closed, encrypted or recoverable: a change that Pulumi ignores would stay.
_SECURITY = frozenset(
    {
        "assumeRolePolicy",
        "atRestEncryptionEnabled",
        "backupRetentionPeriod",
        "blockPublicAcls",
        "blockPublicPolicy",
        "clientAuthentication",
        "deletionProtection",
        "egress",
        "enableKeyRotation",
        "encryptionInfo",
        "ignorePublicAcls",
        "ingress",
        "kmsKeyId",
        "multiAz",
        "parameterGroupName",
        "policy",
        "publiclyAccessible",
        "restrictPublicBuckets",
        "securityGroupIds",
        "securityGroups",
        "skipFinalSnapshot",
        "snapshotRetentionLimit",
        "storageEncrypted",
        "transitEncryptionEnabled",
        "vpcSecurityGroupIds",
    }
)
# What a restore has fixed: AWS would replace the database to change it.
_RESTORED = ("restoreToPointInTime", "snapshotIdentifier", "replicateSourceDb")
_BY_RESTORE = frozenset({"kmsKeyId", "storageEncrypted"})
_FILE_BACKUPS = "aws:efs/backupPolicy:BackupPolicy"


@stack_rule(
    About(
        name="stateful-protected",
        title="Everything that keeps data in a protected stack is protected, and Pulumi minds its security",
        severity="high",
        why="One `pulumi destroy` or replacement deletes what was left out, and a switch that Pulumi ignores stays where somebody "
        "put it by hand.",
        fix="Give it `ResourceOptions(protect=True)` and take security properties out of `ignore_changes`.",
        references=("NIST-800-53 CM-3", "NIST-800-53 CM-6", "NIST-800-53 CP-9"),
        preview="the options themselves",
        passes="opts=ResourceOptions(protect=True)",
        fails='opts=ResourceOptions(ignore_changes=["publiclyAccessible"])',
    )
)
def protected(graph: Graph, _: Config) -> Findings:
    """One protected datastore makes the stack one whose data is meant to survive."""
    if not graph.is_protected:
        return
    for resource in graph.resources:
        if resource.type in kinds.STATEFUL and not resource.protect:
            yield Violation(resource, "It keeps data and has no `protect`, while other data of the stack has.")
        restored = any(not is_absent(resource.get(path)) for path in _RESTORED) if resource.ignored else False
        for ignored in resource.ignored:
            name = ignored.partition(".")[0].partition("[")[0]
            if (name in _SECURITY or name == "*") and not (restored and name in _BY_RESTORE):
                yield Violation(resource, f"Changes of `{ignored}` are ignored.")


@stack_rule(
    About(
        name="data-backed-up",
        title="Everything that keeps data has backups, and copies elsewhere where that is asked for",
        severity="high",
        why="What was deleted or overwritten by mistake, or lost with its region, cannot be brought back.",
        fix="Switch on the service's own recovery (tables: `point_in_time_recovery`, file systems: `BackupPolicy`), or select "
        "it in an `aws.backup.Plan` that keeps copies `minDays` or more; with `replicated`, declare the copies of databases, "
        "buckets and secrets.",
        references=("AWS-FSBP DynamoDB.2", "AWS-FSBP EFS.2", "NIST-800-53 CP-6", "NIST-800-53 CP-9", "NIST-800-53 SI-12"),
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
    """Databases, caches and buckets have rules of their own about how long; a key or an image is made again."""
    least = config.number("minDays")
    yield from _plans(graph, least)
    selected = {one.urn for selection in graph.of(kinds.BACKUP_SELECTION) for one in _selected(graph, selection)}
    unsure = any(UNKNOWN in items(one.get("resources")) and not one.edges("resources") for one in graph.of(kinds.BACKUP_SELECTION))
    unsure = unsure or any(not is_absent(one.get("selectionTags")) for one in graph.of(kinds.BACKUP_SELECTION))
    files = graph.attached(_FILE_BACKUPS, "fileSystemId", kinds.FILE_SYSTEM)
    for resource in graph.of(kinds.TABLE, kinds.FILE_SYSTEM, kinds.VOLUME):
        own = _backs_itself_up(resource, list(files.to(resource)))
        if resource.urn in selected or True in own:
            continue
        if unsure or files.loose or UNKNOWN in own:
            yield Undecided(resource, "whether a backup plan selects it")
        else:
            yield Violation(resource, "It has no backups.")
    if config.flag("replicated") and graph.is_protected:
        yield from _copies(graph)


def _backs_itself_up(resource: Resource, policies: list[Resource]) -> list[object]:
    if resource.type == kinds.TABLE:
        return [resource.get("pointInTimeRecovery.enabled")]
    states = [policy.get("backupPolicy.status") for policy in policies]
    return [UNKNOWN if state is UNKNOWN else state == "ENABLED" for state in states]


def _selected(graph: Graph, selection: Resource) -> Iterator[Resource]:
    stateful = tuple(kinds.STATEFUL)
    yield from graph.links(selection, "resources", *stateful).targets


def _plans(graph: Graph, least: float) -> Findings:
    for plan in graph.of(kinds.BACKUP_PLAN):
        for position, rule in enumerate(items(plan.get("rules"))):
            days = UNKNOWN if rule is UNKNOWN else dig(rule, "lifecycle.deleteAfter")
            kept = number(days)
            if days is UNKNOWN:
                yield Undecided(plan, f"rules.{position}.lifecycle.deleteAfter")
            elif kept is not None and kept < least:
                yield Violation(plan, f"`rules.{position}.lifecycle.deleteAfter` is {kept:g}; it has to be {least:g} or more.")


def _copies(graph: Graph) -> Findings:
    for token, path, target in (
        (kinds.BACKUPS_REPLICATION, "sourceDbInstanceArn", kinds.DB_INSTANCE),
        (kinds.BUCKET_REPLICATION, "bucket", kinds.BUCKET),
    ):
        attached = graph.attached(token, path, target)
        for resource in graph.of(target):
            if attached.to(resource) or not _needs_copy(resource):
                continue
            if attached.loose:
                yield Undecided(resource, f"{path} of a copy that could be this one's")
            else:
                yield Violation(resource, "It has no copy in another region.")
    for secret in graph.of(kinds.STORED_SECRETS):
        if secret.protect and not items(secret.get("replicas")):
            yield Violation(secret, "`replicas` is empty, so it has no copy in another region.")


def _needs_copy(resource: Resource) -> bool:
    """Whether it is an original whose loss the stack minds: protected, in the stack's own region, no replica."""
    return resource.protect and is_absent(resource.get("replicateSourceDb"))


RULES: tuple[Rule, ...] = (protected, backed_up)
