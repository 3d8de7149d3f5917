"""What one workload receives from one tier: the only source of its network paths, permissions, secrets and environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

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
    """A secret that ECS injects into a container: one JSON key of a secret, or a parameter."""

    service: Literal["secretsmanager", "ssm"]
    """Who keeps it: Secrets Manager or Parameter Store."""
    arn: pulumi.Input[str]
    json_key: str = ""
    """Of a secret; empty for the whole of it, and for a parameter."""
    version: pulumi.Input[str] | None
    """Of the moment the task definition was made, so that a change rolls the tasks in the same update; None before there is one."""
    key_arn: pulumi.Input[str] | None
    """The key it is encrypted with; None for a plain parameter."""

    @property
    def value_from(self) -> pulumi.Output[str]:
        """The reference in ECS's syntax: a parameter's ARN, or `ARN:jsonKey:versionStage:versionId` with the stage left empty."""
        if self.service == "ssm":
            return pulumi.Output.from_input(self.arn)
        return pulumi.Output.concat(self.arn, ":", self.json_key, "::", self.version or "")


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
    missing: bool = False
    """Whether something is still to be put by hand, such as a third party's secret: a service stays at zero tasks until then."""
    discovery: bool = False
    """Whether the workload must join the cluster's Service Connect namespace to find the tier by name."""
    depends_on: tuple[pulumi.Resource, ...] = ()
    """What must exist before the workload starts, beyond what its environment and secrets already name."""


def environment_of(accesses: Iterable[Access]) -> dict[str, pulumi.Input[str]]:
    """Return every environment variable of `accesses`.

    ECS pins no version of a parameter, so that of each stands beside it, as `<VARIABLE>_VERSION`.

    Raises:
        pulumi.RunError: when two of them, or a variable and a secret, claim the same name.
    """
    environment: dict[str, pulumi.Input[str]] = {}
    taken: dict[str, str] = {}
    for access in accesses:
        versions = {
            f"{variable}_VERSION": reference.version
            for variable, reference in access.secrets.items()
            if reference.service == "ssm" and reference.version is not None
        }
        for variable in [*access.environment, *access.secrets, *versions]:
            if variable in taken:
                raise pulumi.RunError(
                    f"environment variable {variable} comes from both {taken[variable]} and {access.tier}: rename one"
                )
            taken[variable] = access.tier
        environment.update({**access.environment, **versions})
    return environment


def secrets_of(accesses: Iterable[Access]) -> dict[str, SecretReference]:
    """Return every secret of `accesses` by the environment variable it is injected as."""
    return {variable: reference for access in accesses for variable, reference in access.secrets.items()}
