"""Whether a stack may be given an image: what is recorded counts, and its tasks have the processor."""

from typing import Final

from ops.aws.client import Aws
from ops.ending import refusal
from ops.readers.images import Image, read_architectures
from ops.run import Run
from ops.words import short

_PROCESSORS: Final = {"ARM64": "arm64", "X86_64": "amd64"}


def check_not_pinned(run: Run, service: str) -> None:
    """Check that what is recorded for a service counts.

    Raises:
        OpsError: its image is pinned in the stack file.
    """
    pinned = run.file.system_settings.images.get(service)
    if pinned is not None:
        raise refusal(
            f"Pulumi.{run.stack}.yaml: platform:images.{service}",
            found=f"{short(pinned)}: what is recorded does not count while it is there",
            allowed="nothing, for a service that is deployed",
            fix="remove it, or write the new digest there and run pulumi up",
        )


def check_processor(run: Run, image: Image, where: Aws) -> None:
    """Check that a stack's tasks can run an image.

    Args:
        run: about the stack.
        image: in its repository, or in another stack's.
        where: the account and region of that repository.

    Raises:
        OpsError: it is for another processor.
    """
    settings = run.file.system_settings.services.get(image.service)
    if settings is None:
        return
    wanted, there = _PROCESSORS[settings.architecture], read_architectures(where, image)
    if wanted not in there:
        raise refusal(
            f"IMAGE of {image.service}",
            found=f"{short(image.digest)} for {', '.join(sorted(there))}",
            allowed=f"an image for {wanted}, as `architecture` of the stack file says",
            fix=f"build it with --platform linux/{wanted}; another ends with `exec format error`",
        )
