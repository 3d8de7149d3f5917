"""Where a stack lives: its system, environment, account and regions, and the names that follow from them."""

import hashlib
from dataclasses import dataclass

from naming.limits import NAME_LIMITS

PARTITION = "aws"


@dataclass(frozen=True, kw_only=True)
class Site:
    """Everything a physical name or an ARN is made of, known before any resource exists, and whether things there must last.

    Names built here appear where something outside the program refers to them (IAM documents, pipelines, people), which is
    what makes policy documents readable in a preview. Everything else keeps Pulumi's auto-naming.
    """

    system: str
    """Full name of the system, for example `pre-delinquency-engine`; heads the paths of parameters, secrets and log groups."""
    code: str
    """Short code of at most six letters (`pde`); heads every name whose length AWS limits."""
    environment: str
    """For example `dev`; part of every name, never compared with anything."""
    account: str
    """Twelve-digit AWS account id."""
    region: str
    """AWS region, for example `us-east-1`."""
    protect: bool
    """Whether what is stateful gets Pulumi's protection, deletion protection and a final snapshot."""
    recovery_region: str | None = None
    """Where copies of what is kept here live, so that losing the region loses minutes; None keeps no copies."""

    def name(self, kind: str, part: str, *, after: int = 0) -> str:
        """Return `<code>-<environment>-<part>`, no longer than AWS lets a name of this kind be.

        A longer name is cut and gets a hash of the whole, so that two long names never meet.

        Args:
            kind: a key of `NAME_LIMITS`, for example `replication-group`.
            part: what distinguishes it in the stack, for example `cache`.
            after: characters to leave free behind it.

        Raises:
            ValueError: when no limit is known for `kind`.
        """
        if kind not in NAME_LIMITS:
            raise ValueError(f"no name limit is known for {kind!r}; add it to naming/limits.py from the service's API reference")
        longest = NAME_LIMITS[kind].longest - after
        full = f"{self.code}-{self.environment}-{part}"
        if len(full) <= longest:
            return full
        digest = hashlib.sha256(full.encode()).hexdigest()[:7]
        return f"{full[: longest - 8].rstrip('-')}-{digest}"

    def path(self, tail: str) -> str:
        """Return `/<system>/<environment>/<tail>`: the name of a parameter, secret or log group."""
        return f"/{self.system}/{self.environment}/{tail}"

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a regional resource of this account, for example `arn("ecs", "cluster/pde-dev")`."""
        return f"arn:{PARTITION}:{service}:{self.region}:{self.account}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of this account in a service without regions."""
        return f"arn:{PARTITION}:{service}::{self.account}:{resource}"

    def iam_arn(self, resource: str) -> str:
        """Return the ARN of an IAM resource of this account, for example `iam_arn("role/pde-dev-api-task")`."""
        return self.global_arn("iam", resource)

    def service_endpoint(self, service: str) -> str:
        """Return the regional name of an AWS service as KMS conditions spell it, for example `s3.us-east-1.amazonaws.com`."""
        return f"{service}.{self.region}.amazonaws.com"

    @property
    def registry(self) -> str:
        """Host name of the account's own ECR registry in this region."""
        return self.registry_in(self.region)

    def registry_in(self, region: str) -> str:
        """Return the host name of the account's own ECR registry in a region."""
        return f"{self.account}.dkr.ecr.{region}.amazonaws.com"


def bucket_arn(bucket: str, key: str = "") -> str:
    """Return the ARN of a bucket, or of the objects below `key` in it; S3 ARNs carry neither account nor region."""
    return f"arn:{PARTITION}:s3:::{bucket}" + (f"/{key}" if key else "")
