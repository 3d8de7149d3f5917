"""How far a deployer reaches: the names, tags and regions of the systems it may deploy, as ARNs and conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from components.base.iam import Condition, Statement
from stack.site import PARTITION

SYSTEM_TAG = "aws:ResourceTag/System"
NEW_SYSTEM_TAG = "aws:RequestTag/System"


@dataclass(frozen=True, kw_only=True)
class DeployerScope:
    """Whose resources may be touched. Every stack tags all it has with `System` and starts its names with the system's code."""

    account: str
    systems: Mapping[str, str]
    """Code -> name of each system, such as `pde` -> `pre-delinquency-engine`."""
    regions: tuple[str, ...]
    """Where stacks and their recovery copies live; nothing regional is allowed anywhere else."""

    def arns(self, service: str, *patterns: str, region: str = "*") -> tuple[str, ...]:
        """Return ARNs of this account. `{code}` and `{system}` in a pattern stand for those of each system."""
        stem = f"arn:{PARTITION}:{service}:{region}:{self.account}:"
        return tuple(f"{stem}{resource}" for pattern in patterns for resource in self._each(pattern))

    def only(self, code: str) -> "DeployerScope":
        """Return the same scope over one system."""
        return replace(self, systems={code: self.systems[code]})

    def roles(self) -> tuple[str, ...]:
        """Return the ARNs of every role the systems' stacks may have; IAM has no region."""
        return self.arns("iam", "role/{code}-*", region="")

    def buckets(self, below: str = "") -> tuple[str, ...]:
        """Return the ARNs of the systems' buckets, or of what is `below` them; bucket names end with the account's id."""
        return tuple(f"arn:{PARTITION}:s3:::{name}{below}" for name in self._each(f"{{code}}-*-{self.account}"))

    def log_groups(self) -> tuple[str, ...]:
        """Return the ARNs of the systems' log groups, and of the streams in them."""
        names = ("/{system}/*", "/ecs/{system}/*", "/aws/*/{code}-*", "aws-waf-logs-{code}-*")
        return self.arns("logs", *(f"log-group:{name}" for name in names))

    @property
    def system_names(self) -> Sequence[str]:
        """Values of the tag `System` that mark what may be touched."""
        return sorted(self.systems.values())

    @property
    def own(self) -> Condition:
        """Holds for resources that carry the tag of one of the systems."""
        return {"StringEquals": {SYSTEM_TAG: self.system_names}}

    @property
    def tagged(self) -> Condition:
        """Holds for requests that put the tag of one of the systems on what they make."""
        return {"StringEquals": {NEW_SYSTEM_TAG: self.system_names}}

    def allow(
        self,
        sid: str,
        actions: tuple[str, ...],
        resources: tuple[str, ...],
        conditions: Condition | None = None,
        *,
        because: str = "",
    ) -> Statement:
        """Return a permission that holds in the scope's regions alone, under `conditions` as well."""
        here: Condition = {"StringEquals": {"aws:RequestedRegion": list(self.regions)}}
        merged = {**here, **(conditions or {})}
        if conditions and "StringEquals" in conditions:
            merged["StringEquals"] = {**here["StringEquals"], **conditions["StringEquals"]}
        return Statement(sid=sid, actions=actions, resources=resources, conditions=merged, because=because)

    def _each(self, pattern: str) -> list[str]:
        filled = [pattern.format(code=code, system=system) for code, system in sorted(self.systems.items())]
        return list(dict.fromkeys(filled))
