"""Images: which one a word names, where a service's are, and for which processor one is."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.aws import ecr
from ops.aws.client import Aws, MissingError
from ops.aws.ecs import describe_task_definition
from ops.ending import refusal
from ops.readers.json_file import read_json
from ops.readers.outputs import Outputs, named
from ops.readers.services import Service
from ops.words import PROGRAM

DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_ALLOWED: Final = "sha256:<64 hex digits>, <repository>@sha256:<64 hex digits>, or a tag of the service's repository"


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image in one of the stack's own repositories."""

    service: str
    repository: str
    """Its name in ECR, without the registry."""
    digest: str
    manifest: tuple[str, str]
    """As it was pushed, and its media type."""


def read_repository(aws: Aws, service: Service) -> str:
    """Return the name of the repository a service's image is in: its task definition says so, even before the first image."""
    definition = describe_task_definition(aws, service.task_definition)
    containers = definition["containerDefinitions"]
    reference: str = next((one["image"] for one in containers if one["name"] == service.name), containers[0]["image"])
    return reference.partition("/")[2].partition("@")[0].partition(":")[0]


def find_image(aws: Aws, service: Service, repository: str, word: str) -> Image:
    """Return the image that a word names: a digest, a reference with one, or a tag.

    Raises:
        OpsError: it names none, or one of another repository.
    """
    where, _, digest = word.rpartition("@")
    if where and where.partition("/")[2] != repository:
        fix = f"push it there, or promote it: {PROGRAM} promote {service.name} --from STACK --to STACK"
        raise refusal("IMAGE", found=f"an image of {where}", allowed=f"images of {repository}", fix=fix)
    if not DIGEST.fullmatch(digest) and (where or not _TAG.fullmatch(digest)):
        raise refusal("IMAGE", found=repr(word[:120]), allowed=_ALLOWED, fix="copy the digest from the push, or name the tag")
    push = f"push it, or look: aws ecr describe-images --repository-name {repository}"
    if not DIGEST.fullmatch(digest):
        try:
            digest = ecr.image_details(aws, repository, {"imageTag": digest})["imageDigest"]
        except MissingError:
            raise refusal("IMAGE", found=f"the tag {word}", allowed=f"a tag of {repository}", fix=push) from None
    manifest = ecr.image_manifest(aws, repository, digest)
    if manifest is None:
        raise refusal("IMAGE", found=f"{digest}, which {repository} does not have", allowed=f"images of {repository}", fix=push)
    return Image(service=service.name, repository=repository, digest=digest, manifest=manifest)


def read_architectures(aws: Aws, image: Image) -> set[str]:
    """Return the processors an image runs on, as Docker calls them (`arm64`, `amd64`)."""
    manifest: dict[str, Any] = json.loads(image.manifest[0])
    if "manifests" in manifest:
        return {one["platform"]["architecture"] for one in manifest["manifests"] if "platform" in one}
    configuration = json.loads(ecr.blob(aws, image.repository, manifest["config"]["digest"]))
    return {configuration.get("architecture", "unknown")}


def read_images_file(file: Path, outputs: Outputs) -> dict[str, str]:
    """Return what a file of images says: service -> digest.

    Raises:
        OpsError: it cannot be read, or names another service or no digest.
    """
    fix = 'write {"<service>": "sha256:<64 hex digits>", ...}'
    values = read_json(file, file, allowed="a JSON object", fix=fix)
    if not isinstance(values, dict) or not values:
        raise refusal(str(file), found="no JSON object with a service in it", allowed="a JSON object", fix=fix)
    for service, digest in values.items():
        named(f"{file}: service", service, outputs.services)
        if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            raise refusal(f"{file}: {service}", found=repr(digest)[:120], allowed="sha256:<64 hex digits>", fix=fix)
    return values
