"""Draw stack files that the settings accept: any value of any setting, as far as the others allow it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import hypothesis
import hypothesis.errors
from hypothesis import strategies as st

from stack.file import load
from stack.problems import SettingsError
from systems.system import System
from tests.stacks import ROOT, as_engine, changed

Schema = Mapping[str, Any]
Systems = Mapping[str, System[Any]]
_DRAWN = hypothesis.settings(deadline=None, phases=[hypothesis.Phase.generate], database=None, derandomize=True)
_PRINTED = st.characters(min_codepoint=32, max_codepoint=126)
# Variables of a container, and values that are short, empty, of other scripts, and as long as a file.
VARIABLES = ("LOG_LEVEL", "x", "_", "FEATURE_FLAGS")
VALUES = ("", "INFO", "\u00fc\u2603\U0001f600", "x" * 5_000, "\u2603" * 40_000)
ENVIRONMENTS = ("a1", "production-eu-16")
"""The shortest, and one as long as an environment may be."""
# What a pattern of the schema says too little about, or too much for a generator: a sample of each kind, good and bad.
SAMPLES: Mapping[str, tuple[Any, ...]] = {
    "memory": (512, 1024, 2048, 4096, 8192, 16384, 32768, 122880),
    "schedule": ("0 5 * * ? *", "0/5 0-6 ? * MON-FRI *", "59 23 L * ? 2199"),
    "start": ("0 7 ? * MON-FRI *", "0 0 1 1 ? 2030"),
    "stop": ("0 20 ? * MON-FRI *", "0/15 8-18 ? JAN-MAR,DEC 2#1 2026-2030"),
    "time_zone": ("UTC", "America/Argentina/ComodRivadavia", "Asia/Kathmandu"),
    "domain": ("engine.example.com", "example.com", f"{'a' * 52}.example.com", f"{'a' * 53}.example.com"),
    "secondary": ("dr.example.com", "example.com", f"{'a' * 52}.example.com", "elsewhere.org"),
    "health_path": ("/", "/health", "/" + "x" * 254, "/" + "x" * 255),
    "allowed_cidr_blocks": ("0.0.0.0/0", "10.0.0.0/8", "198.51.100.7/32"),
    "emails": ("a@b.co", f"{'a' * 64}@{'b' * 250}.com", "ü@example.com"),
    "issuer": ("https://id.example.com", "https://id.example.com/" + "x" * 300),
    "authorization_endpoint": ("https://id.example.com:8443/authorize",),
    "token_endpoint": ("https://id.example.com/token",),
    "user_info_endpoint": ("https://id.example.com/userinfo",),
    "backup_window": ("23:45-00:15", "05:00-05:30", "03:00-02:59", "00:00-01:00"),
    "snapshot_window": ("23:00-00:00", "05:00-06:00", "03:00-02:59"),
    "maintenance_window": ("sun:23:45-mon:00:30", "sat:23:30-sun:01:00", "mon:06:00-tue:02:00"),
    "source": ("us-east-1", "us-west-2"),
    "destination": ("us-east-1", "us-west-2"),
    "cost_allocation_tags": ("System", "cost center:a/b.c_d=e+f-g@h"),
}
# Where a stack is, and what is made for its address: changing one alone fits no other.
FIXED = re.compile(
    r"aws:.*|platform:(system|environment|stream\.availability_zones|recovery\.region"
    r"|network\.(cidr_block|availability_zones|\w+_cidr_blocks)"
    r"|load_balancer\.(hosted_zone|certificate_arn)|account\.(deployments|state|github)|\w+\.(adopt|restore).*"
    r"|backup\.(copy_to|lock\.changeable_for_days)).*"
)


class Drawn(dict[str, Any]):
    """A stack file, shown by what was changed in it."""

    changes: Mapping[str, Any] = {}

    def __repr__(self) -> str:
        return "\n".join(f"{path}: {value!r:.200}" for path, value in self.changes.items())


class Leaves:
    """The settings of a system, and what the schema says each may be."""

    def __init__(self, system: str) -> None:
        self._schema = json.loads((ROOT / "schemas" / f"{system}.json").read_text())

    def of(self, values: Mapping[str, Any]) -> list[tuple[str, st.SearchStrategy[Any]]]:
        """Return each setting that these values have or could have, with what it may be."""
        known = self._schema["properties"]["config"]["properties"]
        found: list[tuple[str, st.SearchStrategy[Any]]] = []
        for key, schema in known.items():
            if key.startswith("platform:"):
                found += self._below(key, schema, values.get(key))
        return [(path, strategy) for path, strategy in found if not FIXED.fullmatch(path)]

    def _below(self, path: str, schema: Schema, value: Any) -> Iterator[tuple[str, st.SearchStrategy[Any]]]:
        schema = self._resolved(schema)
        if schema.get("type") != "object":
            yield path, self._strategy(schema, path)
            return
        if value is None:
            yield path, self._strategy(schema, path)
            return
        for key, inner in schema.get("properties", {}).items():
            yield from self._below(f"{path}.{key}", inner, value.get(key))
        for key in value if isinstance(schema.get("additionalProperties"), dict) else ():
            yield from self._below(f"{path}.{key}", schema["additionalProperties"], value[key])

    def _resolved(self, schema: Schema) -> Schema:
        """Follow a reference; of a setting that may be null, take what else it may be."""
        if "anyOf" in schema:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
        if "$ref" in schema:
            resolved: Schema = self._schema["$defs"][schema["$ref"].rpartition("/")[2]]
            return resolved
        return schema

    def _strategy(self, schema: Schema, path: str) -> st.SearchStrategy[Any]:
        schema = self._resolved(schema)
        key = path.removesuffix("[]").rpartition(".")[2]
        if "enum" in schema or "const" in schema:
            found: st.SearchStrategy[Any] = st.sampled_from(schema.get("enum", [schema.get("const")]))
        elif key in SAMPLES and schema["type"] not in ("array", "object"):
            found = st.sampled_from(SAMPLES[key])
        elif schema["type"] == "integer":
            low, high = schema["minimum"], schema["maximum"]
            found = st.one_of(st.sampled_from([low, high]), st.integers(low, high))
        elif schema["type"] == "array":
            items = self._strategy(schema["items"], f"{path}[]")
            most = min(schema.get("maxItems", 4), 4)
            found = st.lists(
                items,
                min_size=schema.get("minItems", 0),
                max_size=most,
                unique_by=json.dumps if schema.get("uniqueItems") else None,
            )
        elif schema["type"] == "object":
            found = self._block(schema, path)
        elif "pattern" in schema:
            found = st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True)
        else:
            found = st.booleans() if schema["type"] == "boolean" else st.text(_PRINTED, min_size=1, max_size=300)
        return found

    def _block(self, schema: Schema, path: str) -> st.SearchStrategy[dict[str, Any]]:
        if isinstance(schema.get("additionalProperties"), dict):
            return st.dictionaries(st.sampled_from(VARIABLES), st.sampled_from(VALUES), max_size=3)
        properties = schema["properties"]
        required = schema.get("required", [])
        strategies = {key: self._strategy(inner, f"{path}.{key}") for key, inner in properties.items()}
        return st.fixed_dictionaries(
            {key: strategies[key] for key in required},
            optional={key: one for key, one in strategies.items() if key not in required},
        )


def accepted(draw: st.DrawFn, stack: str, values: Mapping[str, Any], systems: Systems) -> Drawn:
    """Draw a stack file: half of its settings changed, in any order, where the settings accept that beside what is there."""
    result, changes = dict(values), {}
    for path, strategy in draw(st.permutations(Leaves(values["platform:system"]).of(values))):
        if draw(st.booleans()):
            value = draw(strategy)
            candidate = _changed(result, path, value)
            if candidate is not None and is_accepted(stack, candidate, systems):
                result, changes[path] = candidate, value
    drawn = Drawn(result)
    drawn.changes = changes
    return drawn


def never_taken(stack: str, values: Mapping[str, Any], systems: Systems, refused: set[str]) -> set[str]:
    """Return the settings of which no drawn value is accepted beside the others; a few values tell of those to be `refused`."""
    found = set()
    for path, strategy in Leaves(values["platform:system"]).of(values):
        try:
            hypothesis.find(
                strategy,
                lambda value, path=path: is_accepted(stack, changed(values, (path, value)), systems),  # type: ignore[misc]
                settings=hypothesis.settings(_DRAWN, max_examples=16 if path in refused else 80),
            )
        except hypothesis.errors.NoSuchExample:
            found.add(path)
    return found


def is_accepted(stack: str, values: Mapping[str, Any], systems: Systems) -> bool:
    """Whether the settings accept a stack file. One that they refuse is told what is wrong, what is allowed and what to do."""
    try:
        load(stack, as_engine(values), systems)
    except SettingsError as error:
        untold = [problem for problem in error.problems if not (problem.path and problem.found and problem.allowed and problem.fix)]
        if untold:
            raise AssertionError(untold) from error
        return False
    return True


def _changed(values: Mapping[str, Any], path: str, value: Any) -> dict[str, Any] | None:
    """The values with one setting changed; None where another change has taken its block away."""
    try:
        return changed(values, (path, value))
    except (KeyError, TypeError):
        return None
