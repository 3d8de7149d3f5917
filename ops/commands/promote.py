"""Deploys in one stack the very image that another one runs."""

import argparse
import json
from dataclasses import replace

from ops import deploying, image_checks
from ops.aws import ecr
from ops.ending import refusal
from ops.readers.images import Image, find_image, read_repository
from ops.readers.services import read_images, read_services
from ops.run import Run
from ops.verb import Command
from ops.words import short


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE", help="the service")
    parser.add_argument(
        "--from", dest="source", required=True, metavar="STACK", help="whose image: what it runs, not what it is to run"
    )


def _run(run: Run) -> None:
    service: str = run.options.service
    run.outputs.service(service)
    source = run.beside(run.options.source)
    check_same_system(run, source)
    image_checks.check_not_pinned(run, service)
    image = running(source, service)
    image_checks.check_processor(run, image, source.aws)
    repository = read_repository(run.aws, read_services(run.aws, run.outputs, [service])[service])
    missing = not has(run, image, repository)
    where = f", copied from {image.repository} to {repository}" if missing else ""
    run.confirm(f"About to promote {service} {short(image.digest)} from {source.stack} to {run.stack}{where}.")
    if missing:
        copy(source, run, image, repository)
        if run.dry_run:
            run.screen.show(f"{service} would be deployed to {run.stack} with {image.digest}")
            return
    deploying.deploy(run, deploying.find(run, {service: image.digest}))


def check_same_system(run: Run, source: Run) -> None:
    """Check that a stack may be promoted from: another of the same system.

    Raises:
        OpsError: it may not.
    """
    ours, theirs = run.file.settings.system, source.file.settings.system
    if ours != theirs or run.stack == source.stack:
        found = f"a stack of {theirs}" if ours != theirs else "the stack itself"
        raise refusal(
            f"--from {source.stack}", found=found, allowed=f"another stack of {ours}", fix="name the stack before this one"
        )


def running(source: Run, service: str) -> Image:
    """Return the image that runs in a stack.

    Raises:
        OpsError: the stack has no such service, or none of it has run.
    """
    source.outputs.service(service)
    digest = read_images(source.aws, source.file, source.outputs).deployed[service]
    if digest is None:
        fix = f"deploy it there first: {source.command(f'deploy {service} sha256:...')}"
        raise refusal(
            f"--from {source.stack}", found=f"no image of {service} that has run", allowed="a stack that runs it", fix=fix
        )
    service_there = read_services(source.aws, source.outputs, [service])[service]
    return find_image(source.aws, service_there, read_repository(source.aws, service_there), digest)


def has(run: Run, image: Image, repository: str) -> bool:
    """Return whether a repository of a stack has an image."""
    return ecr.image_manifest(run.aws, repository, image.digest) is not None


def copy(source: Run, run: Run, image: Image, repository: str) -> None:
    """Copy an image with its layers. AWS's API moves none from one repository to another, so they pass through this computer."""
    with run.step(
        f"layers of {short(image.digest)} are in {repository} and the image may not be; ECR removes what belongs to none",
        look=f"aws ecr describe-images --repository-name {repository}",
        finish=run.command(f"promote {image.service} --from {source.stack}"),
    ):
        _copy_image(source, run, image, repository)


def _copy_image(source: Run, run: Run, image: Image, repository: str) -> None:
    parts = json.loads(image.manifest[0])
    for child in parts.get("manifests", []):
        manifest = ecr.image_manifest(source.aws, image.repository, child["digest"])
        if manifest is not None:
            _copy_image(source, run, replace(image, digest=child["digest"], manifest=manifest), repository)
    layers = [part["digest"] for part in (*([parts["config"]] if "config" in parts else []), *parts.get("layers", []))]
    for layer in ecr.missing_layers(run.aws, repository, list(dict.fromkeys(layers))):
        with run.screen.progress(f"copying {short(layer)} of {image.repository}"):
            ecr.upload_layer(run.aws, repository, layer, ecr.layer(source.aws, image.repository, layer))
    ecr.put_image(run.aws, repository, image.digest, image.manifest, None)


COMMAND = Command(
    summary="deploy the very image that another stack runs",
    example="promote api --from staging --to production",
    arguments=_arguments,
    run=_run,
    calls=(
        *deploying.CALLS,
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
    ),
    minutes=180,
    stack_flags=("--to", "--stack"),
)
