"""Between CrossGuard and the rules: the SDK's arguments become plain data, findings become diagnostics."""

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pulumi_policy as sdk
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from policy.graph import Graph, Resource
from policy.rule import About, Config, Finding, ResourceRule, Rule, StackRule, Undecided, Violation
from policy.values import UNKNOWN
from policy.waivers import LEDGER, Entry

_WAIVERS_SCHEMA: dict[str, object] = {
    "type": "array",
    "items": {"type": "object"},
    "default": [],
    "description": "Resources where the rule does not hold: [{resource: glob over URNs, reason, expires: YYYY-MM-DD}]",
}


class UndecidedError(UnknownValueError):
    """Raised when a rule could not decide; the SDK turns it into an advisory diagnostic with this message."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Take one line for each thing that is not known."""
        super().__init__(UNKNOWN_STRING_VALUE, [])
        self.message = "\n" + "\n".join(lines)


def to_policy(rule: Rule) -> sdk.Policy:
    """The CrossGuard policy of a rule, under the rule's own name."""
    about = rule.about
    metadata: dict[str, Any] = {
        "name": about.name,
        "description": about.title,
        "enforcement_level": sdk.EnforcementLevel(about.level),
        "config_schema": _schema(about),
        "display_name": about.title,
        "severity": sdk.Severity(about.severity),
        "framework": _framework(about.references),
        "tags": list(about.references),
        "remediation_steps": about.fix,
    }
    if isinstance(rule, ResourceRule):
        return sdk.ResourceValidationPolicy(validate=partial(_validate_resource, rule), **metadata)
    return sdk.StackValidationPolicy(validate=partial(_validate_stack, rule), **metadata)


def plain(value: object) -> object:
    """A proxied value as plain data: dicts, lists and scalars, with `UNKNOWN` where reading raises."""
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value}
    if isinstance(value, Sequence):
        return [_item(value, position) for position in range(len(value))]
    return f"<{type(value).__name__}>"  # an asset or archive: rules have no use for what is inside


def _item(container: Mapping[str, object] | Sequence[object], key: str | int) -> object:
    try:
        return plain(container[key])  # type: ignore[index]  # the key comes from the container itself
    except UnknownValueError:
        return UNKNOWN


def _props(value: object) -> Mapping[str, object]:
    read = plain(value)
    return read if isinstance(read, dict) else {}


def _validate_resource(rule: ResourceRule, args: sdk.ResourceValidationArgs, report: sdk.ReportViolation) -> None:
    given = args.get_config()
    entry = LEDGER.for_resource(rule.about.name, given.get("waivers"), args.urn)
    resource = Resource(args.resource_type, args.name, args.urn, read=partial(_props, args.props), protect=args.opts.protect)
    if resource.type not in rule.types:
        return
    found = _collect(resource, lambda: rule.check(resource, Config(rule.about, given)))
    _report(rule.about, found, entry, report)


def _validate_stack(rule: StackRule, args: sdk.StackValidationArgs, report: sdk.ReportViolation) -> None:
    given = args.get_config()
    entry = LEDGER.for_stack(rule.about.name, given.get("waivers")) if rule.about.waivable else Entry()
    graph = to_graph(args.resources)
    found = _collect(None, lambda: rule.check(graph, Config(rule.about, given)))
    _report(rule.about, found, entry, report)


def to_graph(resources: Iterable[sdk.PolicyResource]) -> Graph:
    """The stack as a graph; nothing is unwrapped before a rule looks at it."""
    by_urn: dict[str, Resource] = {}

    def known(found: Iterable[sdk.PolicyResource]) -> list[Resource]:
        return [by_urn[one.urn] for one in found if one.urn in by_urn]

    def edges(source: sdk.PolicyResource) -> Mapping[str, Sequence[Resource]]:
        return {name: known(found) for name, found in source.property_dependencies.items()}

    for source in resources:
        by_urn[source.urn] = Resource(
            source.resource_type,
            source.name,
            source.urn,
            read=partial(_props, source.props),
            edges=partial(edges, source),
            dependencies=partial(known, source.dependencies),
            protect=source.opts.protect,
        )
    return Graph(by_urn.values())


def _collect(resource: Resource | None, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """A rule's findings, each once. A crash is a violation: it must neither let a resource through nor end the call."""
    found: dict[Finding, None] = {}
    try:
        for finding in check():
            found[finding] = None
    except Exception as error:  # noqa: BLE001  whatever went wrong, the resource was not judged
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        failure = f"The rule failed and judged nothing further ({type(error).__name__} in {where})."
        found[Violation(resource, failure)] = None
    return list(found)


def _report(about: About, found: Iterable[Finding], entry: Entry, report: sdk.ReportViolation) -> None:
    undecided: list[str] = []
    for finding in found:
        urn = finding.resource.urn if finding.resource else None
        if urn is not None and about.waivable and entry.waives(urn):
            continue
        if isinstance(finding, Undecided):
            undecided.append(f"undecided {urn}: {finding.what}")
        else:
            report(message(about, finding), urn)
    if undecided:
        raise UndecidedError(undecided)


def message(about: About, violation: Violation) -> str:
    """What a person reads: what is wrong here, what it leads to, and what to write instead."""
    return f"{violation.what}\nWhy: {about.why}\nFix: {about.fix}"


def _schema(about: About) -> sdk.PolicyConfigSchema:
    properties: dict[str, dict[str, object]] = {
        name: {"type": "number", "default": setting.default, "description": setting.description}
        for name, setting in about.settings.items()
    }
    if about.waivable:
        properties["waivers"] = _WAIVERS_SCHEMA
    return sdk.PolicyConfigSchema(properties)


def _framework(references: Sequence[str]) -> sdk.PolicyComplianceFramework | None:
    """The SDK has room for one framework; all references are tags as well."""
    if not references:
        return None
    name, _, reference = references[0].partition(" ")
    return sdk.PolicyComplianceFramework(name=name, reference=reference)
