"""All rules in the order they run, and the page that describes them."""

import json
import sys
from collections.abc import Iterator

from policy.rule import ResourceRule, Rule
from policy.rules import (
    backups,
    cache,
    ecr,
    ecs,
    endpoints,
    firewall,
    groups,
    iam,
    iam_danger,
    kafka,
    key_use,
    kms,
    load_balancer,
    logs,
    messaging,
    network,
    pass_role,
    pipeline,
    rds,
    rds_stack,
    reachability,
    records,
    s3,
    s3_data,
    safety,
    secret_store,
    secrets,
    services,
    tasks,
    trust,
    vpc,
    waivers,
    watching,
)

# The rules about waivers read what the others noted, so they come last.
RULES: tuple[Rule, ...] = (
    *rds.RULES,
    *rds_stack.RULES,
    *s3.RULES,
    *s3_data.RULES,
    *kms.RULES,
    *logs.RULES,
    *network.RULES,
    *load_balancer.RULES,
    *ecs.RULES,
    *ecr.RULES,
    *cache.RULES,
    *kafka.RULES,
    *secret_store.RULES,
    *messaging.RULES,
    *pipeline.RULES,
    *watching.RULES,
    *firewall.RULES,
    *vpc.RULES,
    *tasks.RULES,
    *services.RULES,
    *endpoints.RULES,
    *groups.RULES,
    *iam.RULES,
    *iam_danger.RULES,
    *trust.RULES,
    *reachability.RULES,
    *secrets.RULES,
    *pass_role.RULES,
    *key_use.RULES,
    *records.RULES,
    *safety.RULES,
    *backups.RULES,
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
unneeded waiver is itself a violation. A name that no rule or setting has is an error.

```json
{
  "rds-backups-kept": {"minDays": 14},
  "rds-multi-az": "mandatory",
  "kms-one-kind-of-data": {
    "waivers": [{"resource": "*::legacy-key", "reason": "split in March", "expires": "2027-03-31"}]
  }
}
```
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
    yield f"- Passes: {_code(about.passes)}"
    yield f"- Fails: {_code(about.fails)}"
    yield f"- Decidable at preview: {about.preview}."
    if isinstance(rule, ResourceRule):
        yield "- Looks at: " + ", ".join(f"`{token}`" for token in sorted(rule.types))
    for name, setting in about.settings.items():
        yield f"- Setting `{name}` (default {json.dumps(setting.default)}): {setting.description}."
    if about.references:
        yield "- References: " + ", ".join(about.references)
    yield ""


def _code(example: str) -> str:
    return example if example.startswith(("no ", "a ")) else f"`{example}`"


def find(name: str) -> Rule | None:
    """The rule of a name, if there is one."""
    return next((rule for rule in RULES if rule.about.name == name), None)


def explain(rule: Rule) -> str:
    """Everything about one rule, as the page says it."""
    return "\n".join(_section(rule))


if __name__ == "__main__":
    sys.stdout.write(page())
