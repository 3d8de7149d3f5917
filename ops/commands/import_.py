"""Fills in the ids of what exists already, so that `pulumi import` takes it over; refuses what would be replaced."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ops.ending import Exit, OpsError, refusal
from ops.readers.adoption import KINDS, Difference, differences, find
from ops.readers.json_file import read_json
from ops.run import Run
from ops.verb import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        type=Path,
        required=True,
        help="what `pulumi preview --import-file FILE` wrote",
    )
    parser.add_argument("--to", metavar="FILE", type=Path, help="where to write what was found (default: FILE with .found.json)")
    parser.add_argument("--plan", metavar="FILE", type=Path, help="what `pulumi preview --json` wrote (default: asked of Pulumi)")


def _run(run: Run) -> None:
    run.file  # noqa: B018 - a wrong name of a stack is told before anything else is read
    source: Path = run.options.source
    target: Path = run.options.to or source.parent / f"{source.stem}.found.json"
    file = _read(source, "--from", "resources", "pulumi preview --import-file FILE")
    plan = (
        run.pulumi.plan()
        if run.options.plan is None
        else _read(run.options.plan, "--plan", "steps", "pulumi preview --json > FILE")
    )
    declared = _declared(plan)
    kept, rows, wrong = [], [], list[Difference]()
    with run.screen.progress(f"looking for what {source} names"):
        for resource in file["resources"]:
            kind, inputs = KINDS.get(resource.get("type", "")), declared.get((resource.get("type"), resource.get("name")))
            if resource.get("component"):
                kept.append(resource)
            if kind is None or inputs is None or (found := find(run.aws, kind, inputs)) is None:
                continue
            kept.append({**resource, "id": found[0]})
            wrong += (here := differences(resource["name"], kind, inputs, found[1]))
            rows.append([resource["name"], found[0], ("would be replaced", "bad") if here else ("can be imported", "ok")])
    run.screen.table(f"{run.stack}: what exists", ["resource", "id", ""], rows)
    if wrong:
        told = [f"{one.resource}.{one.input}: declared {one.declared}, found {one.found}\n    fix: {one.fix}" for one in wrong]
        raise OpsError(
            "nothing was written: AWS never changes these, so `up` would replace the resource, with its data\n" + "\n".join(told),
            Exit.INPUT,
            settled=True,
        )
    if not rows:
        raise refusal(
            f"--from {source}",
            found="nothing that exists in AWS under the names that the program declares",
            allowed="resources of " + ", ".join(KINDS),
            fix="name what is to be taken over in an adopt block (docs/adopt.md), and preview again",
        )
    if run.dry_run:
        run.screen.show(f"would write {target}")
        return
    try:
        target.write_text(json.dumps({**file, "resources": _with_parents(kept)}, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        why = error.strerror or "nothing that can be written"
        raise refusal(f"--to {target}", found=why, allowed="a file that can be written", fix="name another with --to") from None
    run.screen.show(f"wrote {target}; next: pulumi import --file {target} -s {run.stack} --protect --generate-code=false")


def _with_parents(resources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Components that something found is in, directly or through others, and what was found."""
    needed = {one["parent"] for one in resources if not one.get("component") and "parent" in one}
    grown = True
    while grown:
        above = {one["parent"] for one in resources if one.get("component") and one["name"] in needed and "parent" in one}
        grown = not above <= needed
        needed |= above
    return [one for one in resources if not one.get("component") or one["name"] in needed]


def _declared(plan: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Type and logical name of each resource -> its inputs."""
    states = [step["newState"] for step in plan["steps"] if isinstance(step.get("newState"), Mapping)]
    return {(str(state.get("type")), str(state.get("urn")).rpartition("::")[2]): state.get("inputs", {}) for state in states}


def _read(file: Path, option: str, key: str, how: str) -> Mapping[str, Any]:
    fix = f"write it with `{how}`"
    values = read_json(file, f"{option} {file}", allowed="a JSON object", fix=fix)
    if not isinstance(values, dict) or not isinstance(values.get(key), list):
        raise refusal(f"{option} {file}", found=f"no list {key}", allowed=f"a JSON object with {key}", fix=fix)
    if not all(isinstance(one, dict) and isinstance(one.get(name, ""), str) for one in values[key] for name in ("name", "urn")):
        raise refusal(f"{option} {file}", found=f"something else than objects in {key}", allowed="a list of objects", fix=fix)
    return values


COMMAND = Command(
    summary="fill in the ids of what exists already, or say why it cannot be taken over (docs/adopt.md)",
    example="import --from import.json --stack production",
    arguments=_arguments,
    run=_run,
    calls=(
        "rds:DescribeDBInstances",
        "rds:DescribeDBClusters",
        "elasticache:DescribeReplicationGroups",
        "elasticache:DescribeCacheClusters",
        "logs:DescribeLogGroups",
    ),
)
