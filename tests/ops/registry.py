"""What ECR answers about images in the tests: an index with one image and its SBOM, scanned and signed, as far as it is told."""

import json
from collections.abc import Mapping
from typing import Any

from tests.ops.driving import Ops
from tests.ops.front import RefusedError

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
PROFILE = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/dlv_pde_images"
SBOM = "https://spdx.dev/Document"


class Registry:
    """Answers in moto's place, which keeps neither signatures nor what an index refers to.

    Attributes:
        scan: what the scan of each image says; None before there is one.
        findings: name and severity of what it found.
        signed: how far each profile's signature is.
        predicate: what the attestation beside each image is.
        missing: repositories without the image.
    """

    def __init__(self, ops: Ops) -> None:
        self.scan: str | None = "COMPLETE"
        self.findings: list[tuple[str, str]] = []
        self.signed: dict[str, str] = {PROFILE: "COMPLETE"}
        self.predicate = SBOM
        self.missing: set[str] = set()
        self.asked: list[str] = []
        ops.front.fakes["ecr", "BatchGetImage"] = self._image
        ops.front.fakes["ecr", "DescribeImageScanFindings"] = self._scan
        ops.front.fakes["ecr", "DescribeImageSigningStatus"] = self._signatures

    def _image(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        repository, digest = asked["repositoryName"], asked["imageIds"][0]["imageDigest"]
        self.asked.append(f"{repository}@{digest}")
        if repository in self.missing:
            return {"images": [], "failures": [{"imageId": {"imageDigest": digest}, "failureCode": "ImageNotFound"}]}
        is_index = len(set(digest[-10:])) == 1
        body = self._index(digest) if is_index else self._attestation()
        media = INDEX if is_index else MANIFEST
        return {"images": [{"imageManifest": json.dumps(body), "imageManifestMediaType": media}], "failures": []}

    @staticmethod
    def image_in(digest: str) -> str:
        """The digest of the one image in an index."""
        return digest[:-2] + "a0"

    def _index(self, digest: str) -> dict[str, Any]:
        image, beside = self.image_in(digest), digest[:-2] + "b0"
        notes = {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image}
        parts = [{"digest": image, "platform": {"architecture": "arm64", "os": "linux"}}, {"digest": beside, "annotations": notes}]
        return {"schemaVersion": 2, "mediaType": INDEX, "manifests": parts}

    def _attestation(self) -> dict[str, Any]:
        layers = [{"annotations": {"in-toto.io/predicate-type": self.predicate}}]
        return {"schemaVersion": 2, "mediaType": MANIFEST, "layers": layers}

    def _scan(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.scan is None:
            raise RefusedError("ScanNotFoundException", f"no scan of {asked['imageId']}")
        findings = [{"name": name, "severity": severity} for name, severity in self.findings]
        return {"imageScanStatus": {"status": self.scan}, "imageScanFindings": {"findings": findings}}

    def _signatures(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"signingStatuses": [{"signingProfileArn": arn, "status": status} for arn, status in self.signed.items()]}
