"""What one workload receives from one tier: the only source of its network paths, permissions, secrets and environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pulumi

from components.base.iam import Statement

HTTPS = 443
ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One network path from a workload to something else. Exactly one of the three destinations is set."""

    port: int
    """TCP port."""
    description: str
    """What passes here; AWS shows it beside the rule (letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`)."""
    security_group_id: pulumi.Input[str] | None = None
    """The destination's group, which gets the matching ingress rule."""
    cidr_block: str | None = None
    """A destination outside the program; only the workload's egress is opened."""
    prefix_list_id: pulumi.Input[str] | None = None
    """An AWS-managed destination such as S3 behind a gateway endpoint."""


@dataclass(frozen=True, kw_only=True)
class SecretReference:
    """One JSON key of one version of a secret, injected into a container by ECS."""

    secret_arn: pulumi.Input[str]
    json_key: str
    version_id: pulumi.Input[str]
    """Pinned, so that a rotation changes the task definition and the tasks roll in the same update."""
    key_arn: pulumi.Input[str]
    """The key the secret is encrypted with."""

    @property
    def value_from(self) -> pulumi.Output[str]:
        """The reference in ECS's syntax, `ARN:jsonKey:versionStage:versionId`, with the stage left empty."""
        return pulumi.Output.concat(self.secret_arn, ":", self.json_key, "::", self.version_id)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Everything a workload gets from one tier. A tier hands it out, a workload takes a list of them."""

    tier: str
    """Logical name of the tier; names the security-group rules, so it is for ever."""
    openings: tuple[Opening, ...] = ()
    statements: tuple[Statement, ...] = ()
    """For the task role: what the workload's own code may call."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, SecretReference] = field(default_factory=dict)
    """Environment variable -> secret; the execution role gets exactly these to read."""
    discovery: bool = False
    """Whether the workload must join the cluster's Service Connect namespace to find the tier by name."""
    depends_on: tuple[pulumi.Resource, ...] = ()
    """What must exist before the workload starts, beyond what its environment and secrets already name."""


def environment_of(accesses: Iterable[Access]) -> dict[str, pulumi.Input[str]]:
    """Return every environment variable of `accesses`.

    Raises:
        pulumi.RunError: when two of them, or a variable and a secret, claim the same name.
    """
    environment: dict[str, pulumi.Input[str]] = {}
    taken: dict[str, str] = {}
    for access in accesses:
        for variable in [*access.environment, *access.secrets]:
            if variable in taken:
                raise pulumi.RunError(
                    f"environment variable {variable} comes from both {taken[variable]} and {access.tier}: rename one"
                )
            taken[variable] = access.tier
        environment.update(access.environment)
    return environment


def secrets_of(accesses: Iterable[Access]) -> dict[str, SecretReference]:
    """Return every secret of `accesses` by the environment variable it is injected as."""
    return {variable: reference for access in accesses for variable, reference in access.secrets.items()}
