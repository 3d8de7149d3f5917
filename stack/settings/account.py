"""What one AWS account has once, whatever runs in it: who may deploy, what is recorded, how images are checked and copied."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Literal

from stack.block import block
from stack.limits import between, each_once, matches, max_length, min_length
from stack.problems import Problem
from stack.settings.baseline import BaselineSettings
from stack.settings.vocabulary import Name, Region

# Heads the names of the account's own resources, which no system may share.
ACCOUNT_CODE = "acct"
# The deployer's policies name each system; with more they outgrow what AWS takes (6,144 characters each, ten on a role).
MOST_SYSTEMS = 5

_REPOSITORY = r"([\w.-]+/[\w.-]+|[\w.-]+@\d+/[\w.-]+@\d+)"
Subject = Annotated[
    str,
    matches(
        rf"repo:{_REPOSITORY}:(environment:[!-)+-9;->@-~]+|ref:refs/(heads|tags)/[!-)+-9;->@-~]+\*?)",
        "the whole subject of GitHub's token, such as repo:ORG@1/REPO@2:environment:production or "
        "repo:ORG/REPO:ref:refs/tags/v*; a * may only end the name of a branch or tag",
    ),
]
ZoneId = Annotated[str, matches(r"Z[A-Z0-9]{1,31}", "the id of a Route 53 zone, such as Z0123456789ABCDEFGHIJ")]
Prefix = Annotated[
    str,
    matches(r"(?=.{2,254}$)([a-z0-9]+([._-][a-z0-9]+)*/)+", "the beginning of repository names up to a /, such as pde-production/"),
]


@block
class GitHubSettings:
    """Which GitHub Actions workflows may deploy."""

    subjects: Annotated[tuple[Subject, ...], min_length(1), max_length(10), each_once("a trust policy lists a subject once")]
    """Repositories created, renamed or transferred since July 2026 have numbers in their subject: `repo:ORG@ID/REPO@ID:...`.

    Prefer an environment: its reviewers and branches are decided in GitHub. A pull request's subject is never accepted.
    """


@block
class StateSettings:
    """A place where Pulumi keeps state; bucket and key exist before the first stack. See docs/bootstrap.md."""

    bucket: Annotated[str, matches(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket")]
    """Holds the state of every stack of a region."""
    key_alias: Annotated[str, matches(r"alias/(?!aws/)[\w/-]+", "the alias of a key of your own, such as alias/platform-state")]
    """Of the key that encrypts secrets in the state; the one of `--secrets-provider`."""


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

    regions: Annotated[tuple[Region, ...], min_length(1), max_length(3), each_once("a registry is configured once")]
    """Where systems and their recovery copies may live; deployers can make nothing elsewhere."""
    systems: Mapping[str, Name]
    """Code -> name of each system that may be deployed, such as `pde: pre-delinquency-engine`; at most five."""
    github: GitHubSettings
    state: Annotated[tuple[StateSettings, ...], min_length(1), max_length(5), each_once("a place is one place")]
    """The recovery region's stacks keep theirs there: without its state a stack cannot be applied."""
    hosted_zones: Annotated[tuple[ZoneId, ...], max_length(5), each_once("a zone is one zone")] = ()
    """Public zones whose A and CNAME records deployers may change; `aws route53 list-hosted-zones` shows their ids."""
    trail: TrailSettings = field(default_factory=TrailSettings)
    baseline: BaselineSettings = field(default_factory=BaselineSettings)
    scanning: Literal["BASIC", "ENHANCED"] = "BASIC"
    """How images are checked for known vulnerabilities. BASIC, on push, is free; ENHANCED (Amazon Inspector) also looks into
    language packages and again whenever a vulnerability becomes known, for 0.09 USD an image and 0.01 for each further look."""
    image_replication: Annotated[tuple[ReplicationSettings, ...], max_length(10), each_once("ECR refuses a repeated rule")] = ()
    """Absent copies nothing."""

    def problems(self) -> Iterator[Problem]:
        """Check codes and names of the systems, and that images are copied between regions in use."""
        if not 1 <= len(self.systems) <= MOST_SYSTEMS:
            yield Problem(
                path="systems",
                found=f"{len(self.systems)} systems",
                allowed=f"1 to {MOST_SYSTEMS}, as code: name; AWS limits the length of policies",
                fix="list what the deployer deploys, for example pde: pre-delinquency-engine",
            )
        for code, system in self.systems.items():
            if not re.fullmatch(r"[a-z]{1,6}", code) or code == ACCOUNT_CODE or system == "account":
                yield Problem(
                    path=f"systems.{code}",
                    found=f"{code}: {system}",
                    allowed=f"one to six lower-case letters, not {ACCOUNT_CODE}, and a system other than account: "
                    "whoever may change this stack may change what limits them",
                    fix="use the code in the system's module, or remove the entry",
                )
        names = list(self.systems.values())
        for code, system in self.systems.items():
            if names.count(system) > 1:
                yield Problem(
                    path=f"systems.{code}",
                    found=f"{system}, which has another code too",
                    allowed="one code for each system: its boundary and its names bear it",
                    fix="keep the code in the system's module",
                )
        for index, rule in enumerate(self.image_replication):
            for end in ("source", "destination"):
                if getattr(rule, end) not in self.regions:
                    yield Problem(
                        path=f"image_replication[{index}].{end}",
                        found=getattr(rule, end),
                        allowed="one of regions, whose registries are scanned: " + ", ".join(self.regions),
                        fix="add it to regions, or name one of them",
                    )
