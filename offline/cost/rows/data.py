"""What keeps data: databases, caches, brokers, buckets, images, and the copies of them."""

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from offline.cost.lines import Line, Range, Unpriced
from offline.cost.prices import HOURS
from offline.cost.usage import BACKUP_CHANGE, Figure
from offline.cost.view import View, region_in
from offline.simulation.model import Resource
from offline.simulation.values import plain

_INSTANCE: Final = "aws:rds/instance:Instance"
_OPTIMIZED: Final = "aurora-iopt1"
_AURORA: Final = "aws:rds/cluster:Cluster"
_SELECTION: Final = "aws:backup/selection:Selection"
_TEST_PLAN: Final = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_MONITORING_GB: Final = Decimal("26.4")
"""A month of Enhanced Monitoring for an instance at an interval of one second; at 60 seconds it is 0.44."""
_COPY_METRICS: Final = 4
"""What S3 reports of a rule that copies objects."""


def instance(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """An RDS instance, its standby and its storage, which may grow."""
    inputs = resource.inputs
    engine = str(inputs.get("engine", "postgres"))
    table = "rds_postgresql" if engine == "postgres" else f"rds_{engine}"
    copies = 2 if inputs.get("multiAz") else 1
    both = " x 2, a standby in another zone" if copies > 1 else ""
    size = inputs.get("instanceClass", "")
    yield view.line(resource, f"{size}, hours", HOURS * copies, f"{table}.{size}", f"{HOURS} hours{both}")
    storage = Decimal(str(inputs.get("allocatedStorage", 0)))
    most = max(storage, Decimal(str(inputs.get("maxAllocatedStorage") or 0)))
    kind = inputs.get("storageType", "gp2")
    grows = f" (at most {most})" if most > storage else ""
    quantity = Range(storage, storage, most).times(copies)
    yield view.line(resource, f"{kind} storage, GB", quantity, f"{table}.{kind}_storage_gb_month", f"{storage}{grows} GB{both}")
    yield from _monitoring(resource, view)
    yield from _insights(resource)


def aurora_instance(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """An instance of an Aurora cluster; a serverless one is billed by its capacity."""
    size = resource.inputs.get("instanceClass", "")
    if size == "db.serverless":
        yield from _serverless(resource, view)
    elif _optimized(resource, view):
        yield Unpriced(what=f"{size}, hours", why="no price is known for clusters of the kind " + _OPTIMIZED)
    else:
        yield view.line(resource, f"{size}, hours", HOURS, f"aurora_postgresql.{size}", f"{HOURS} hours")
    yield from _monitoring(resource, view)
    yield from _insights(resource)


def aurora(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """What an Aurora cluster stores and reads, once for all of its instances."""
    if resource.inputs.get("storageType") == _OPTIMIZED:
        yield Unpriced(what="storage, GB", why=f"no price is known for clusters of the kind {_OPTIMIZED}")
    else:
        yield view.used(resource, "storage, GB", view.usage.figure("database_gb"), "aurora_postgresql.storage_gb_month")
        yield view.used(resource, "I/O, millions", view.usage.figure("database_io_million"), "aurora_postgresql.io_million")


def _optimized(instance: Resource, view: View) -> bool:
    named = instance.inputs.get("clusterIdentifier")
    clusters = [one for one in view.recording.of(_AURORA) if named in (one.inputs.get("clusterIdentifier"), one.id)]
    return any(one.inputs.get("storageType") == _OPTIMIZED for one in clusters)


def cache(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """Every node of a replication group; Valkey costs less than Redis."""
    inputs = resource.inputs
    groups, replicas = inputs.get("numNodeGroups", 1), inputs.get("replicasPerNodeGroup", 0)
    nodes = inputs.get("numCacheClusters") or groups * (1 + replicas)
    table = "elasticache_valkey" if inputs.get("engine") == "valkey" else "elasticache_redis_oss"
    size = inputs.get("nodeType", "")
    yield view.line(resource, f"{size}, node hours", HOURS * nodes, f"{table}.{size}", f"{nodes} nodes x {HOURS} hours")


def stream(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """Brokers of MSK and their disks, which may grow."""
    group = resource.inputs["brokerNodeGroupInfo"]
    brokers, size = resource.inputs["numberOfBrokerNodes"], group["instanceType"]
    yield view.line(
        resource, f"{size}, broker hours", HOURS * brokers, f"msk_provisioned.{size}", f"{brokers} brokers x {HOURS} hours"
    )
    disk = group.get("storageInfo", {}).get("ebsStorageInfo", {}).get("volumeSize")
    if disk is None:
        yield Unpriced(what="storage", why="Express brokers are billed by what they keep and take in")
        return
    target = view.targets.get(view.arn_of(resource), {})
    most = max(disk, target.get("maxCapacity", disk))
    grows = f" (at most {most})" if most > disk else ""
    quantity = Range(Decimal(disk), Decimal(disk), Decimal(most)).times(brokers)
    yield view.line(resource, "storage, GB", quantity, "msk_provisioned.storage_gb_month", f"{brokers} brokers x {disk}{grows} GB")


def bucket(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """What a bucket keeps, all of it as new; a copy keeps as much as its source."""
    source, storage = _copied(view).get(str(resource.inputs.get("bucket")), (None, "STANDARD"))
    figure = view.usage.bucket(view.owner(source or resource))
    key = "s3.standard_ia_gb_month" if storage == "STANDARD_IA" else "s3.standard_gb_month"
    yield view.used(resource, "objects, GB", figure, key)


def bucket_copy(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """The metrics that S3 reports of copies."""
    rules = [one for one in resource.inputs["rules"] if one["destination"].get("metrics", {}).get("status") == "Enabled"]
    if rules:
        how = f"{len(rules)} rules x {_COPY_METRICS}"
        yield view.line(resource, "metrics of copies", len(rules) * _COPY_METRICS, "cloudwatch.custom_metric_month", how)


def repository(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """The images in a repository."""
    yield view.used(resource, "images, GB", view.usage.figure("image_gb"), "ecr.storage_gb_month")


def backup_copy(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """RDS's own backups in a second region: as much as the storage, sent once a month."""
    arn = resource.inputs.get("sourceDbInstanceArn")
    source = next((one for one in view.recording.of(_INSTANCE) if view.arn_of(one) == arn), None)
    if source is None:
        yield Unpriced(what="backups in a second region", why="this stack does not declare the database")
        return
    storage = Decimal(str(source.inputs.get("allocatedStorage", 0)))
    how = f"as much as the {storage} GB of {source.name}"
    assumed = "copied backups: as much as the storage, sent once a month"
    yield view.line(resource, "backups, GB", storage, "rds_postgresql.backup_storage_gb_month", how, assumed=assumed)
    region = view.region_of(source)
    yield view.line(resource, "sent, GB", storage, "network.data_cross_region_gb", how, region=region, assumed=assumed)


def backup_plan(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """The recovery points of what a plan backs up, in its vault and in each it copies them to."""
    arns = [
        str(plain(arn))
        for selection in view.recording.of(_SELECTION)
        if selection.inputs.get("planId") == resource.id
        for arn in selection.inputs.get("resources", ())
    ]
    for rule, arn in itertools.product(resource.inputs["rules"], arns):
        data = _data(arn, view)
        if data is None:
            yield Unpriced(what=f"recovery points of {arn.rpartition(':')[2]}", why="this stack does not declare what is backed up")
            continue
        yield _points(view, resource, rule, arn=arn, data=data)
        for copy in rule.get("copyActions", ()):
            yield _points(view, resource, copy, arn=arn, data=data, region=region_in(copy["destinationVaultArn"]))


def restore_test(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    """A restore tried out, as often as it is scheduled: each month, each week, or each day."""
    plans = (one for one in view.recording.of(_TEST_PLAN) if one.inputs.get("name") == resource.inputs["restoreTestingPlanName"])
    plan = next(plans, None)
    if plan is None:
        yield Unpriced(what="restores tried out", why="this stack does not declare when")
        return
    _, _, day, _, weekday, *_ = plan.inputs["scheduleExpression"].removeprefix("cron(").split()
    times = _tests_a_month(day, weekday)
    yield view.line(resource, "restores tried out", times, "backup.restore_test", f"{times} times a month")


def _tests_a_month(day: str, weekday: str) -> Decimal:
    if day not in "*?":
        return Decimal(1 + day.count(","))
    return Decimal("30.4") if weekday in "*?" else Decimal("4.35") * (1 + weekday.count(","))


def _points(view: View, plan: Resource, rule: Mapping[str, Any], *, arn: str, data: tuple[Figure, str], region: str = "") -> Line:
    """Recovery points of one resource, in a region where it is not the plan's own."""
    storage, key = data[0], f"{data[1]}.backup_storage_gb_month"
    days = (rule.get("lifecycle") or {}).get("deleteAfter", 0)
    what = f"recovery points of {arn.rpartition(':')[2]}{f' in {region}' if region else ''}, GB"
    stated = view.usage.backup()
    if stated is not None:
        return view.line(plan, what, stated, key, "stated", region=region)
    how = f"{storage.value} GB, and {BACKUP_CHANGE} of it for each of {days} days"
    assumed = f"backup_gb: all of the storage, and {BACKUP_CHANGE:.0%} of it for each day that is kept"
    return view.line(plan, what, storage.value * (1 + BACKUP_CHANGE * days), key, how, region=region, assumed=assumed)


def _data(arn: str, view: View) -> tuple[Figure, str] | None:
    """How much there is to back up, and the table with the price of keeping it."""
    for one in view.recording.of(_INSTANCE):
        if view.arn_of(one) == arn:
            return Figure(Decimal(str(one.inputs.get("allocatedStorage", 0)))), "rds_postgresql"
    if any(view.arn_of(one) == arn for one in view.recording.of(_AURORA)):
        return view.usage.figure("database_gb"), "aurora_postgresql"
    return None


def _copied(view: View) -> Mapping[str, tuple[Resource, str]]:
    """Name of a bucket with copies -> the bucket they are of, and how they are stored."""
    sources = {one.inputs.get("bucket"): one for one in view.recording.of("aws:s3/bucket:Bucket")}
    return {
        rule["destination"]["bucket"].rpartition(":")[2]: (
            sources[one.inputs["bucket"]],
            rule["destination"].get("storageClass", "STANDARD"),
        )
        for one in view.recording.of(_REPLICATION)
        if one.inputs["bucket"] in sources
        for rule in one.inputs["rules"]
    }


def _serverless(resource: Resource, view: View) -> Iterator[Line | Unpriced]:
    named = resource.inputs.get("clusterIdentifier")
    owner = next((one for one in view.recording.of(_AURORA) if one.inputs.get("clusterIdentifier") == named), None)
    scaling = owner.inputs.get("serverlessv2ScalingConfiguration") if owner else None
    if not scaling:
        yield Unpriced(what="ACU hours", why="its cluster does not say between which capacities it scales")
        return
    low, high = (Decimal(str(scaling.get(key, 0))) for key in ("minCapacity", "maxCapacity"))
    how = f"{low} (at most {high}) ACUs x {HOURS} hours"
    yield view.line(resource, "ACU hours", Range(low, low, high).times(HOURS), "aurora_postgresql.serverless_v2_acu_hour", how)


def _monitoring(resource: Resource, view: View) -> Iterator[Line]:
    interval = resource.inputs.get("monitoringInterval")
    if interval:
        how = f"{_MONITORING_GB} GB at an interval of one second, / {interval}"
        assumed = "Enhanced Monitoring: 0.44 GB a month for an instance, every 60 seconds"
        quantity = _MONITORING_GB / Decimal(interval)
        yield view.line(resource, "Enhanced Monitoring, GB", quantity, "cloudwatch.logs_ingestion_gb", how, assumed=assumed)


def _insights(resource: Resource) -> Iterator[Unpriced]:
    if resource.inputs.get("databaseInsightsMode") == "advanced":
        yield Unpriced(what="Database Insights, advanced", why="billed by vCPU or ACU, and without a price for every region")
