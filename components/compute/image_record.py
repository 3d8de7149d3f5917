"""Where it is recorded which image a service is to run, in a parameter that pipelines write, and which one it has run."""

import re
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from stack.site import Site

NO_IMAGE = "none"
"""The value of a parameter that no pipeline has written yet."""
_DIGEST = re.compile(r"(\S+@)?sha256:[0-9a-f]{64}")


def declare_record(service: str, site: Site, *, digest: str | None, parent: pulumi.Resource) -> None:
    """Declare the parameter `/<system>/<environment>/images/<service>`, and its copy in the recovery region.

    Args:
        service: the service's logical name.
        site: where the service runs.
        digest: what it runs now, for the copy; None for nothing.
        parent: the service.
    """
    aws.ssm.Parameter(
        f"{service}-image",
        name=site.path(f"images/{service}"),
        description=f"Digest of the image {service} runs; written by its pipeline, read by the next `pulumi up`",
        type="String",
        insecure_value=NO_IMAGE,
        # The description too: to change it the provider writes the whole parameter, with the value it remembers.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["insecureValue", "description"]),
    )
    if site.recovery_region is not None:
        # A copy for the day the region is gone: the recovery stack reads which image ran.
        aws.ssm.Parameter(
            f"{service}-image-copy",
            region=site.recovery_region,
            name=site.path(f"images/{service}"),
            description=f"Digest of the image {service} ran at the last `pulumi up`",
            type="String",
            insecure_value=digest or NO_IMAGE,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def declare_deployed(service: str, site: Site, *, digest: str | None, after: pulumi.Resource, parent: pulumi.Resource) -> None:
    """Declare the parameter `/<system>/<environment>/deployed/<service>`: what the service has run, for the next `pulumi up`.

    Args:
        service: the service's logical name.
        site: where the service runs.
        digest: the image it last ran; None where it never ran a task.
        after: the ECS service: what failed is not written down.
        parent: the service's component.
    """
    aws.ssm.Parameter(
        f"{service}-deployed",
        name=site.path(f"deployed/{service}"),
        description=f"Digest of the image {service} ran last; written by `pulumi up` alone",
        type="String",
        insecure_value=digest or NO_IMAGE,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[after]),
    )


def deployed_images(site: Site) -> Mapping[str, str]:
    """Return the image each service had run by the end of the last `pulumi up`, for those that ran one; asks AWS."""
    return _read(site.path("deployed"))


def recorded_images(site: Site) -> Mapping[str, str]:
    """Return the digests pipelines have recorded, by service; asks AWS.

    Raises:
        pulumi.RunError: when a parameter holds something that is no digest.
    """
    path = site.path("images")
    images = _read(path)
    for service, value in images.items():
        if not _DIGEST.fullmatch(value):
            name = f"{path}/{service}"
            raise pulumi.RunError(
                f"parameter {name} holds {value!r}, which is no image digest. Allowed: sha256:<64 hex digits>, or "
                f"<repository>@sha256:<64 hex digits>. Fix: aws ssm put-parameter --overwrite --name {name} --value sha256:..."
            )
    return images


def _read(path: str) -> dict[str, str]:
    """Return what the parameters directly below a path hold, by the end of their name, but for those that hold nothing."""
    answer = aws.ssm.get_parameters_by_path(path=path, with_decryption=False)
    held = zip(answer.names, answer.values, strict=True)
    return {name.removeprefix(f"{path}/"): value for name, value in held if value != NO_IMAGE}
