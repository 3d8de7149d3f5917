"""What a policy pack forbids, for people: `python -m offline policies [RULE]`, asked of the pack itself."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from offline.errors import PreviewError
from offline.judging.calls import PackError, connected
from offline.judging.pack_process import PackProcess
from offline.simulation.mode import Mode


@dataclass(frozen=True, kw_only=True)
class RuleInfo:
    """What a pack says about one of its rules."""

    name: str
    title: str
    why: str
    fix: str
    severity: str
    level: str
    scope: str
    """`resource`: judged as each resource registers; `stack`: judged once everything is planned."""
    references: tuple[str, ...]
    settings: tuple[str, ...]
    """What can be configured beside the level."""


def ask(pack: PackProcess, mode: Mode) -> list[RuleInfo]:
    """Return the rules of a pack that runs in a mode, in its own order.

    Raises:
        PreviewError: the pack failed, or did not answer.
    """
    with connected(pack.port(mode), pack.patience) as calls:
        try:
            return [_rule(policy) for policy in calls.info().policies]
        except PackError as error:
            raise pack.failure(mode, str(error)) from None


def _rule(policy: analyzer_pb2.PolicyInfo) -> RuleInfo:
    return RuleInfo(
        name=policy.name,
        title=policy.displayName or policy.name,
        why=policy.description,
        fix=policy.remediation_steps,
        severity=analyzer_pb2.PolicySeverity.Name(policy.severity).removeprefix("POLICY_SEVERITY_").lower(),
        level=analyzer_pb2.EnforcementLevel.Name(policy.enforcementLevel).lower(),
        scope=analyzer_pb2.PolicyType.Name(policy.policy_type).removeprefix("POLICY_TYPE_").lower(),
        references=tuple(policy.tags),
        settings=tuple(sorted(json_format.MessageToDict(policy.configSchema.properties))),
    )


def listing(rules: Sequence[RuleInfo]) -> Iterator[str]:
    """One line a rule: level, severity, name and title."""
    width = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        yield f"{rule.level:<9} {rule.severity:<8} {rule.name:<{width}}  {rule.title}"
    yield ""
    yield f"{len(rules)} rules. Explain one with: python -m offline policies RULE"


def explanation(rules: Sequence[RuleInfo], name: str) -> Iterator[str]:
    """Everything about one rule.

    Raises:
        PreviewError: the pack has no rule of that name; the message names the nearest.
    """
    rule = next((rule for rule in rules if rule.name == name), None)
    if rule is None:
        near = difflib.get_close_matches(name, [rule.name for rule in rules], n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise PreviewError(f"there is no rule {name!r}{hint} List them with: python -m offline policies")
    yield f"{rule.name} ({rule.level}, {rule.severity})"
    yield rule.title
    yield ""
    yield f"Why:        {rule.why}"
    yield f"Fix:        {rule.fix}"
    yield f"Judged:     {'as each resource registers' if rule.scope == 'resource' else 'once the whole stack is planned'}"
    yield f"References: {', '.join(rule.references) or 'none'}"
    yield f"Settings:   {', '.join(rule.settings) or 'none'}"
