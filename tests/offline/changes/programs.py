"""Small programs, and what differs between two of them."""

import json
from collections.abc import Callable

import pulumi
import pulumi_aws as aws

from offline.changes.difference import Difference, difference
from offline.simulation.model import Recording
from offline.simulation.runner import record

CONFIG = {"aws:region": "us-east-1"}
QUEUES = "arn:aws:sqs:us-east-1:111122223333"
Program = Callable[[], object]


def run(program: Program, **config: str) -> Recording:
    """Record a program."""
    return record(program, stack="dev", config={**CONFIG, **config})


def between(before: Program, after: Program) -> Difference:
    """Return what differs between two programs."""
    return difference(run(before), run(after), names=("before", "after"))


def touched(found: Difference) -> dict[str, set[str]]:
    """Return the names of all that differs, by what became of it."""
    return {
        word: names
        for word, names in {
            "added": {one.name for one in found.resources.added},
            "removed": {one.name for one in found.resources.removed},
            "replaced": {one.entry.name for one in found.replaced},
            "updated": {one.entry.name for one in found.updated},
        }.items()
        if names
    }


def role(*statements: tuple[list[str], list[str]], deny: tuple[tuple[list[str], list[str]], ...] = ()) -> Program:
    """Return a program with a role that is allowed, and denied, actions on resources."""

    def program() -> None:
        trust = [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]
        worker = aws.iam.Role("worker", name="worker", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": trust}))
        stated = [*(("Allow", one) for one in statements), *(("Deny", one) for one in deny)]
        written = [{"Effect": effect, "Action": actions, "Resource": resources} for effect, (actions, resources) in stated]
        aws.iam.RolePolicy("permissions", role=worker.name, policy=json.dumps({"Version": "2012-10-17", "Statement": written}))

    return program


def database(
    name: str = "database",
    *,
    version: str = "17",
    engine: str = "postgres",
    protect: bool = False,
    retain: bool = False,
    password: str = "",
    aliases: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
) -> Program:
    """Return a program with one database."""

    def program() -> None:
        options = pulumi.ResourceOptions(
            protect=protect,
            retain_on_delete=retain,
            aliases=[pulumi.Alias(name=one) for one in aliases],
            ignore_changes=list(ignored),
        )
        aws.rds.Instance(
            name,
            identifier="orders",
            engine=engine,
            engine_version=version,
            instance_class="db.t4g.micro",
            allocated_storage=20,
            password=pulumi.Output.secret(password) if password else None,
            opts=options,
        )

    return program
