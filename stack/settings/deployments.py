"""The stacks of an account, a line each: who deploys, delivers and operates one, and what its deployer may reach."""

from collections.abc import Iterator
from typing import Annotated

from stack.block import block
from stack.limits import each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.adoption import AdoptedName
from stack.settings.delivery import Connection
from stack.settings.operations import VaultArn
from stack.settings.people import PeopleSettings
from stack.settings.vocabulary import DomainName, Environment, Name, Region

SigningProfile = Annotated[str, matches(r"[A-Za-z0-9_]{2,64}", "the name of a signing profile: letters, digits and _")]
GitHubEnvironment = Annotated[str, matches(r"[\w.-]{1,255}", "the name of a GitHub environment: letters, digits, . _ and -")]
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
    signs_with: SigningProfile | None = None
    """A profile of AWS Signer, by its name: ECR signs with it what they push, where its signing configuration has a rule for the
    repository (docs/image-contract.md). Absent: their images are not signed."""


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

    def problems_beside(self, other: "DeployedStackSettings") -> Iterator[Problem]:
        """Check what would let one of two deployments reach what is the other's."""
        shorter, longer = sorted((self.environment, other.environment), key=len)
        if self.system == other.system and f"{longer}-".startswith(f"{shorter}-"):
            rest = longer[len(shorter) + 1 :]
            better = f"{rest}-{shorter}" if rest[:1].isalpha() else f"{shorter}{rest}"
            yield Problem(
                path="environment",
                found=f"{self.environment}, beside {other.environment} of the same system",
                allowed=f"an environment whose names do not begin as another's: the deployer of {shorter} may touch {shorter}-*",
                fix=f"name {longer} otherwise, such as {better}" if rest else "remove one of the two",
            )
        if self.workflow_environment == other.workflow_environment and self.environment != other.environment:
            yield Problem(
                path="github_environment",
                found=f"{self.workflow_environment}, which deploys {other.label}",
                allowed="a GitHub environment that deploys one environment: its workflows may do what each of its deployers may",
                fix="make another in GitHub, with reviewers of its own",
            )
        is_recovery = self.system == other.system and (self.recovers == other.environment or other.recovers == self.environment)
        for domain in sorted(set(self.domains) & set(other.domains)) if not is_recovery else ():
            yield Problem(
                path="domains",
                found=f"{domain}, which is {other.label}'s",
                allowed="domains of its own, and of the deployment it recovers",
                fix="remove it from one of the two",
            )
