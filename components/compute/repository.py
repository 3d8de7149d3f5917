"""An image repository and the reference of the image a workload runs."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.grant import WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import Statement, actions
from stack.settings import ImageSettings
from stack.site import Site

RELEASED = "released-"
"""How the tag of an image that is deployed begins; who tags it, and how: docs/runbooks/deploy.md."""
PULL = (
    Grant(reach=WITHOUT_RESOURCE, actions=("ecr:GetAuthorizationToken",)),
    Grant(
        reach=Reach(sid="Images", resources=arns("ecr", "repository/{readable}/*")),
        actions=actions("ecr", "BatchCheckLayerAvailability BatchGetImage GetDownloadUrlForLayer"),
    ),
)
"""Logging in to the registry, and pulling images from repositories."""


class Repository(pulumi.ComponentResource):
    """A private ECR repository `<code>-<environment>/<name>`: immutable tags, scanned on push, encrypted, old images removed.

    Args:
        name: logical and physical name part; for ever.
        site: names, and whether images must outlive a mistake.
        settings: how many images are kept, released ones and others.
        key_arn: the key images are encrypted with.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: ImageSettings,
        key_arn: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:repository:Repository", name, None, opts)
        self.name = f"{site.code}-{site.environment}/{name}"
        self.arn = site.arn("ecr", f"repository/{self.name}")
        self.url = f"{site.registry}/{self.name}"
        repository = aws.ecr.Repository(
            f"{name}-repository",
            name=self.name,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": key_arn}],
            force_delete=not site.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        aws.ecr.LifecyclePolicy(
            f"{name}-lifecycle",
            repository=repository.name,
            policy=lifecycle(settings),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"url": repository.repository_url})


def lifecycle(settings: ImageSettings) -> str:
    """Return the lifecycle policy of a repository: what was released is kept longer than what was only pushed.

    ECR knows nothing of running tasks. An image with a tag that the first rule selects cannot be expired by the second (Amazon
    ECR guide, "how lifecycle policies work"), so what runs survives any number of pushes.
    """
    released = {"tagStatus": "tagged", "tagPatternList": [f"{RELEASED}*"]}
    rules = [
        _keep(1, settings.keep_released, "released images", released),
        _keep(2, settings.keep, "images", {"tagStatus": "any"}),
    ]
    return json.dumps({"rules": rules})


def _keep(priority: int, count: int, what: str, selection: Mapping[str, object]) -> dict[str, object]:
    return {
        "rulePriority": priority,
        "description": f"Keep the last {count} {what}",
        "selection": {**selection, "countType": "imageCountMoreThan", "countNumber": count},
        "action": {"type": "expire"},
    }


@dataclass(frozen=True, kw_only=True)
class Image:
    """The image a workload runs: always by digest, so that what was tested is what runs."""

    repository: Repository
    digest: str | None
    """`sha256:...` in the repository, `<other repository>@sha256:...`, or None while no pipeline has recorded one."""

    @property
    def repository_arn(self) -> str:
        """The repository the reference points to, when it is one of the account's own; otherwise the image's usual one."""
        own = re.fullmatch(
            r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^@]+)@.*", self.reference
        )
        return f"arn:aws:ecr:{own['region']}:{own['account']}:repository/{own['name']}" if own else self.repository.arn

    @property
    def recorded(self) -> bool:
        """Whether there is anything to run."""
        return self.digest is not None

    @property
    def reference(self) -> str:
        """The reference for a container definition. Without a digest it names a tag that is never pulled: nothing is started."""
        if self.digest is None:
            return f"{self.repository.url}:no-image-recorded"
        return self.digest if "@" in self.digest else f"{self.repository.url}@{self.digest}"


def pull_statements(images: Sequence[Image]) -> list[Statement]:
    """Return what an execution role needs to pull these images, and no others."""
    log_in, pull = PULL
    return [log_in.on("LogInToRegistry"), pull.on("PullImage", *(image.repository_arn for image in images))]
