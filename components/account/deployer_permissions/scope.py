"""How far a deployer reaches: the names, tags, regions and domains of the one stack it deploys, as ARNs and conditions."""

from dataclasses import dataclass

from components.base.iam import Condition, Statement
from stack.site import PARTITION

SYSTEM_TAG, ENVIRONMENT_TAG = "aws:ResourceTag/System", "aws:ResourceTag/Environment"
NEW_SYSTEM_TAG, NEW_ENVIRONMENT_TAG = "aws:RequestTag/System", "aws:RequestTag/Environment"


@dataclass(frozen=True, kw_only=True)
class DeployerScope:
    """Whose resources may be touched. A stack tags all it has with `System` and `Environment`; both are in all its names."""

    account: str
    system: str
    code: str
    environment: str
    regions: tuple[str, ...]
    """Where the stack and its recovery copies live; nothing regional is allowed anywhere else."""
    domains: tuple[str, ...] = ()
    """Whose records it writes."""
    hosted_zones: tuple[str, ...] = ()
    """Ids of the zones that hold them."""
    health_checks: bool = False
    """Whether it may turn a domain over to another entrance."""
    recovers: str | None = None
    """The environment of the same system whose copies it is built from."""
    adopts: tuple[str, ...] = ()
    """Names of what it has taken over, which do not begin with its own."""
    copies_vault: str | None = None
    """ARN of the vault of another account that its backups are copied to."""
    delivers: tuple[str, ...] = ()
    """What heads the names of the stacks that its pipelines deploy to, `<code>-<environment>` of each."""
    deployers: tuple[str, ...] = ()
    """The names of the roles that deploy those."""
    connections: tuple[str, ...] = ()
    """ARNs of the connections that its pipelines' sources come over."""

    @property
    def name(self) -> str:
        """What heads every name of the stack, `<code>-<environment>`."""
        return f"{self.code}-{self.environment}"

    @property
    def underscored(self) -> str:
        """The same where AWS takes no hyphen."""
        return self.name.replace("-", "_")

    @property
    def path(self) -> str:
        """What its paths have in common: parameters, secrets, log groups, and the place of its state."""
        return f"{self.system}/{self.environment}"

    @property
    def own(self) -> Condition:
        """Holds for resources that carry the stack's tags."""
        return {"StringEquals": {SYSTEM_TAG: self.system, ENVIRONMENT_TAG: self.environment}}

    @property
    def own_or_untagged(self) -> Condition:
        """Holds for resources without another's tags: where a new one has none yet, or the service does not tell them."""
        return {"StringEqualsIfExists": {SYSTEM_TAG: self.system, ENVIRONMENT_TAG: self.environment}}

    @property
    def tagged(self) -> Condition:
        """Holds for requests that put the stack's tags on what they make."""
        return {"StringEquals": {NEW_SYSTEM_TAG: self.system, NEW_ENVIRONMENT_TAG: self.environment}}

    @property
    def zones(self) -> tuple[str, ...]:
        """The hosted zones that the systems' domains are in."""
        return tuple(f"arn:{PARTITION}:route53:::hostedzone/{zone}" for zone in self.hosted_zones)

    def arns(self, service: str, *patterns: str, region: str = "*") -> tuple[str, ...]:
        """Return ARNs of this account. `{name}`, `{underscored}` and `{path}` in a pattern stand for the stack's."""
        stem = f"arn:{PARTITION}:{service}:{region}:{self.account}:"
        return tuple(
            f"{stem}{pattern.format(name=self.name, underscored=self.underscored, path=self.path)}" for pattern in patterns
        )

    def adopted(self, service: str, *patterns: str) -> tuple[str, ...]:
        """Return ARNs of what the stack has taken over. `{}` in a pattern stands for each of the names."""
        return self.arns(service, *(pattern.format(one) for one in self.adopts for pattern in patterns))

    def roles(self) -> tuple[str, ...]:
        """Return the ARNs of every role the stack may have; IAM has no region."""
        return self.arns("iam", "role/{name}-*", region="")

    def buckets(self, below: str = "") -> tuple[str, ...]:
        """Return the ARNs of the stack's buckets, or of what is `below` them; bucket names end with the account's id."""
        return (f"arn:{PARTITION}:s3:::{self.name}-*-{self.account}{below}",)

    def log_groups(self) -> tuple[str, ...]:
        """Return the ARNs of the stack's log groups, and of the streams in them."""
        names = ("/{path}/*", "/ecs/{path}/*", "/aws/*/{name}-*", "aws-waf-logs-{name}-*")
        own = self.arns("logs", *(f"log-group:{name}" for name in names))
        return (*own, *self.adopted("logs", "log-group:/aws/rds/*/{}/*", "log-group:/aws/elasticache/{}*"))

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
