"""A pipeline's stack file against those it delivers to, and against the account stack that has their deployers trust it."""

from collections.abc import Iterator, Mapping
from typing import Any

from stack.problems import Problem
from stack.settings.delivery import WAIT_MINUTES

Values = Mapping[str, Any]


def delivery_problems(own: Values, others: Mapping[str, Values], lines: list[Values]) -> Iterator[Problem]:
    """Return what keeps a pipeline from delivering, of what other files say; those may be wrong themselves.

    Args:
        own: the values of the stack in question.
        others: those of the stacks of the same account, by name.
        lines: of the account stack's deployments; none where there is no account stack.
    """
    block = own.get("delivery")
    if not isinstance(block, dict):
        return
    targets = block.get("stacks")
    for index, target in enumerate(targets if isinstance(targets, list) else ()):
        if isinstance(target, dict):
            where = f"platform:delivery.stacks[{index}]"
            yield from _stack_problems(own, others, target, where)
            if lines:
                yield from _trust_problems(own, target, lines, where)
    if lines and targets:
        yield from _connection_problems(own, block, lines)


def _stack_problems(own: Values, others: Mapping[str, Values], target: Values, where: str) -> Iterator[Problem]:
    name = str(target.get("stack"))
    theirs = others.get(name)
    if theirs is None:
        yield Problem(
            path=f"{where}.stack",
            found=f"{name}, which has no file here",
            allowed="a stack beside this one: " + (", ".join(others) or "none"),
            fix="name one of them",
        )
        return
    for key in ("system", "environment"):
        if target.get(key) != theirs.get(key):
            yield Problem(
                path=f"{where}.{key}",
                found=str(target.get(key)),
                allowed=f"{theirs.get(key)}, as in Pulumi.{name}.yaml",
                fix=f"write {theirs.get(key)}",
            )
    if own.get("aws:region") != theirs.get("aws:region"):
        yield Problem(
            path=f"{where}.stack",
            found=f"{name} in {theirs.get('aws:region')}",
            allowed=f"stacks in {own.get('aws:region')}: builds push to repositories of their own region",
            fix="deliver it with a pipeline in its region",
        )
    if not str(target.get("login")).endswith(f"?region={own.get('aws:region')}"):
        yield Problem(
            path=f"{where}.login",
            found=str(target.get("login")),
            allowed=f"a place in {own.get('aws:region')}, where {name} is",
            fix="write what `pulumi stack output deployers -s account` says of it",
        )
    jobs = theirs.get("jobs")
    longest = max((_minutes(one) for one in (jobs if isinstance(jobs, dict) else {}).values()), default=0)
    if longest > WAIT_MINUTES:
        yield Problem(
            path=f"{where}.stack",
            found=f"{name}, where a job may take {longest} minutes",
            allowed=f"stacks whose jobs take {WAIT_MINUTES} minutes at most: the build that deploys waits no longer for one",
            fix=f"lower timeout_minutes of the job in Pulumi.{name}.yaml, or deliver its images by hand",
        )


def _minutes(job: Any) -> int:
    value = job.get("timeout_minutes") if isinstance(job, dict) else None
    return value if isinstance(value, int) else 0


def _trust_problems(own: Values, target: Values, lines: list[Values], where: str) -> Iterator[Problem]:
    at = {key: own.get(key) for key in ("system", "environment")}
    deployed = [one for one in lines if all(one.get(key) == target.get(key) for key in ("system", "environment"))]
    if not any(one.get("delivered_by") == at for one in deployed):
        yield Problem(
            path=f"{where}.deployer",
            found=f"{target.get('deployer')}, which does not trust this stack",
            allowed="deployers whose line in account.deployments names it as delivered_by",
            fix=f"add delivered_by: {{system: {at['system']}, environment: {at['environment']}}} to the line of "
            f"{target.get('system')} {target.get('environment')}",
        )


def _connection_problems(own: Values, block: Values, lines: list[Values]) -> Iterator[Problem]:
    at = [one for one in lines if all(one.get(key) == own.get(key) for key in ("system", "environment"))]
    listed = [one for line in at for one in (line.get("connections") or ())]
    if at and block.get("connection") not in listed:
        yield Problem(
            path="platform:delivery.connection",
            found=str(block.get("connection")),
            allowed=", ".join(map(str, listed)) or "none: this stack's line in account.deployments lists no connections",
            fix="add it to connections of the line, so that the pipeline may use it",
        )
