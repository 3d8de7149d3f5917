"""What one AWS account has once, whatever runs in it: who may deploy, what is recorded, how images are checked and copied."""

from collections.abc import Iterator
from dataclasses import field, replace
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.baseline import BaselineSettings
from stack.settings.delivery import MOST_STACKS
from stack.settings.deployments import DeployedStackSettings
from stack.settings.operations import ImageSettings
from stack.settings.people import BreakGlassSettings, OperatorSettings
from stack.settings.vocabulary import Region

# Heads the names of the account's own resources, which no system may share.
ACCOUNT_CODE = "acct"
# The GitHub environment whose workflows read every stack each night; it has no reviewers, so nothing is deployed from it.
DRIFT_ENVIRONMENT = "drift"
# Each has about 17 of the 1,500 customer managed policies that an account can have (IAM guide, "quotas").
MOST_DEPLOYMENTS = 50

Repository = Annotated[
    str,
    matches(r"[\w.-]+/[\w.-]+|[\w.-]+@\d+/[\w.-]+@\d+", "ORG/REPO, or ORG@ID/REPO@ID where GitHub's tokens carry the numeric ids"),
]
ZoneId = Annotated[str, matches(r"Z[A-Z0-9]{1,31}", "the id of a Route 53 zone, such as Z0123456789ABCDEFGHIJ")]
Prefix = Annotated[
    str,
    matches(r"(?=.{2,254}$)([a-z0-9]+([._-][a-z0-9]+)*/)+", "the beginning of repository names up to a /, such as pde-production/"),
]


@block
class GitHubSettings:
    """Whose GitHub Actions workflows may deploy."""

    repository: Repository
    """Repositories created, renamed or transferred since July 2026 have numbers in their tokens' subject: `ORG@ID/REPO@ID`."""

    def subject(self, environment: str) -> str:
        """Return the whole subject of the tokens that workflows in one of the repository's environments get."""
        return f"repo:{self.repository}:environment:{environment}"


@block
class StateSettings:
    """A place where Pulumi keeps state; bucket and key exist before the first stack. See docs/bootstrap.md."""

    region: Region
    """Where it is; stacks of a region keep their state there."""
    bucket: Annotated[str, matches(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket")]
    """Holds the state of each stack below `<system>/<environment>/`, and the account's own below `account/`."""
    key_alias: Annotated[str, matches(r"alias/(?!aws/)[\w/-]+", "the alias of a key of your own, such as alias/platform-state")]
    """Of the key that S3 encrypts the bucket's objects with. The secrets in them have a key for each stack, made by this one."""

    def login(self, path: str) -> str:
        """Return what `pulumi login` takes for the state of a stack: `path` is its `<system>/<environment>`."""
        return f"s3://{self.bucket}/{path}?region={self.region}"


@block
class TrailSettings:
    """The record of every call to AWS. The first copy of management events is free; storage costs cents."""

    retention_days: Annotated[int, between(90, 3653, "days")] = 365
    """Of the log files in S3; the log group of the same events has `logs.retention_days`."""


@block
class ReplicationSettings:
    """Images pushed in one region are copied to another; stored twice, and transferred at 0.01 to 0.02 USD a GB."""

    source: Region
    """Where images are pushed."""
    destination: Region
    """Where the copies are; ECR makes their repositories on the first push."""
    prefixes: Annotated[tuple[Prefix, ...], min_length(1), max_length(100), each_once("ECR refuses a repeated filter")]
    """Beginnings of the repositories that are copied, `<code>-<environment>/`."""

    def problems(self) -> Iterator[Problem]:
        """Check that the copy goes somewhere else."""
        if self.destination == self.source:
            yield Problem(
                path="destination",
                found=f"{self.destination}, which is the source",
                allowed="another region: ECR refuses to copy a registry onto itself",
                fix="name the recovery region",
            )


@block
class AccountSettings:
    """The account. One stack for each account: IAM and the trail have no region, the registries of all regions are listed."""

    github: GitHubSettings
    state: Annotated[tuple[StateSettings, ...], min_length(1), max_length(5), each_once("a place is one place")]
    """One for each region that stacks are in: without its state a stack cannot be applied, so it is not kept in another region."""
    deployments: Annotated[tuple[DeployedStackSettings, ...], min_length(1), max_length(MOST_DEPLOYMENTS)]
    """One line for each stack of this account. A line costs about 1 USD a month: the key of the secrets in the stack's state."""
    hosted_zones: Annotated[tuple[ZoneId, ...], max_length(5), each_once("a zone is one zone")] = ()
    """Public zones that hold the deployments' domains; `aws route53 list-hosted-zones` shows their ids."""
    operators: OperatorSettings | None = None
    """The people who run `bin/platform-ops` and `pulumi up` from a terminal. Absent: GitHub alone deploys, and nobody else may."""
    break_glass: BreakGlassSettings | None = None
    """The people who may be an administrator for an hour. Absent: there is no such role; an administrator comes from elsewhere."""
    trail: TrailSettings = field(default_factory=TrailSettings)
    baseline: BaselineSettings = field(default_factory=BaselineSettings)
    scanning: Literal["BASIC", "ENHANCED"] = "BASIC"
    """How images are checked for known vulnerabilities. BASIC, on push, is free; ENHANCED (Amazon Inspector) also looks into
    language packages and again whenever a vulnerability becomes known, for 0.09 USD an image and 0.01 for each further look."""
    image_replication: Annotated[tuple[ReplicationSettings, ...], max_length(10), each_once("ECR refuses a repeated rule")] = ()
    """Absent copies nothing."""
    image_copies: ImageSettings = field(default_factory=ImageSettings)
    """How many images each repository of copies keeps; not fewer than `registry` of the stacks whose images are copied."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Every region that a deployment is in; each has a registry, which is configured once, and a log group for databases."""
        return tuple(dict.fromkeys(region for deployment in self.deployments for region in deployment.regions))

    def place_of(self, deployment: DeployedStackSettings) -> StateSettings:
        """Return where a deployment keeps its state.

        Raises:
            KeyError: when there is no place in its region, which `problems` tells.
        """
        return {place.region: place for place in self.state}[deployment.regions[0]]

    def problems(self) -> Iterator[Problem]:
        """Check that no two deployments reach each other's names, and that each has a place for its state."""
        regions = [place.region for place in self.state]
        for index, place in enumerate(self.state):
            if place.region in regions[:index]:
                yield Problem(
                    path=f"state[{index}].region",
                    found=f"{place.region}, which has a place already",
                    allowed="one place for each region",
                    fix="remove one of the two",
                )
        for index, deployment in enumerate(self.deployments):
            for problem in self._problems_of(deployment, self.deployments[:index]):
                yield replace(problem, path=f"deployments[{index}].{problem.path}")
            if deployment.operators is not None and self.operators is None:
                yield Problem(
                    path=f"deployments[{index}].operators",
                    found="operators of one stack, and no account.operators",
                    allowed="account.operators as well: it says how long a session lasts and how old a code may be",
                    fix="add account.operators, or remove it from the line",
                )
        for index, rule in enumerate(self.image_replication):
            for end in ("source", "destination"):
                if getattr(rule, end) not in self.regions:
                    yield Problem(
                        path=f"image_replication[{index}].{end}",
                        found=getattr(rule, end),
                        allowed="a region of a deployment, whose registry is scanned: " + ", ".join(self.regions),
                        fix="add it to the deployment that keeps copies there, or name one of them",
                    )

    def _problems_of(self, deployment: DeployedStackSettings, others: tuple[DeployedStackSettings, ...]) -> Iterator[Problem]:
        if deployment.regions[0] not in [place.region for place in self.state]:
            yield Problem(
                path="regions[0]",
                found=f"{deployment.regions[0]}, where no state is kept",
                allowed=", ".join(place.region for place in self.state),
                fix="add a place there to state (docs/bootstrap.md, step 1)",
            )
        if deployment.workflow_environment == DRIFT_ENVIRONMENT:
            yield Problem(
                path="github_environment",
                found=deployment.workflow_environment,
                allowed=f"another than {DRIFT_ENVIRONMENT}, which has no reviewers: each night workflows look for drift from there",
                fix="name an environment of the stack's own",
            )
        if deployment.recovers is not None and not any(
            other.system == deployment.system and other.environment == deployment.recovers != deployment.environment
            for other in self.deployments
        ):
            yield Problem(
                path="recovers",
                found=deployment.recovers,
                allowed=f"another environment of {deployment.system} among the deployments",
                fix="name the one whose backups it is restored from, or remove it",
            )
        yield from self._delivery_problems(deployment)
        for other in others:
            yield from deployment.problems_beside(other)

    def _delivery_problems(self, deployment: DeployedStackSettings) -> Iterator[Problem]:
        pipeline = deployment.delivered_by
        if pipeline is None:
            return
        found = [one for one in self.deployments if (one.system, one.environment) == (pipeline.system, pipeline.environment)]
        if not found or found[0] is deployment or found[0].delivered_by is not None:
            yield Problem(
                path="delivered_by",
                found=f"{pipeline.system}/{pipeline.environment}",
                allowed="another of the deployments, which no pipeline delivers itself: none may change what deploys it",
                fix="name the stack with the pipeline, and give it a line of its own",
            )
        elif self.delivered_from(found[0]).index(deployment) >= MOST_STACKS:
            yield Problem(
                path="delivered_by",
                found=f"{found[0].label}, which delivers {MOST_STACKS} stacks already",
                allowed=f"a pipeline with at most {MOST_STACKS}: the boundary of its roles holds no more names",
                fix="deliver it with another pipeline",
            )
        elif found[0].regions[0] != deployment.regions[0]:
            yield Problem(
                path="delivered_by",
                found=f"{found[0].label} in {found[0].regions[0]}",
                allowed=f"a pipeline in {deployment.regions[0]}: its builds push to repositories of their own region",
                fix=f"deliver it with a pipeline in {deployment.regions[0]}",
            )
        strangers = sorted(self._operators_of(found[0]) - self._operators_of(deployment)) if found else []
        if strangers:
            yield Problem(
                path="delivered_by",
                found=f"{found[0].label}, which {', '.join(strangers)} may operate, and this stack not",
                allowed="a pipeline that nobody else operates: its operators become its deployer, and so this stack's",
                fix=f"name them here too, or in `operators` of {found[0].label} only people who operate every stack it delivers to",
            )

    def _operators_of(self, deployment: DeployedStackSettings) -> frozenset[str]:
        """Return who may operate a deployment: users and permission sets; nobody where the account has no operators."""
        people = None if self.operators is None else deployment.operators or self.operators
        return frozenset() if people is None else people.names

    def delivered_from(self, pipeline: DeployedStackSettings) -> tuple[DeployedStackSettings, ...]:
        """Return the deployments whose images one of them brings."""
        at = (pipeline.system, pipeline.environment)
        return tuple(
            one
            for one in self.deployments
            if one.delivered_by is not None and (one.delivered_by.system, one.delivered_by.environment) == at
        )
