"""All rules in the order they run, and the page that describes them."""

import json
import sys
from collections.abc import Iterator

from policy.engine.profiles import ADVICE_AT_FIRST, START, under
from policy.model.rule import ResourceRule, Rule
from policy.rules.all_types import data_and_connections, openings
from policy.rules.data import (
    backups,
    elasticache,
    msk,
    protection,
    rds,
    rds_stack,
    s3_access,
    s3_keeping,
    s3_replication,
    secrets_manager,
)
from policy.rules.delivery import pipelines
from policy.rules.ecs import containers, repositories, services, task_roles_and_secrets, task_secrets
from policy.rules.iam import escalation, kms, kms_use, pass_role, permissions, trust
from policy.rules.network import datastore_reach, endpoints, load_balancers, security_group_rules, security_groups, vpcs, web_acls
from policy.rules.pack import waivers
from policy.rules.watch import audit_logs, log_groups, messaging, trails_and_alarms

# The rules about waivers read what the others noted, so they come last.
RULES: tuple[Rule, ...] = (
    *rds.RULES,
    *rds_stack.RULES,
    *s3_access.RULES,
    *s3_keeping.RULES,
    *s3_replication.RULES,
    *kms.RULES,
    *log_groups.RULES,
    *security_group_rules.RULES,
    *load_balancers.RULES,
    *task_roles_and_secrets.RULES,
    *repositories.RULES,
    *elasticache.RULES,
    *msk.RULES,
    *secrets_manager.RULES,
    *messaging.RULES,
    *pipelines.RULES,
    *trails_and_alarms.RULES,
    *web_acls.RULES,
    *vpcs.RULES,
    *containers.RULES,
    *services.RULES,
    *endpoints.RULES,
    *security_groups.RULES,
    *permissions.RULES,
    *escalation.RULES,
    *trust.RULES,
    *datastore_reach.RULES,
    *task_secrets.RULES,
    *pass_role.RULES,
    *kms_use.RULES,
    *audit_logs.RULES,
    *protection.RULES,
    *backups.RULES,
    *openings.RULES,
    *data_and_connections.RULES,
    *waivers.RULES,
)

_INTRODUCTION = """\
# Policies

What no stack of this platform may deploy. Printed by `python -m policy.engine.catalogue`; a test keeps both equal. How another
team's program takes the pack: [use-the-pack.md](use-the-pack.md); how rules are tested: [test-the-pack.md](test-the-pack.md).

A mandatory rule stops `pulumi preview` and `pulumi up`; an advisory one is shown. A *resource* rule runs as each resource
registers, so that an update stops before the resource exists; a *stack* rule needs several resources and runs once all are planned.
What a rule cannot tell during a preview it reports as undecided, never as kept. Types that no rule is about are counted and
named under `types-not-judged`: nothing is said about them, for or against.

A severity says what a violation does by itself, and each rule's Why says it of that rule:

| Severity | What it means |
|---|---|
| critical | data or rights are open, are readable on the way or where they lie, or are lost for good |
| high | one more mistake opens or loses them, something stops working, or the proof of who did it can be missing or changed |
| medium | an incident takes longer to see and to understand, costs more or reaches further; nothing is open by this alone |
| low | a habit that saves time and money |

The pack has two profiles: `strict` (the folder `policy`), with the levels below, and `start` (the folder `policy/start`), under
which critical and high rules stop a deployment and the others advise. A rule that is advice there all the same says why; and where
AWS encrypts with a key of its own, that a rule asks for yours is advice. The pack's name in every report, `platform-strict` or
`platform-start`, says which one judged.

Rules are configured by name in the file given to `--policy-pack-config`. Every rule but the two about waivers takes
`waivers: [{resource, reason, expires}]`: a glob over URNs, a reason, the last day it counts. An expired, incomplete or
unneeded waiver is itself a violation. A name that no rule or setting has is an error, and so is a value of the wrong kind.

A rule that is made to ask less than its profile has it ask, also by `all`, needs `reason` and `expires` beside
`enforcementLevel`; every report names it and counts it as skipped. After that day the configuration is refused. To ask more
takes no reason.

```json
{
  "rds-backups-kept": {"minDays": 14},
  "rds-multi-az": "mandatory",
  "ecr-images-expire": {"enforcementLevel": "advisory", "reason": "cleaned up by a job until then", "expires": "2027-03-31"},
  "kms-one-kind-of-data": {
    "waivers": [{"resource": "*::legacy-key", "reason": "split in March", "expires": "2027-03-31"}]
  }
}
```
"""


def page() -> str:
    """The page that describes all rules."""
    table = [
        "| Rule | Severity | Level | Under `start` | Runs on |",
        "|---|---|---|---|---|",
        *map(_row, RULES, under(START, RULES)),
    ]
    return "\n".join([_INTRODUCTION, *table, "", *(line for rule in RULES for line in _section(rule))])


def _row(rule: Rule, at_first: Rule) -> str:
    about = rule.about
    return f"| [{about.name}](#{about.name}) | {about.severity} | {about.level} | {at_first.about.level} | {_scope(rule)} |"


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
    if about.name in ADVICE_AT_FIRST:
        yield f"- Under `start`: advice, because {ADVICE_AT_FIRST[about.name]}."
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


if __name__ == "__main__":
    sys.stdout.write(page())
