"""What one AWS account has once, whatever runs in it: who may deploy, what is recorded, how images are checked and copied."""

from collections.abc import Iterator
from dataclasses import field, replace
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.adoption import AdoptedName
from stack.settings.baseline import BaselineSettings
from stack.settings.delivery import MOST_STACKS, Connection
from stack.settings.operations import ImageSettings, VaultArn
from stack.settings.people import BreakGlassSettings, OperatorSettings, PeopleSettings
from stack.settings.vocabulary import DomainName, Environment, Name, Region

# Heads the names of the account's own resources, which no system may share.
ACCOUNT_CODE = "acct"
# The GitHub environment whose workflows read every stack each night; it has no reviewers, so nothing is deployed from it.
DRIFT_ENVIRONMENT = "drift"
# Each has ten customer managed policies at most, of which an account can have 1,500 (IAM guide, "quotas").
MOST_DEPLOYMENTS = 50

Repository = Annotated[
    str,
    matches(r"[\w.-]+/[\w.-]+|[\w.-]+@\d+/[\w.-]+@\d+", "ORG/REPO, or ORG@ID/REPO@ID where GitHub's tokens carry the numeric ids"),
]
GitHubEnvironment = Annotated[str, matches(r"[\w.-]{1,255}", "the name of a GitHub environment: letters, digits, . _ and -")]
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


Subject = Annotated[
    str,
    matches(
        r"repo:([\w.-]+/[\w.-]+|[\w.-]+@\d+/[\w.-]+@\d+):(environment:[!-)+-9;->@-~]+|ref:refs/(heads|tags)/[!-)+-9;->@-~]+)",
        "the whole subject of a GitHub token, such as repo:ORG@1/APP@2:ref:refs/heads/main or repo:ORG/APP:environment:production",
    ),
]


@block
class ApplicationSettings:
    """The repository of the application, whose workflows push images, start jobs and watch rollouts, and deploy nothing."""

    subject: Subject
    """Whose tokens: one branch, tag or GitHub environment of the repository. A pull request's is never accepted."""
    records_images: bool = False
    """Whether they also say which image runs. Only for stacks that are not protected: elsewhere somebody does, after approval."""


@block
class DeliveredBySettings:
    """A stack with a pipeline, whose role for a deployment may act as the deployer of this one."""

    system: Name
    """Its `platform:system`."""
    environment: Environment
    """Its `platform:environment`."""


@block
class DeployedStackSettings:
    """A stack that GitHub deploys: its deployer, the boundary of its roles, and the key of its state."""

    system: Name
    """Its `platform:system`."""
    environment: Environment
    """Its `platform:environment`."""
    regions: Annotated[tuple[Region, ...], min_length(1), max_length(2), each_once("a region is one region")]
    """Its `aws:region`, where its state is too, and its `recovery.region`. The deployer can make nothing elsewhere."""
    domains: Annotated[tuple[DomainName, ...], max_length(3), each_once("a domain is one domain")] = ()
    """Its `load_balancer.domain`, where a hosted zone has it; the deployer changes no other records."""
    github_environment: GitHubEnvironment | None = None
    """Workflows in this environment of the repository act as its deployer, and no others; its reviewers and branches are decided
    in GitHub. Absent: the one with the name of `environment`."""
    application: ApplicationSettings | None = None
    """Absent: images are pushed by hand, or by a pipeline of the stack."""
    operators: PeopleSettings | None = None
    """Who may operate this stack, in place of those of `account.operators`."""
    failover: bool = False
    """Whether it may make and change Route 53's health checks, for `load_balancer.failover`: every one of the account, for AWS
    tells a stack's by no name and no tag. Their alarm is in us-east-1, which `regions` must have then."""
    adopts: Annotated[tuple[AdoptedName, ...], max_length(6), each_once("a name is one name")] = ()
    """What the `adopt` blocks of its file name, identifiers and subnet groups: its deployer and the role that backs up reach these
    beside what bears the stack's own name."""
    backup_copies: VaultArn | None = None
    """Its `backup.copy_to.vault_arn`: the one vault of another account that its roles may copy recovery points into."""
    recovers: Environment | None = None
    """The environment whose copies it is built from: it may restore its backups, with their keys, and run its images."""

    delivered_by: DeliveredBySettings | None = None
    """The pipeline that brings its images and applies it. Absent: only workflows do, and nobody's images are within its reach."""

    connections: Annotated[tuple[Connection, ...], max_length(3), each_once("a connection is one connection")] = ()
    """What the sources of its pipelines come over, where it has any; it can hand on and use no others."""

    @property
    def workflow_environment(self) -> str:
        """The GitHub environment whose workflows deploy it."""
        return self.github_environment or self.environment

    @property
    def label(self) -> str:
        """What tells it from the other lines."""
        return f"{self.system}/{self.environment}"


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
            yield from _between(deployment, other)

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

    def delivered_from(self, pipeline: DeployedStackSettings) -> tuple[DeployedStackSettings, ...]:
        """Return the deployments whose images one of them brings."""
        at = (pipeline.system, pipeline.environment)
        return tuple(
            one
            for one in self.deployments
            if one.delivered_by is not None and (one.delivered_by.system, one.delivered_by.environment) == at
        )


def _between(deployment: DeployedStackSettings, other: DeployedStackSettings) -> Iterator[Problem]:
    """What would let one of two deployments reach what is the other's."""
    shorter, longer = sorted((deployment.environment, other.environment), key=len)
    if deployment.system == other.system and f"{longer}-".startswith(f"{shorter}-"):
        rest = longer[len(shorter) + 1 :]
        better = f"{rest}-{shorter}" if rest[:1].isalpha() else f"{shorter}{rest}"
        yield Problem(
            path="environment",
            found=f"{deployment.environment}, beside {other.environment} of the same system",
            allowed=f"an environment whose names do not begin as another's: the deployer of {shorter} may touch {shorter}-*",
            fix=f"name {longer} otherwise, such as {better}" if rest else "remove one of the two",
        )
    if deployment.workflow_environment == other.workflow_environment and deployment.environment != other.environment:
        yield Problem(
            path="github_environment",
            found=f"{deployment.workflow_environment}, which deploys {other.label}",
            allowed="a GitHub environment that deploys one environment: its workflows may do what each of its deployers may",
            fix="make another in GitHub, with reviewers of its own",
        )
    is_recovery = deployment.system == other.system and (
        deployment.recovers == other.environment or other.recovers == deployment.environment
    )
    for domain in sorted(set(deployment.domains) & set(other.domains)) if not is_recovery else ():
        yield Problem(
            path="domains",
            found=f"{domain}, which is {other.label}'s",
            allowed="domains of its own, and of the deployment it recovers",
            fix="remove it from one of the two",
        )
