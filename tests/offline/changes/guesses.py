"""Write `offline/changes/guesses.json`: what CloudFormation calls `createOnlyProperties`, under Pulumi's names.

`python -m tests.offline.changes.guesses`, which `make knowledge` does. The schemas ship with `cfn-lint`.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pulumi_aws

from tests.limits.cloudformation import TYPES

ROOT = Path(__file__).parents[3]
FILE = ROOT / "offline" / "changes" / "guesses.json"
FOLDER = resources.files("cfnlint") / "data" / "schemas"
# Services whose name in Pulumi is not CloudFormation's.
SERVICES = {
    "alb": "elasticloadbalancingv2",
    "appautoscaling": "applicationautoscaling",
    "lb": "elasticloadbalancingv2",
    "sfn": "stepfunctions",
    "vpc": "ec2",
    "acm": "certificatemanager",
}


def guesses() -> dict[str, list[str]]:
    """Return the arguments of each type that Pulumi and CloudFormation both know."""
    schemas = json.loads((FOLDER / "providers" / "us-east-1.json").read_text())
    by_name = {squeezed(name.removeprefix("AWS::")): name for name in schemas}
    found = {}
    for token, arguments in sorted(tokens()):
        near = next((by_name[name] for name in map(squeezed, cloudformation(token)) if name in by_name), "")
        name, renamed = TYPES.get(token, (near, {}))
        if name not in schemas:
            continue
        schema = json.loads((FOLDER / "resources" / f"{schemas[name]}.json").read_text())
        found[token] = sorted(own(schema.get("createOnlyProperties", ()), arguments, renamed, name))
    return {token: paths for token, paths in found.items() if paths}


def cloudformation(token: str) -> Iterator[str]:
    """Return what CloudFormation may call a type of Pulumi, without separators."""
    _, module, kind = token.split(":")
    service = module.partition("/")[0]
    yield f"{SERVICES.get(service, service)}{kind}"
    yield f"{SERVICES.get(service, service)}DB{kind}"


def own(pointers: list[str], arguments: set[str], renamed: Mapping[str, str], name: str) -> Iterator[str]:
    """Return CloudFormation's properties as arguments of Pulumi: of the first level, which is where nearly all of them are."""
    back = {squeezed(theirs): ours for ours, theirs in renamed.items() if "." not in ours}
    known = {squeezed(argument): argument for argument in sorted(arguments)}
    exact = {argument.lower(): argument for argument in arguments}
    for pointer in pointers:
        wanted = squeezed(pointer.removeprefix("/properties/"))
        if "/" in pointer.removeprefix("/properties/"):
            continue
        kind = squeezed(name.rpartition(":")[2])
        ways = (wanted, wanted.removeprefix(kind), kind.removeprefix("db") and wanted.removeprefix(kind.removeprefix("db")))
        spelt = exact.get(pointer.removeprefix("/properties/").lower())
        found = [argument for argument in (spelt, *(back.get(way) or known.get(way) for way in ways)) if argument]
        yield from found[:1]


def tokens() -> Iterator[tuple[str, set[str]]]:
    """Return every type of the provider's SDK and its arguments' names, as the engine writes both."""
    folder = Path(pulumi_aws.__file__).parent
    for file in sorted(folder.glob("*/*.py")):
        text = file.read_text()
        for token in re.findall(r"super\(\w+, __self__\)\.__init__\(\s*'(aws:[^']+)'", text):
            yield token, {camel(name) for name in re.findall(r"__props__\.__dict__\[\"(\w+)\"\] = \1\b", text)}


def camel(name: str) -> str:
    """Return the engine's spelling of an argument of the SDK."""
    first, *more = name.split("_")
    return first + "".join(part.capitalize() for part in more)


def squeezed(name: Any) -> str:
    """Return a name without case, separators and number."""
    return re.sub(r"(ies|s)$", "", re.sub(r"[^a-z0-9]", "", str(name).lower()))


def main() -> int:
    """Write the file."""
    FILE.write_text(json.dumps(guesses(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
