"""Amazon ECR: images, their tags and their layers."""

import contextlib
import hashlib
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ops.aws.client import Aws, ThereError
from ops.ending import OpsError

MANIFEST_TYPES: Final = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_PART: Final = 10 * 1024 * 1024
"""Bytes of a layer that are sent at once; ECR takes 5 to 20 MiB."""
_SECONDS: Final = 60
_LAYERS: Final = 100
"""The most layers that one call asks about."""


def image_details(aws: Aws, repository: str, image: Mapping[str, str]) -> dict[str, Any]:
    """Return what ECR says of an image, which is named by `imageDigest` or `imageTag`."""
    target = f"image {repository} {' '.join(image.values())}"
    answer = aws.read("ecr", "describe_images", target, repositoryName=repository, imageIds=[dict(image)])
    return dict(answer["imageDetails"][0])


def image_manifest(aws: Aws, repository: str, digest: str) -> tuple[str, str] | None:
    """Return an image's manifest, as it was pushed, and its media type; None where the repository has no such image."""
    answer = aws.read(
        "ecr",
        "batch_get_image",
        f"image {repository}@{digest}",
        repositoryName=repository,
        imageIds=[{"imageDigest": digest}],
        acceptedMediaTypes=list(MANIFEST_TYPES),
    )
    for image in answer["images"]:
        manifest: str = image["imageManifest"]
        return manifest, image.get("imageManifestMediaType") or json.loads(manifest)["mediaType"]
    return None


def put_image(aws: Aws, repository: str, digest: str, manifest: tuple[str, str], tag: str | None) -> None:
    """Give an image a tag, or make it known without one, once its layers are there."""
    text, media_type = manifest
    with contextlib.suppress(ThereError):
        aws.write(
            "ecr",
            "put_image",
            f"{repository}@{digest}" + (f" as {tag}" if tag else ""),
            repositoryName=repository,
            imageManifest=text,
            imageManifestMediaType=media_type,
            imageDigest=digest,
            **({"imageTag": tag} if tag else {}),
        )


def missing_layers(aws: Aws, repository: str, digests: list[str]) -> list[str]:
    """Return which layers a repository lacks."""
    there = set()
    for start in range(0, len(digests), _LAYERS):
        answer = aws.read(
            "ecr",
            "batch_check_layer_availability",
            f"layers of {repository}",
            repositoryName=repository,
            layerDigests=digests[start : start + _LAYERS],
        )
        there |= {one["layerDigest"] for one in answer.get("layers", []) if one.get("layerAvailability") == "AVAILABLE"}
    return [digest for digest in digests if digest not in there]


def blob(aws: Aws, repository: str, digest: str) -> bytes:
    """Return an image's configuration, which is small; the rest is as for `layer`."""
    return b"".join(layer(aws, repository, digest))


def layer(aws: Aws, repository: str, digest: str) -> Iterator[bytes]:
    """Yield a layer piece by piece: one may have gigabytes.

    Raises:
        OpsError: it cannot be downloaded, or is not what its digest says, which is known after the last piece.
    """
    target = f"layer {digest} of {repository}"
    answer = aws.read("ecr", "get_download_url_for_layer", target, repositoryName=repository, layerDigest=digest)
    seen = hashlib.sha256()
    try:
        with urllib.request.urlopen(answer["downloadUrl"], timeout=_SECONDS) as response:  # noqa: S310 - ECR's own, signed address
            while piece := response.read(_PART):
                seen.update(piece)
                yield piece
    except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
        raise OpsError(f"{target} could not be downloaded: {error}; fix: try again") from None
    if f"sha256:{seen.hexdigest()}" != digest:
        raise OpsError(f"{target} is not what its digest says; nothing was copied of it")


def upload_layer(aws: Aws, repository: str, digest: str, pieces: Iterable[bytes]) -> None:
    """Put a layer into a repository; in a dry run nothing is asked of where it comes from."""
    target = f"layer {digest} into {repository}"
    begun = aws.write("ecr", "initiate_layer_upload", target, repositoryName=repository)
    if aws.dry_run:
        return
    start = 0
    for piece in pieces:
        aws.write(
            "ecr",
            "upload_layer_part",
            target,
            repositoryName=repository,
            uploadId=begun["uploadId"],
            partFirstByte=start,
            partLastByte=start + len(piece) - 1,
            layerPartBlob=piece,
        )
        start += len(piece)
    with contextlib.suppress(ThereError):
        aws.write(
            "ecr", "complete_layer_upload", target, repositoryName=repository, uploadId=begun["uploadId"], layerDigests=[digest]
        )
