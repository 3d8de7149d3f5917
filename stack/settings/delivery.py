"""How commits of an application become what its stacks run: where they come from, what is built, what has to hold, and where to."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, date, each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.vocabulary import Environment, Name, PolicyName, Sentence

WAIT_MINUTES = 100
"""The longest that one `pulumi up` takes with the longest bake times that `services` allow: 60 minutes of them, 40 around them. No
wait of a deployment is longer, that for its migration included."""
LOCK_MINUTES = 60
"""How long another deployment's lock is waited for."""
MOST_MINUTES = 480
"""After which CodePipeline gives up on a build (CodePipeline guide, "quotas"), whatever the project's own limit is."""
# The installation, the lock, the job's own `up`, its run, the `up` of everything, the one that takes it back, the smoke test.
DEPLOY_MINUTES = 10 + LOCK_MINUTES + 4 * WAIT_MINUTES + 10
"""When a build that deploys is stopped: not before anything that it waits for has ended."""

STAGES = ("source", "build")
"""What comes before the stages of the stacks; CodePipeline takes no name twice."""
MOST_IMAGES = 49
MOST_STACKS = 5

Connection = Annotated[
    str,
    matches(
        r"arn:aws:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection/[0-9a-f-]{36}",
        "the ARN of a connection: aws codeconnections list-connections",
    ),
]
RepositoryPath = Annotated[str, matches(r"(?![.-])[\w.-]{1,100}/(?![.-])[\w.-]{1,100}", "ORG/REPO")]
Branch = Annotated[
    str,
    matches(
        r"(?![/.-])(?!.*(\.\.|//|/\.|[/.]$))[\w./-]{1,255}", "the name of a branch: letters, digits, . _ - and / between names"
    ),
]
# Not `-x`, which a command takes for an option.
RelativePath = Annotated[
    str, matches(r"(?![/-])(?!.*\.\.)[\w./-]{1,255}", "a path in the repository, such as docker/Dockerfile.api")
]
Pinned = Annotated[
    str,
    matches(r"[a-z0-9][a-z0-9._/:-]*(:[\w.-]+)?@sha256:[0-9a-f]{64}", "an image by its digest, NAME:TAG@sha256:<64 hex digits>"),
]
Finding = Annotated[str, matches(r"[A-Z][A-Z0-9_]+-[A-Za-z0-9_-]{4,60}", "the name of a finding, such as CVE-2026-12345")]
Severity = Literal["CRITICAL", "HIGH", "MEDIUM", "LOW"]


@block
class SourceSettings:
    """A branch of a repository that the connection reaches."""

    repository: RepositoryPath
    """Its owner and name."""
    branch: Branch = "main"
    """What is delivered."""


@block
class DeliveredImageSettings:
    """An image: how it is built, and which services run it. The key in `images` is the repository's name behind the slash."""

    dockerfile: RelativePath
    """In the application's repository."""
    context: RelativePath = "."
    """The folder that is sent to the build."""
    services: Annotated[tuple[Name, ...], min_length(1), max_length(20), each_once("a service runs one image")]
    """Whose parameters get its digest, `/<system>/<environment>/images/<service>`."""


@block
class DeliveredToSettings:
    """A stack that images are delivered to, as its deployer."""

    stack: Name
    """Its name for Pulumi, that of its file."""
    system: Name
    """Its `platform:system`."""
    environment: Environment
    """Its `platform:environment`."""
    deployer: PolicyName
    """The role `deployers` of the account stack's outputs has for it, without `arn:` and path. It has to trust this stack:
    `delivered_by` of its line in `account.deployments`."""
    login: Annotated[
        str, matches(r"s3://[a-z0-9][a-z0-9./-]+\?region=[a-z0-9-]+", "s3://<bucket>/<system>/<environment>?region=...")
    ]
    """Where its state is: `login` of the same output. The key of its secrets is in its stack file, where `stack init` put it."""
    approval: bool
    """Whether somebody says yes before its parameters are written. Nothing is billed while an approval waits."""


@block
class WaiverSettings:
    """A finding that does not keep an image from being deployed, until a day."""

    finding: Finding
    """The whole name, as ECR tells it."""
    images: Annotated[tuple[Name, ...], max_length(20), each_once("an image is named once")] = ()
    """In these images alone; absent: in each."""
    reason: Sentence
    """Why it does no harm here, and what is done about it."""
    expires: Annotated[str, date("a day as YYYY-MM-DD, in quotes")]
    """The last day it holds (UTC). From the next on, the finding stops the pipeline again."""


@block
class SupplyChainSettings:
    """What has to hold of an image before it is deployed; the operations command `verify` asks it, in every stage anew."""

    refuse_from: Severity = "HIGH"
    """The least severity of a finding that stops a deployment. What ECR could not scan stops it as well."""
    signing_profile: Annotated[str, matches(r"[A-Za-z0-9_]{2,20}", "2 to 20 letters, digits and underscores")] = "images"
    """The end of the name of AWS Signer's profile. A profile that was destroyed leaves its name taken for ever: write another then.
    A signature costs nothing."""
    waivers: Annotated[tuple[WaiverSettings, ...], max_length(50), each_once("a waiver is written once")] = ()
    """What is known and does no harm; each ends by itself."""


@block
class BuildSettings:
    """What builds run on."""

    compute_type: Literal["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"] = "BUILD_GENERAL1_SMALL"
    """Graviton: 2 vCPU and 4 GB for 0.0034 USD a minute, 4 and 8 for 0.0068, 8 and 16 for 0.0135; 100 minutes of the smallest are
    free each month. Each minute of an action is another 0.002, of which 100 a month are free."""
    image: Annotated[str, matches(r"aws/codebuild/[\w.-]*aarch64[\w.-]*:[\w.-]+", "an image of CodeBuild's own for aarch64")] = (
        "aws/codebuild/amazonlinux-aarch64-standard:3.0"
    )
    """Check: `aws codebuild list-curated-environment-images`."""
    builder: Pinned
    """BuildKit, which builds the images. Every build pulls it from Docker Hub, without an account: a copy in a public registry of
    your own is not refused for too many pulls. Check: `docker buildx imagetools inspect moby/buildkit:v0.29.0`."""
    sbom_generator: Pinned
    """What lists each image's contents (SPDX), in the image's index. Check as above, with `docker/buildkit-syft-scanner:1.12.0`."""
    test_minutes: Annotated[int, between(5, MOST_MINUTES, "minutes")] = 30
    """After which tests are stopped and count as failed."""
    image_minutes: Annotated[int, between(5, MOST_MINUTES, "minutes")] = 60
    """The same of building one image."""


@block
class PulumiSettings:
    """The Pulumi CLI that deploys, checked before it is run."""

    version: Annotated[str, matches(r"\d+\.\d+\.\d+", "three numbers such as 3.272.0")]
    """That of `pulumi` in requirements.txt."""
    sha256: Annotated[str, matches(r"[0-9a-f]{64}", "64 hex digits")]
    """Of `pulumi-v<version>-linux-arm64.tar.gz`, from the release's checksums file."""


@block
class DeliverySettings:
    """One pipeline, from a branch of the application's repository to the stacks that run it."""

    connection: Connection
    """Made and authorized once by hand: AWS leaves a new one pending until somebody has signed in at the other side."""
    application: SourceSettings
    """A push to this branch starts the pipeline."""
    platform: SourceSettings
    """This program's own repository. What its branch has when the pipeline starts is what deploys; a push to it starts nothing."""
    test_command: Sentence = "make test"
    """In the application's repository; ends with 0 where its images may be built."""
    images: Mapping[Name, DeliveredImageSettings]
    """A block for each Dockerfile; each is built once, at the same time as the others."""
    stacks: Annotated[tuple[DeliveredToSettings, ...], min_length(1), max_length(MOST_STACKS), each_once("a stack is one stack")]
    """In this order: the next begins when the one before has passed its smoke test. All in the region of this stack."""
    supply_chain: SupplyChainSettings = field(default_factory=SupplyChainSettings)
    build: BuildSettings
    pulumi: PulumiSettings
    artifact_days: Annotated[int, between(1, 365, "days")] = 30
    """How long sources that were delivered are kept; a pipeline cannot be tried again with what is gone."""

    def problems(self) -> Iterator[Problem]:
        """Check that images and services are there once, and that each stack's deployer and state are its own."""
        if not self.images:
            yield Problem(path="images", found="none", allowed="at least one image", fix="add a block for each Dockerfile")
        if len(self.images) > MOST_IMAGES:
            yield Problem(
                path="images",
                found=f"{len(self.images)} images",
                allowed=f"at most {MOST_IMAGES}: CodePipeline takes 50 actions in a stage, and the tests are one",
                fix="deliver some of them with a pipeline of their own",
            )
        yield from self._service_problems()
        for index, target in enumerate(self.stacks):
            yield from self._target_problems(index, target)
        for index, waiver in enumerate(self.supply_chain.waivers):
            if unknown := [image for image in waiver.images if image not in self.images]:
                yield Problem(
                    path=f"supply_chain.waivers[{index}].images",
                    found=", ".join(unknown),
                    allowed="images that are built here: " + ", ".join(self.images),
                    fix="correct the name, or remove images to waive it in each",
                )

    def _service_problems(self) -> Iterator[Problem]:
        taken: dict[str, str] = {}
        for name, image in self.images.items():
            for service in image.services:
                if service in taken:
                    yield Problem(
                        path=f"images.{name}.services",
                        found=f"{service}, which runs {taken[service]}",
                        allowed="services that run no other image",
                        fix="remove it from one of the two",
                    )
                taken[service] = name

    def _target_problems(self, index: int, target: DeliveredToSettings) -> Iterator[Problem]:
        folder = f"/{target.system}/{target.environment}?"
        if folder not in target.login:
            yield Problem(
                path=f"stacks[{index}].login",
                found=target.login,
                allowed=f"a place that ends in {folder[:-1]}, the only one its deployer reads",
                fix="write what `pulumi stack output deployers -s account` says of it",
            )
        if target.stack in STAGES:
            yield Problem(
                path=f"stacks[{index}].stack",
                found=target.stack,
                allowed=f"a name that no stage of the pipeline's own has: {' and '.join(STAGES)}",
                fix="name the stack otherwise, and its file",
            )
        for other in self.stacks[:index]:
            for key in ("stack", "deployer", "login"):
                if getattr(other, key) == getattr(target, key):
                    yield Problem(
                        path=f"stacks[{index}].{key}",
                        found=f"{getattr(target, key)}, as in stacks[{self.stacks.index(other)}]",
                        allowed="each stack's own",
                        fix="write its own, or remove one of the two",
                    )

    @property
    def digests(self) -> Mapping[str, str]:
        """Service -> name of the image it runs."""
        return {service: name for name, image in self.images.items() for service in image.services}
