"""Which stacks GitHub Actions deploys, from which of its environments, as whom: `python -m systems.deployments [STACK]`.

All of it follows from the stack files and the account's, so that a workflow names a stack and nothing else. Prints lines for
`GITHUB_OUTPUT`: `systems`, each with the stacks that are applied one after another; `deployments`, every stack that a push applies;
`environments`; and of the one STACK its fields.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from stack.file import load
from stack.problems import SettingsError
from stack.site import Site
from systems import Systems
from systems.account import AccountStackSettings

ROOT = Path(__file__).resolve().parent.parent


class DeploymentError(Exception):
    """The stack files do not say who deploys a stack; the message says how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """How a workflow becomes the deployer of a stack."""

    stack: str
    """Name of its file, `Pulumi.<stack>.yaml`."""
    system: str
    environment: str
    """The GitHub environment; the role trusts no other."""
    role: str
    """ARN of its deployer."""
    reader: str
    """ARN of the role that looks for its drift."""
    login: str
    """Where its state is, for `pulumi login`."""
    region: str
    """AWS region of the stack."""
    on_request: bool
    """Whether it is applied only when somebody asks: what recovers another stack is built on the day it is needed."""


def deployments(root: Path = ROOT) -> list[Deployment]:
    """Return every stack that GitHub may deploy, in the order of the lines of the accounts' files.

    Raises:
        DeploymentError: when a line has no stack file.
        SettingsError: when an account's file is wrong.
    """
    paths = sorted(root.glob("Pulumi.*.yaml"))
    files = {path.name.split(".")[1]: yaml.safe_load(path.read_text(encoding="utf-8"))["config"] for path in paths}
    accounts = [stack for stack, values in files.items() if "platform:account" in values]
    return [one for stack in accounts for one in _of_account(stack, files)]


IN_TURN = 3
"""How many stacks of a system deploy-in-turn.yml applies: a workflow has a job for each, and none for one more."""


def in_turn(found: Sequence[Deployment]) -> Mapping[str, Sequence[str]]:
    """Return, by system, the stacks that a push applies, one after another.

    Raises:
        DeploymentError: when a system has more than the workflow has jobs for; the last would be left out without a word.
    """
    systems: dict[str, list[str]] = {}
    for one in found:
        if not one.on_request:
            systems.setdefault(one.system, []).append(one.stack)
    for system, stacks in systems.items():
        if len(stacks) > IN_TURN:
            raise DeploymentError(
                f"{system} has {len(stacks)} stacks that a push applies ({', '.join(stacks)}), and deploy-in-turn.yml jobs for "
                f"{IN_TURN}: add a job there and raise IN_TURN in systems/deployments.py"
            )
    return systems


def _of_account(stack: str, files: Mapping[str, Mapping[str, Any]]) -> Iterator[Deployment]:
    values, system = files[stack], Systems()["account"]
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    settings: AccountStackSettings = load(stack, config, {"account": system})
    site = Site(
        system=settings.system,
        code=system.code,
        environment=settings.environment,
        account=str(values["aws:allowedAccountIds"][0]),
        region=values["aws:region"],
        protect=settings.protect,
    )
    named = {(one["platform:system"], one["platform:environment"]): name for name, one in files.items()}
    for line in settings.account.deployments:
        found = named.get((line.system, line.environment))
        if found is None:
            raise DeploymentError(
                f"Pulumi.{stack}.yaml: platform:account.deployments has {line.label}, and no stack file has both: "
                "write the stack file, or remove the line"
            )
        name = f"{Systems()[line.system].code}-{line.environment}"
        yield Deployment(
            stack=found,
            system=line.system,
            environment=line.workflow_environment,
            role=site.iam_arn(f"role/{site.name('role', f'deployer-{name}')}"),
            reader=site.iam_arn(f"role/{site.name('role', f'drift-{name}')}"),
            login=settings.account.place_of(line).login(f"{line.system}/{line.environment}"),
            region=line.regions[0],
            on_request=line.recovers is not None,
        )


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print the lines and return 0, or say what is wrong and return 2."""
    parser = argparse.ArgumentParser(prog="python -m systems.deployments", description=__doc__.partition(":")[0])
    parser.add_argument("stack", metavar="STACK", nargs="?", help="one stack, for its own fields, and to be applied alone")
    stack = parser.parse_args(arguments).stack
    try:
        found = deployments(root)
        chosen = found if stack is None else [_named(stack, found)]
        turns = in_turn(found) if stack is None else {one.system: [one.stack] for one in chosen}
    except (DeploymentError, SettingsError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    lines: dict[str, Any] = {
        **({} if stack is None else asdict(chosen[0])),
        "systems": [{"system": system, "stacks": json.dumps(stacks)} for system, stacks in turns.items()],
        "deployments": [asdict(one) for one in chosen if stack is not None or not one.on_request],
        "environments": [one.environment for one in chosen],
    }
    for key, value in lines.items():
        sys.stdout.write(f"{key}={value if isinstance(value, str) else json.dumps(value)}\n")
    return 0


def _named(stack: str, found: Sequence[Deployment]) -> Deployment:
    """Return the deployment of a stack.

    Raises:
        DeploymentError: when there is none.
    """
    for one in found:
        if one.stack == stack:
            return one
    known = ", ".join(one.stack for one in found)
    raise DeploymentError(
        f"{stack!r} is not deployed by GitHub: name one of {known} (docs/bootstrap.md says who applies the account)"
    )


if __name__ == "__main__":
    sys.exit(main())
