"""Sets between how many tasks a service runs, until it is put back."""

import argparse

from ops.aws import application_autoscaling as scaling
from ops.aws import ecs
from ops.ending import refusal
from ops.readers.services import read_services
from ops.run import Run
from ops.verb import Command

_MOST = 100
"""What a stack file may say."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE", help="the service")
    parser.add_argument("least", metavar="MIN", nargs="?", type=int, help="the fewest tasks")
    parser.add_argument("most", metavar="MAX", nargs="?", type=int, help="the most tasks")
    parser.add_argument("--restore", action="store_true", help="put back what the stack file says")


def _run(run: Run) -> None:
    service: str = run.options.service
    ecs_name, cluster = run.outputs.service(service), run.outputs.cluster
    least, most = _limits(run, service)
    settings = run.file.system_settings
    target = scaling.scalable_target(run.aws, cluster, ecs_name)
    if target is None and least != most:
        raise refusal(
            "MIN MAX",
            found=f"{least} and {most} for a service that does not scale",
            allowed="the same number twice",
            fix=f"write {most} {most}, or give {service} a max_capacity above its min_capacity in the stack file",
        )
    if most > 1 and read_services(run.aws, run.outputs, [service])[service].runs_once:
        raise refusal(
            "MIN MAX",
            found=f"{least} and {most} for a service that must run once",
            allowed="at most one task: two would do everything twice",
            fix="write 1 1, or 0 0 to stop it",
        )
    before = f"{target['MinCapacity']} to {target['MaxCapacity']}" if target else "a fixed count"
    run.confirm(f"About to have {service} run {least} to {most} tasks in {run.stack}; now {before}.")
    restore = run.command(f"scale {service} --restore")
    with run.step(f"{service} may be at {least} to {most} tasks already", look=run.command("status"), undo=restore):
        if target is None:
            ecs.set_desired_count(run.aws, cluster, ecs_name, least)
        else:
            scaling.set_limits(run.aws, cluster, ecs_name, least, most)
        if not run.dry_run:
            _wait(run, service, least, most)
    if not run.options.restore:
        run.screen.note(f"`pulumi up` does not know of it and leaves it so; to put back what the stack file says: {restore}")
    if settings.off_hours is not None:
        run.screen.note(f"off_hours of the stack file goes on: {service} sleeps and returns to its min_capacity by the clock")


def _limits(run: Run, service: str) -> tuple[int, int]:
    least, most = run.options.least, run.options.most
    if run.options.restore:
        if least is not None:
            raise refusal("--restore", found="MIN as well", allowed="one of the two", fix="leave MIN and MAX out")
        settings = run.file.system_settings.services.get(service)
        if settings is None:
            raise refusal(f"platform:services.{service}", found="nothing", allowed="its block", fix="name MIN and MAX")
        return settings.min_capacity, settings.max_capacity
    if least is None or most is None or not 0 <= least <= most <= _MOST:
        found = f"{least} and {most}".replace("None", "nothing")
        raise refusal("MIN MAX", found=found, allowed=f"0 <= MIN <= MAX <= {_MOST}", fix="write two numbers, or --restore")
    return least, most


def _wait(run: Run, service: str, least: int, most: int) -> None:
    def reached() -> int | None:
        running = read_services(run.aws, run.outputs, [service])[service].running
        return running if least <= running <= most else None

    running = run.wait(f"{service} to run {least} to {most} tasks", reached, minutes=run.options.minutes, seconds=10)
    run.screen.show(f"{service} runs {running}, between {least} and {most}", "ok")


COMMAND = Command(
    summary="set between how many tasks a service runs, or put back what the stack file says",
    example="scale api 4 20 --stack production",
    arguments=_arguments,
    run=_run,
    calls=(
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:RegisterScalableTarget",
        "ecs:UpdateService",
        "ecs:DescribeServices",
    ),
    minutes=15,
)
