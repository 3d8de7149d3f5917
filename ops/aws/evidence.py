"""Amazon ECR: what it knows of an image beside its layers, by the image's digest."""

import json
from collections.abc import Mapping
from typing import Any, Final

from ops.aws.client import Aws, MissingError
from ops.aws.ecr import image_manifest

_INDEX: Final = frozenset({"application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"})
# How BuildKit marks what is no image but says something of one (BuildKit documentation, "attestation storage").
_KIND, _OF, _PREDICATE = "vnd.docker.reference.type", "vnd.docker.reference.digest", "in-toto.io/predicate-type"
_SBOM: Final = "https://spdx.dev/Document"


def manifests(aws: Aws, repository: str, digest: str) -> tuple[list[str], list[str]] | None:
    """Return the digests of the images that a digest stands for, and those of them that have an SBOM.

    One for each architecture of an index, itself for an image; None where the repository has no such image.
    """
    found = _manifest(aws, repository, digest)
    if found is None:
        return None
    if found.get("mediaType") not in _INDEX:
        return [digest], []
    parts = [(one["digest"], one.get("annotations") or {}) for one in found["manifests"]]
    images = [one for one, notes in parts if _KIND not in notes]
    listed = [
        notes[_OF]
        for one, notes in parts
        if notes.get(_KIND) == "attestation-manifest" and _OF in notes and _lists(_manifest(aws, repository, one))
    ]
    return images, listed


def scan_findings(aws: Aws, repository: str, digest: str) -> tuple[str, list[tuple[str, str]]]:
    """Return how far the scan of an image is, in ECR's words or none, and each finding's name and severity."""
    status, found = "", []
    token: dict[str, str] = {}
    while True:
        try:
            answer = aws.read(
                "ecr",
                "describe_image_scan_findings",
                f"scan of {repository}@{digest}",
                repositoryName=repository,
                imageId={"imageDigest": digest},
                **token,
            )
        except MissingError:
            return "", []
        status = answer.get("imageScanStatus", {}).get("status", "")
        findings = answer.get("imageScanFindings", {})
        found += [(one["name"], one.get("severity", "")) for one in findings.get("findings", ())]
        found += [(_enhanced(one), one.get("severity", "")) for one in findings.get("enhancedFindings", ())]
        if not answer.get("nextToken"):
            return status, found
        token = {"nextToken": answer["nextToken"]}


def signing_statuses(aws: Aws, repository: str, digest: str) -> Mapping[str, str]:
    """Return the ARN of each profile that was to sign an image as it was pushed, with how far that is."""
    answer = aws.read(
        "ecr",
        "describe_image_signing_status",
        f"signatures of {repository}@{digest}",
        repositoryName=repository,
        imageId={"imageDigest": digest},
    )
    return {one["signingProfileArn"]: one["status"] for one in answer.get("signingStatuses", ())}


def _manifest(aws: Aws, repository: str, digest: str) -> dict[str, Any] | None:
    found = image_manifest(aws, repository, digest)
    return None if found is None else {"mediaType": found[1], **json.loads(found[0])}


def _lists(attestation: Mapping[str, Any] | None) -> bool:
    layers = [] if attestation is None else attestation.get("layers", [])
    return any((layer.get("annotations") or {}).get(_PREDICATE) == _SBOM for layer in layers)


def _enhanced(finding: Mapping[str, Any]) -> str:
    name: str = finding.get("packageVulnerabilityDetails", {}).get("vulnerabilityId") or finding.get("title", "a finding")
    return name
