"""All rules in the order they run, and the page that describes them."""

import sys
from collections.abc import Iterator

from policy.rule import ResourceRule, Rule
from policy.rules import ecr, ecs, iam, kms, load_balancer, logs, network, rds, reachability, s3, secrets, waivers

# The rules about waivers read what the others noted, so they come last.
RULES: tuple[Rule, ...] = (
    *rds.RULES,
    *s3.RULES,
    *kms.RULES,
    *logs.RULES,
    *network.RULES,
    *load_balancer.RULES,
    *ecs.RULES,
    *ecr.RULES,
    *iam.RULES,
    *reachability.RULES,
    *secrets.RULES,
    *waivers.RULES,
)

_INTRODUCTION = """\
# Policies

What no stack of this platform may deploy. Printed by `python -m policy.catalogue`; a test keeps both equal.

A mandatory rule stops `pulumi preview` and `pulumi up`; an advisory one is shown. A *resource* rule runs as each resource
registers, so that an update stops before the resource exists; a *stack* rule needs several resources and runs once all are planned.
What a rule cannot tell during a preview it reports as undecided, never as kept.

Rules are configured by name in the file given to `--policy-pack-config`. Every rule but the two about waivers takes
`waivers: [{resource, reason, expires}]`: a glob over URNs, a reason, the last day it counts. An expired, incomplete or
unneeded waiver is itself a violation.
"""


def page() -> str:
    """The page that describes all rules."""
    table = ["| Rule | Severity | Level | Runs on |", "|---|---|---|---|", *map(_row, RULES)]
    return "\n".join([_INTRODUCTION, *table, "", *(line for rule in RULES for line in _section(rule))])


def _row(rule: Rule) -> str:
    about = rule.about
    return f"| [{about.name}](#{about.name}) | {about.severity} | {about.level} | {_scope(rule)} |"


def _scope(rule: Rule) -> str:
    return "resource" if isinstance(rule, ResourceRule) else "stack"


def _section(rule: Rule) -> Iterator[str]:
    about = rule.about
    yield from (
        f"## {about.name}",
        "",
        f"**{about.title}.** {about.severity.capitalize()}, {about.level}, {_scope(rule)} rule.",
        "",
    )
    yield f"- Why: {about.why}"
    yield f"- Fix: {about.fix}"
    yield f"- Decidable at preview: {about.preview}."
    if isinstance(rule, ResourceRule):
        yield "- Looks at: " + ", ".join(f"`{token}`" for token in sorted(rule.types))
    for name, setting in about.settings.items():
        yield f"- Setting `{name}` (default {setting.default:g}): {setting.description}."
    if about.references:
        yield "- References: " + ", ".join(about.references)
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
