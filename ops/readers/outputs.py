"""A stack's outputs as values: what the program that was applied calls things, whatever this checkout would call them."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.ending import refusal
from ops.readers.json_file import read_json


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What `pulumi stack output --json` says of a system with services."""

    cluster: str
    services: Mapping[str, str]
    """Service -> its name in ECS."""
    log_groups: Mapping[str, str]
    """Service or job -> log group."""
    job_machines: Mapping[str, str]
    """Job -> ARN of its state machine."""
    repositories: Mapping[str, str]
    """Repository -> its URL."""
    buckets: Mapping[str, str]
    """Bucket, with hyphens -> its name in S3."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Tier -> ARN of what holds its credentials."""
    urls: Mapping[str, str] = field(default_factory=dict)
    """Service with a route -> its URL."""
    alb_dns_name: str = ""
    recovery: Mapping[str, Any] = field(default_factory=dict)
    """What is kept in the recovery region; empty without one."""
    database_endpoint: str = ""
    """Host name of the database's writer; empty without a database."""
    console: Mapping[str, Any] = field(default_factory=dict)
    """What a session in the database is held in: `state_machine`, `container`, `minutes` and `log_group`; empty without one."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """All of it, by name."""

    @property
    def prefix(self) -> str:
        """`<code>-<environment>`: how the name of everything of the stack begins."""
        return self.cluster.removesuffix("-cluster")

    @property
    def database(self) -> str | None:
        """The identifier of the instance or Aurora cluster."""
        return self.database_endpoint.partition(".")[0] or None

    @property
    def database_is_aurora(self) -> bool:
        """Whether the database is a cluster."""
        return ".cluster-" in self.database_endpoint

    def service(self, name: str) -> str:
        """Return what ECS calls a service.

        Raises:
            OpsError: there is none of that name.
        """
        return named("SERVICE", name, self.services)

    def job(self, name: str) -> str:
        """Return the ARN of a job's state machine.

        Raises:
            OpsError: there is none of that name.
        """
        return named("JOB", name, self.job_machines)


def named(where: str, name: str, known: Mapping[str, str]) -> str:
    """Return what a name stands for.

    Raises:
        OpsError: nothing has it; the message says which names there are, and the nearest.
    """
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    fix = f"write {close[0]}" if close else "name one of them"
    raise refusal(where, found=repr(name[:100]), allowed=_listed(known), fix=fix)


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none: this stack has none"


def read_outputs_file(file: Path) -> Mapping[str, Any]:
    """Return what a file with a stack's outputs holds.

    Raises:
        OpsError: it cannot be read, or holds something else.
    """
    fix = "write it with `pulumi stack output --json -s STACK > FILE`"
    values = read_json(file, f"--outputs {file}", allowed="a JSON object", fix=fix)
    if not isinstance(values, dict):
        raise refusal(f"--outputs {file}", found="no JSON object", allowed="a JSON object", fix=fix)
    return values


_NEEDED = ("cluster", "services", "log_groups", "repositories")
_TEXTS = ("cluster", "alb_dns_name", "rds_endpoint", "database_endpoint")
_TABLES = ("services", "log_groups", "job_machines", "repositories", "secrets")

_CONSOLE = {"state_machine": str, "container": str, "log_group": str, "minutes": int | float}


def outputs_of(values: Mapping[str, Any], stack: str, *, own: str) -> Outputs:
    """Return the outputs of a system with services.

    Args:
        values: by name.
        stack: whose they should be.
        own: `/<system>/<environment>/`, which is in the name of each of its log groups.

    Raises:
        OpsError: they are those of nothing that runs, of an older program, or of another stack.
    """
    missing = [key for key in _NEEDED if key not in values]
    wrong = [key for key in _TEXTS if not isinstance(values.get(key, ""), str)]
    wrong += [key for key in _TABLES if not _is_table(values.get(key, {}))]
    recovery = values.get("recovery", {})
    if not isinstance(recovery, dict) or not all(isinstance(recovery.get(key, {}), dict) for key in ("database", "buckets")):
        wrong.append("recovery")
    console = values.get("console", {})
    if not isinstance(console, dict) or (console and not all(isinstance(console.get(key), kind) for key, kind in _CONSOLE.items())):
        wrong.append("console")
    if missing or wrong:
        raise refusal(
            f"outputs of {stack}",
            found=f"no {', '.join(missing)}" if missing else f"something else than names in {', '.join(wrong)}",
            allowed="the outputs of a stack with services that was applied",
            fix=f"pulumi up -s {stack} --policy-pack policy, or name another stack",
        )
    if others := [group for group in values["log_groups"].values() if own not in group]:
        raise refusal(
            f"outputs of {stack}",
            found=f"those of another stack, which logs to {others[0]}",
            allowed=f"outputs of a stack that logs below {own}",
            fix=f"pulumi stack output --json -s {stack} > FILE, or name the other stack",
        )
    services = values["services"]
    urls = {name: values[key] for name in services if (key := f"{name.replace('-', '_')}_url") in values}
    buckets = {
        key.removeprefix("s3_").removesuffix("_bucket").replace("_", "-"): value
        for key, value in values.items()
        if key.startswith("s3_") and key.endswith("_bucket")
    }
    return Outputs(
        cluster=values["cluster"],
        services=services,
        log_groups=values["log_groups"],
        job_machines=values.get("job_machines", {}),
        repositories=values["repositories"],
        buckets=buckets,
        secrets=values.get("secrets", {}),
        urls=urls,
        alb_dns_name=values.get("alb_dns_name", ""),
        recovery=values.get("recovery", {}),
        console=console,
        database_endpoint=values.get("rds_endpoint") or values.get("database_endpoint") or "",
        values=values,
    )


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
