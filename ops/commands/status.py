"""Everything of a stack on one screen."""

from ops.readers.health import Alarm, Database, read_alarms, read_database, read_lags
from ops.readers.services import Images, Service, Targets, read_images, read_services, read_targets
from ops.run import Run
from ops.verb import Command
from ops.words import short, since

Cell = str | tuple[str, str]


def _run(run: Run) -> None:
    with run.screen.progress(f"looking at {run.stack}"):
        services = read_services(run.aws, run.outputs)
        targets = {name: read_targets(run.aws, service) for name, service in services.items()}
        images = read_images(run.aws, run.file, run.outputs)
        alarms = read_alarms(run.aws, run.outputs)
        database = read_database(run.aws, run.outputs)
        lags = read_lags(run.aws, alarms, run.clock.now())
    run.screen.table(
        f"{run.stack}: {run.file.settings.system} {run.file.settings.environment}, {run.aws.region}, {run.outputs.cluster}",
        ["service", "tasks", "targets", "deployment", "runs", "recorded"],
        [_row(service, targets[name], images) for name, service in services.items()],
    )
    if run.file.last_day is not None:
        over = f": {run.expired_for} d ago, pulumi destroy -s {run.stack}" if run.expired_for else ""
        run.screen.show(f"expires   {run.file.last_day}{over}", "bad" if over else "")
    _show_alarms(run, alarms)
    if database is not None:
        _show_database(run, database)
    for name, lag in lags.items():
        run.screen.show(f"lag       {name.removeprefix(run.outputs.prefix + '-')}: {'no data' if lag is None else f'{lag:g}'}")


def _row(service: Service, targets: Targets | None, images: Images) -> list[Cell]:
    tasks = f"{service.running}/{service.desired}" + (f" +{service.pending}" if service.pending else "")
    healthy = "" if targets is None else f"{targets.healthy}/{targets.all}"
    recorded, deployed = images.recorded[service.name], images.deployed[service.name]
    pending = recorded != deployed and service.desired > 0
    return [
        service.name,
        (tasks, "ok" if service.running >= service.desired else "bad"),
        (healthy, "" if targets is None else "ok" if targets.healthy == targets.all else "bad"),
        (service.rollout.lower().replace("_", " "), "ok" if service.settled else "warn"),
        short(deployed),
        ("the same" if recorded == deployed else short(recorded), "warn" if pending else ""),
    ]


def _show_alarms(run: Run, alarms: list[Alarm]) -> None:
    firing = [alarm for alarm in alarms if alarm.state == "ALARM"]
    silent = sum(alarm.state == "INSUFFICIENT_DATA" for alarm in alarms)
    quiet = f", {silent} without data" if silent else ""
    run.screen.show(f"alarms    {len(firing)} of {len(alarms)} fire{quiet}", "bad" if firing else "ok")
    for alarm in firing:
        run.screen.show(f"  {alarm.name}, for {since(alarm.since, run.clock.now())}: {alarm.description}", "bad")


def _show_database(run: Run, database: Database) -> None:
    restorable = database.latest_restorable
    back = "" if restorable is None else f", can go back to {since(restorable, run.clock.now())} ago"
    spread = "with a standby" if database.multi_az else "in one zone"
    healthy = database.status == "available"
    run.screen.show(f"database  {database.name}: {database.status}, {database.engine}, {spread}{back}", "ok" if healthy else "bad")


COMMAND = Command(
    summary="services, targets, alarms, database and lags on one screen",
    example="status --stack production",
    run=_run,
    calls=(
        "ecs:DescribeServices",
        "elasticloadbalancing:DescribeTargetHealth",
        "ssm:GetParametersByPath",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricStatistics",
        "rds:DescribeDBInstances",
        "rds:DescribeDBClusters",
    ),
)
