"""What takes a commit through its stages: CodePipeline V2, with a role that starts builds and does nothing that they do."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.grant import READ_AND_WRITE, through
from components.base.iam import Role, Statement, only_for, trust
from components.base.signal import Metrics, Signal
from components.data.bucket import Bucket
from components.delivery.build import Build
from components.delivery.grants import (
    ACT_AS_DEPLOYER,
    ASK_FOR_APPROVAL,
    LOG_IN_TO_REGISTRY,
    LOOK_AT_BUCKET,
    LOOK_AT_IMAGES,
    PUSH_IMAGES,
    READ_ARTIFACTS,
    SIGN_IMAGES,
    START_BUILDS,
    USE_CONNECTION,
    WRITE_ARTIFACTS,
)
from components.delivery.names import connection_arns
from components.delivery.stages import Builds, stages
from components.watch.alert_topic import AlertTopic
from stack.settings import DeliverySettings
from stack.site import Site, bucket_arn

# A commit that waits for a stage gives way to a newer one: each deployment can take hours, and nobody wants one that the next
# undoes. One that is in a stage stays there to its end; older ones never come after newer ones.
_MODE = "SUPERSEDED"


class Pipeline(pulumi.ComponentResource):
    """The pipeline `<code>-<environment>-<name>`.

    Args:
        name: logical and physical name part; for ever.
        site: names.
        settings: what is built, and where to.
        builds: what its actions run.
        artifacts: where sources are kept between actions.
        topic: who hears of approvals that wait.
    """

    GRANTS = (
        *Build.GRANTS,
        WRITE_ARTIFACTS,
        LOOK_AT_BUCKET,
        READ_AND_WRITE,
        USE_CONNECTION,
        START_BUILDS,
        ASK_FOR_APPROVAL,
        LOG_IN_TO_REGISTRY,
        PUSH_IMAGES,
        LOOK_AT_IMAGES,
        SIGN_IMAGES,
        ACT_AS_DEPLOYER,
    )
    """What its role and those of its builds can be given."""

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: DeliverySettings,
        builds: Builds,
        artifacts: Bucket,
        topic: AlertTopic,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:pipeline:Pipeline", name, None, opts)
        self.name = site.name("pipeline", name)
        self._tier = name
        arn = site.arn("codepipeline", self.name)
        role = Role(
            name,
            physical_name=site.name("role", name),
            description=f"Starts what the stages of {self.name} run",
            trust_policy=trust("codepipeline.amazonaws.com", only_for(site, arn)),
            statements=_statements(site, settings, builds, artifacts, topic),
            opts=pulumi.ResourceOptions(parent=self),
        )
        if artifacts.key_arn is None:
            raise ValueError("what a pipeline keeps needs a key of its own")
        aws.codepipeline.Pipeline(
            f"{name}-pipeline",
            name=self.name,
            pipeline_type="V2",
            execution_mode=_MODE,
            role_arn=role.arn,
            artifact_stores=[{"location": artifacts.id, "type": "S3", "encryption_key": {"id": artifacts.key_arn, "type": "KMS"}}],
            stages=stages(settings, builds, topic=topic.arn),
            # Before its policies CodePipeline refuses the role, and its first run starts with itself.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*role.policies, *artifacts.depends_on, *topic.depends_on]),
        )
        self.register_outputs({"name": self.name})

    @property
    def signals(self) -> list[Signal]:
        """Runs that failed, in whichever stage; one that is superseded or waits for approval did not."""
        dimensions = {"PipelineName": self.name}
        runs = Metrics(tier=self._tier, namespace="AWS/CodePipeline", dimensions=dimensions, runbook="delivery-failed")
        return [
            runs.above(
                "FailedPipelineExecutions",
                0,
                "failed",
                "runs",
                f"A run of {self.name} has failed: `aws codepipeline get-pipeline-state --name {self.name}` says in which stage, "
                "the log of its build why. A deployment that failed has taken itself back, unless its log says otherwise.",
                statistic="Sum",
                evaluation_periods=1,
            ),
            runs.chart("PipelineDuration", "duration", "duration", statistic="Maximum"),
        ]


def _statements(
    site: Site, settings: DeliverySettings, builds: Builds, artifacts: Bucket, topic: AlertTopic
) -> Sequence[Statement]:
    objects, via = bucket_arn(artifacts.name, "*"), through(site.service_endpoint("s3"))
    statements = [
        USE_CONNECTION.on("FetchSources", *connection_arns(settings.connection)),
        READ_ARTIFACTS.on("ReadSources", objects),
        WRITE_ARTIFACTS.on("KeepSources", objects),
        LOOK_AT_BUCKET.on("LookAtBucket", artifacts.arn),
        START_BUILDS.on("StartBuilds", *(build.arn for build in builds.all)),
        *([] if artifacts.key_arn is None else [READ_AND_WRITE.on("EncryptSources", artifacts.key_arn, conditions=via)]),
    ]
    if any(target.approval for target in settings.stacks):
        of_topic = through(site.service_endpoint("sns"))
        statements += [
            ASK_FOR_APPROVAL.on("AskForApproval", site.arn("sns", topic.name)),
            READ_AND_WRITE.on("EncryptQuestions", topic.key_arn, conditions=of_topic),
        ]
    return statements
