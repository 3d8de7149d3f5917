"""Whether images may be deployed to a stack: in its own repositories, scanned, signed by the pipeline, with an SBOM."""

import argparse
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from ops.aws import evidence
from ops.ending import OpsError, refusal
from ops.readers.deliveries import Delivery, delivery_to
from ops.readers.json_file import read_json
from ops.readers.supply_chain import DIGEST, Evidence, Finding, Scan, judge
from ops.run import Run
from ops.verb import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", metavar="IMAGES.json", type=Path, help='{"<service>": "sha256:<64 hex digits>", ...}')


def _run(run: Run) -> None:
    delivery = delivery_to(run.folder, run.stack)
    images = _images(run.options.images, delivery)
    asked = {(delivery.settings.digests[service], digest): None for service, digest in images.items()}
    profile, refused = delivery.signing_profile(run.aws.identity["Account"]), 0
    for image, digest in asked:
        repository = delivery.repository(image)
        verdict = judge(
            _evidence(run, repository, digest),
            image=image,
            settings=delivery.settings.supply_chain,
            profile=profile,
            today=run.clock.now().astimezone(UTC).date(),
        )
        refused += bool(verdict.refused)
        run.screen.show(f"{repository}@{digest}: {'refused' if verdict.refused else 'may be deployed'}")
        for reason in verdict.refused:
            run.screen.show(f"  {reason}", "bad")
        for reason in verdict.waived:
            run.screen.show(f"  {reason}", "warn")
    if refused:
        raise OpsError(
            f"{refused} of {len(asked)} images may not be deployed to {run.stack}; nothing was changed; "
            f"fix: build them anew, or waive a finding in Pulumi.{delivery.file.stack}.yaml (docs/systems/delivery.md)"
        )


def _images(path: Path, delivery: Delivery) -> Mapping[str, str]:
    images = read_json(path, path, allowed="services and digests", fix="name another file")
    if not isinstance(images, dict) or not images:
        raise refusal(path, found="no services", allowed="a digest for each of some services", fix="write the digests built")
    for service, digest in images.items():
        if service not in delivery.settings.digests:
            allowed = ", ".join(delivery.settings.digests)
            raise refusal(f"{path}: {service}", found="no service that is delivered", allowed=allowed, fix="name one of them")
        if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            raise refusal(
                f"{path}: {service}",
                found=repr(digest),
                allowed="sha256:<64 hex digits> of an image in the stack's own repository",
                fix="write the digest alone: nothing from elsewhere is deployed",
            )
    return images


def _evidence(run: Run, repository: str, digest: str) -> Evidence:
    """What ECR knows, once it has made up its mind: scans and signatures come some seconds after an image."""

    def look() -> Evidence | None:
        found = _look(run, repository, digest)
        return found if found.is_complete else None

    again = run.command(f"verify {run.options.images}")
    with run.step(f"ECR scans and signs {repository}@{digest}; nothing was changed", look=again, finish=again):
        return look() or run.wait(f"scan and signature of {repository}", look, minutes=run.options.minutes, seconds=10)


def _look(run: Run, repository: str, digest: str) -> Evidence:
    found = evidence.manifests(run.aws, repository, digest)
    if found is None:
        return Evidence(is_there=False, scans={}, listed=frozenset(), signatures={})
    images, listed = found
    scans = {}
    for image in images:
        status, findings = evidence.scan_findings(run.aws, repository, image)
        scans[image] = Scan(status=status, findings=tuple(Finding(name=name, severity=severity) for name, severity in findings))
    signatures = evidence.signing_statuses(run.aws, repository, digest)
    return Evidence(is_there=True, scans=scans, listed=frozenset(listed), signatures=signatures)


COMMAND = Command(
    summary="whether images may be deployed: scanned, signed, with an SBOM, in the stack's own repositories",
    example="verify images.json --stack production",
    run=_run,
    arguments=_arguments,
    calls=("ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImageSigningStatus"),
    minutes=15,
)
