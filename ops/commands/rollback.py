"""Deploys the image that ran before."""

import argparse

from ops import deploying
from ops.aws import ssm
from ops.ending import refusal
from ops.readers.services import NO_IMAGE, read_images
from ops.run import Run
from ops.verb import Command
from ops.words import short


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE", help="the service")


def _run(run: Run) -> None:
    service: str = run.options.service
    run.outputs.service(service)
    changes = deploying.find(run, {service: _before(run, service)})
    run.confirm(f"About to roll back in {run.stack}: {deploying.describe(changes)}. The database's schema stays as it is.")
    deploying.deploy(run, changes)


def _before(run: Run, service: str) -> str:
    """The digest to go back to: what runs, where something else was recorded and has not run; otherwise what ran before it."""
    images = read_images(run.aws, run.file, run.outputs)
    recorded, deployed = images.recorded[service], images.deployed[service]
    if deployed is not None and recorded != deployed:
        return deployed
    # What was only recorded may never have run: `deployed/` is written by an `up` that went well, and by nothing else.
    ran: list[str] = [one["Value"] for one in ssm.history(run.aws, run.file.path(f"deployed/{service}"))]
    for digest in reversed(ran):
        if digest not in {deployed, NO_IMAGE}:
            return digest
    raise refusal(
        f"SERVICE {service}",
        found=f"a service that has run {short(deployed)} and no other image",
        allowed="a service that has run another image before",
        fix=f"deploy the image you want: {run.command(f'deploy {service} sha256:...')}",
    )


COMMAND = Command(
    summary="deploy the image that ran before",
    example="rollback api --stack production",
    arguments=_arguments,
    run=_run,
    calls=(*deploying.CALLS, "ssm:GetParameterHistory"),
    minutes=180,
)
