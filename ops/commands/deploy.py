"""Deploys images: checks, releases, records and applies them, and takes back what fails."""

import argparse
from pathlib import Path

from ops import deploying, jobs
from ops.deploying import Change
from ops.ending import OpsError, refusal
from ops.readers.images import read_images_file
from ops.run import Run
from ops.verb import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE", nargs="?", help="the service")
    parser.add_argument("image", metavar="IMAGE", nargs="?", help="a digest, or a tag, of the service's repository")
    parser.add_argument("--images", metavar="FILE", type=Path, help='several at once: {"<service>": "sha256:...", ...}')
    parser.add_argument("--no-up", action="store_true", help="release and record, and leave `pulumi up` to somebody else")
    parser.add_argument(
        "--migrate",
        metavar="JOB",
        nargs="?",
        const="migrate",
        help="deploy the job alone first and run it; the services follow when it has ended well (JOB: migrate)",
    )


def _run(run: Run) -> None:
    changes = deploying.find(run, _words(run))
    job: str | None = run.options.migrate
    if job is not None:
        run.outputs.job(job)
    if all(change.image.digest == change.recorded == change.deployed for change in changes):
        run.screen.show("nothing to do: " + ", ".join(f"{one.service} runs {one.image.digest}" for one in changes))
        return
    run.confirm(f"About to deploy to {run.stack}: {deploying.describe(changes)}.")
    if run.options.no_up:
        _record(run, changes)
        return
    deploying.deploy(run, changes, first=None if job is None else lambda: migrate_first(run, job))


def _words(run: Run) -> dict[str, str]:
    """What is to be deployed: service -> what names its image."""
    service, image, file = run.options.service, run.options.image, run.options.images
    if (file is None) == (service is None) or (service is None) != (image is None):
        found = "both" if file is not None else "neither, or one of the two"
        raise refusal("SERVICE IMAGE", found=found, allowed="a service and its image, or --images FILE", fix="write one of them")
    return {service: image} if file is None else read_images_file(file, run.outputs)


def _record(run: Run, changes: list[Change]) -> None:
    with deploying.recorded(run, changes):
        deploying.release(run, changes)
    run.screen.show(f"recorded; nothing runs yet: pulumi up -s {run.stack} --policy-pack policy")


def migrate_first(run: Run, job: str) -> None:
    """Deploy the job alone, and run it.

    Raises:
        OpsError: one of both failed.
    """
    if not run.pulumi.up(targets=(f"**::{job}-definition", f"**::{job}-machine"), minutes=run.options.minutes):
        raise OpsError(f"`pulumi up` of {job} alone failed")
    jobs.run_job(run, job, minutes=run.options.minutes)


COMMAND = Command(
    summary="check, release, record and apply images; take back what fails",
    example="deploy api sha256:<64 hex digits> --stack production",
    arguments=_arguments,
    run=_run,
    calls=(*deploying.CALLS, *jobs.CALLS),
    minutes=180,
)
