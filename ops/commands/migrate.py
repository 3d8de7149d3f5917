"""Runs a job, such as a migration of the database, and ends with its exit code."""

import argparse

from ops import jobs
from ops.run import Run
from ops.verb import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job", metavar="JOB", nargs="?", default="migrate", help="which job (default: migrate)")
    parser.add_argument("--attach", action="store_true", help="follow the run that goes on, in place of starting one")


def _run(run: Run) -> None:
    job: str = run.options.job
    run.outputs.job(job)
    if not run.options.attach:
        run.confirm(f"{job} is about to run in {run.stack}, with the image of the last `pulumi up`.")
    jobs.run_job(run, job, minutes=run.options.minutes, attach=run.options.attach)


COMMAND = Command(
    summary="run a job, show its log, end with its exit code",
    example="migrate --stack production",
    arguments=_arguments,
    run=_run,
    calls=jobs.CALLS,
    minutes=60,
)
