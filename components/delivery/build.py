"""One kind of build: a project, the role it runs with, and the log group it writes to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.base.grant import DECRYPT, WRITE_LOGS, through
from components.base.iam import Role, Statement, only_for, trust
from components.base.logs import Logging
from components.data.bucket import Bucket
from components.delivery.grants import READ_ARTIFACTS
from stack.settings import BuildSettings
from stack.site import Site, bucket_arn

_SPECIFICATIONS = Path(__file__).parent / "buildspecs"


class Build(pulumi.ComponentResource):
    """A CodeBuild project `<code>-<environment>-<name>` on Graviton, started by a pipeline alone.

    What it runs is in this folder and comes with an `up` of this stack, so that no commit of an application changes what has the
    role, and a preview shows and judges it.

    Args:
        name: logical and physical name part; for ever.
        site: names.
        settings: what it runs on.
        specification: the name of its file in `buildspecs/`.
        description: what it is for.
        minutes: after which it is stopped.
        logging: where its log group gets its key and retention from.
        sources: where the pipeline keeps what it builds from.
        statements: what its commands call, besides reading their source and writing their log.
        variables: plain values; what differs from run to run comes from the pipeline.
        privileged_because: why it may start containers of its own, as a build of an image must; nothing else may.
        physical_role: the role's name, where another stack knows it.
    """

    GRANTS = (WRITE_LOGS, READ_ARTIFACTS, DECRYPT)
    """What each has."""

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: BuildSettings,
        specification: str,
        description: str,
        minutes: int,
        logging: Logging,
        sources: Bucket,
        statements: Sequence[Statement] = (),
        variables: Mapping[str, pulumi.Input[str]],
        privileged_because: str = "",
        physical_role: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:build:Build", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.project = site.name("build", name)
        self.arn = site.arn("codebuild", f"project/{self.project}")
        group_name = site.path(f"builds/{name}")
        group = logging.group(f"{name}-log", group_name, self)
        role = Role(
            name,
            physical_name=physical_role or site.name("role", name),
            description=description,
            trust_policy=trust("codebuild.amazonaws.com", only_for(site, self.arn)),
            statements=[
                WRITE_LOGS.on("WriteLog", site.arn("logs", f"log-group:{group_name}:log-stream:*")),
                READ_ARTIFACTS.on("ReadSource", bucket_arn(sources.name, "*")),
                *_decrypt(site, sources),
                *statements,
            ],
            opts=child,
        )
        project = aws.codebuild.Project(
            f"{name}-project",
            name=self.project,
            description=description,
            service_role=role.arn,
            build_timeout=minutes,
            queued_timeout=60,
            source={"type": "CODEPIPELINE", "buildspec": (_SPECIFICATIONS / specification).read_text(encoding="utf-8")},
            artifacts={"type": "CODEPIPELINE"},
            encryption_key=sources.key_arn,
            environment={
                "type": "ARM_CONTAINER",
                "compute_type": settings.compute_type,
                "image": settings.image,
                "image_pull_credentials_type": "CODEBUILD",
                "privileged_mode": bool(privileged_because),
                "environment_variables": [{"name": key, "value": value} for key, value in variables.items()],
            },
            logs_config={"cloudwatch_logs": {"status": "ENABLED", "group_name": group.name}},
            tags={"PrivilegedBecause": privileged_because} if privileged_because else None,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*role.policies, group, *sources.depends_on]),
        )
        self.name = project.name
        """Of the project, once it exists."""
        self.role_arn = role.arn
        self.register_outputs({"name": self.name})


def _decrypt(site: Site, sources: Bucket) -> list[Statement]:
    if sources.key_arn is None:
        raise ValueError("what a pipeline keeps needs a key of its own")
    return [DECRYPT.on("DecryptSource", sources.key_arn, conditions=through(site.service_endpoint("s3")))]
