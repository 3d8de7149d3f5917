"""Permissions: no administrators, and statements that name their actions and resources."""

import re
from collections.abc import Iterator, Sequence

from policy.knowledge.iam.applicability import never_apply
from policy.knowledge.iam.break_glass import REASON, break_glass_lacks
from policy.knowledge.iam.documents import DEVICE_POLICIES, IDENTITY_HOLDERS, IDENTITY_POLICIES, identity_statements
from policy.knowledge.iam.made_types import is_of_made_type
from policy.knowledge.iam.managed_policies import ADMINISTRATORS, HOLDERS, attached, is_whole_service
from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.reach import Reach
from policy.knowledge.iam.risks import RISKS, Document
from policy.knowledge.iam.statements import Condition, Statement
from policy.knowledge.iam.unscopable_actions import is_unscopable
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule

# A wildcard behind one of these words only reads, or is AWS's own way to write a family of cryptographic operations.
_READING = re.compile(r"^[\w-]+:(get|list|describe|batchget|head|query|scan|lookup|search|view|check|select)")
_FAMILIES = frozenset({"kms:encrypt*", "kms:decrypt*", "kms:reencrypt*", "kms:generatedatakey*", "kms:describe*"})

# Conditions that say which resources; those with a service's name only for its own actions. A subnet is that of the network
# interfaces a build makes ("Using identity-based policies for AWS CodeBuild"), a function that of its event source mappings; tags
# may be given only to what another action is making (`ec2:CreateAction`, and so in eight more services); and a machine may do
# something only itself ("Example policies to control access to the Amazon EC2 API").
_KEYS = (
    *("ec2:sourceinstancearn", "ec2:subnet", "kms:resourcealiases", "kms:viaservice", "lambda:functionarn"),
    "ssm:sourceinstancearn",
)
# The service that a service-linked role is for decides its name and rights (IAM user guide, "Create a service-linked role").
_LINKED = "iam:awsservicename"
_DOMAIN = ".amazonaws."
_CREATE_ACTION = ":createaction"


@stack_rule(
    About(
        name="iam-no-administrator",
        title="No policy makes an administrator, but for a watched way in for people",
        severity="critical",
        why="Whoever gets hold of such an identity owns the account: data, keys, logs and every other identity.",
        fix="Replace `*` or the managed policy with the actions that are needed, on the ARNs they are needed for. For the one "
        "role that people take when nothing else helps: say why in its tag `AdministratorBecause`, trust users with a code or "
        "permission sets of Identity Center alone, leave `max_session_duration` at an hour, and alarm on a metric filter that "
        "names the role.",
        references=("AWS-FSBP IAM.1", "CIS-AWS-3.0 1.16", "NIST-800-53 AC-6", "NIST-800-53 AC-6(2)", "NIST-800-53 AC-6(10)"),
        preview="policies when their text is known; managed policies by their ARN",
        passes='"Action": ["s3:GetObject"]',
        fails='"Action": "*"',
    )
)
def no_administrator(graph: Graph, _: Config) -> Findings:
    """`*` on any resource, `*:*`, a service's every action counted elsewhere; AWS's administrator policies; and what leads to a
    role that has such a one: assuming it, changing what runs under it, or starting something under it.
    """
    for resource in graph.of(*dict.fromkeys((*IDENTITY_POLICIES, *HOLDERS))):
        placed = identity_statements(resource)
        yield from placed.unresolved
        for path, statement in placed.found:
            if statement.is_everything:
                yield Violation(resource, f"Statement {statement.label} of `{path}` allows every action.")
        for path, name in attached(resource):
            if name in ADMINISTRATORS:
                yield from _administrator(graph, resource, f"`{path}` is AWS's `{name}`")
    for steps in graph.once(Reach).chains():
        source, label = steps[0].source, steps[0].statement.label
        over = "".join(f" over `{step.role.name}`" for step in steps[:-1])
        yield Violation(source, f"Statement {label} leads{over} to `{steps[-1].role.name}`, which may do everything.")


def _administrator(graph: Graph, resource: Resource, what: str) -> Findings:
    """One of AWS's administrator policies, which a role for emergencies may have."""
    links = graph.links(resource, "role", kinds.ROLE)
    if links.unknown and any(not role.is_unset(REASON) for role in graph.of(kinds.ROLE)):
        yield Undecided(resource, "role")
        return
    if len(links.targets) != 1:
        yield Violation(resource, f"{what}.")
        return
    lacking = break_glass_lacks(graph, links.targets[0])
    yield from lacking.unresolved
    if lacking.found:
        yield Violation(resource, f"{what}, for a role {', '.join(lacking.found)}.")


@resource_rule(
    About(
        name="iam-no-wildcards",
        title="Statements name their actions and resources",
        severity="critical",
        why="A wildcard grows with AWS: it covers actions that do not exist yet and every resource anyone adds to the account.",
        fix="List the actions, give `Resource` the ARNs (composed from name, account and region), and use `Action` and `Resource`, "
        'never their `Not` forms. `"*"` stays only for actions that AWS cannot limit to a resource.',
        references=("AWS-FSBP IAM.21", "NIST-800-53 AC-6", "NIST-800-53 AC-6(3)"),
        preview="policies when their text is known; managed policies by their ARN",
        passes='"Action": "s3:GetObject", "Resource": "arn:aws:s3:::models/*"',
        fails='"Action": "s3:*", "Resource": "*"',
    ),
    *IDENTITY_POLICIES,
    *DEVICE_POLICIES,
    *HOLDERS,
)
def no_wildcards(resource: Resource, _: Config) -> Findings:
    """Judges what identities may do. Key and bucket policies are about one resource and have rules of their own.

    Actions that give rights away or take data out are left to the rules about those.
    """
    placed = identity_statements(resource)
    yield from placed.unresolved
    document = Document([statement for _, statement in placed.found])
    for path, statement in placed.found:
        if statement.allows:
            for what in _wildcards(statement, document):
                yield Violation(resource, f"Statement {statement.label} of `{path}` {what}.")
    for path, name in attached(resource):
        if is_whole_service(name) and name not in ADMINISTRATORS:
            yield Violation(resource, f"`{path}` is AWS's `{name}`, which allows all of a service's actions or nearly so.")


def _wildcards(statement: Statement, document: Document) -> Iterator[str]:
    if statement.not_actions:
        yield "allows everything except `NotAction`"
    if statement.not_resources:
        yield "allows everywhere except `NotResource`"
    writing = [action for action in statement.actions if _is_writing_wildcard(action)]
    if writing:
        yield f"allows actions by wildcard: {_listed(writing)}"
    everywhere = [resource for resource in statement.resources if is_everywhere(resource)]
    if everywhere:
        conditions = statement.conditions
        scopable = [
            action
            for action in statement.actions
            if _is_scopable(action, everywhere, conditions) and not document.denies_wherever_named(action)
        ]
        if scopable:
            yield f"allows on every resource what AWS can limit to some: {_listed(scopable)}"


def _is_scopable(action: str, everywhere: Sequence[str], conditions: Sequence[Condition]) -> bool:
    """Whether an action could have been allowed on fewer resources than patterns for all of a kind."""
    return (
        action not in RISKS
        and not is_unscopable(action)
        and not any(_limits_resources(condition, action) for condition in conditions)
        and not all(is_of_made_type(action, resource) for resource in everywhere)
    )


def _limits_resources(condition: Condition, action: str) -> bool:
    if condition.names_resources or condition.asks_for_tag:
        return True
    is_known = condition.key.startswith(_KEYS) or condition.key.endswith(_CREATE_ACTION)
    is_own = condition.key.partition(":")[0] == action.partition(":")[0]
    if condition.key == _LINKED:
        return is_own and condition.needs(lambda value: not is_everywhere(value.partition(_DOMAIN)[0]))
    return is_known and is_own and condition.needs(lambda value: not is_everywhere(value))


def _is_writing_wildcard(action: str) -> bool:
    harmless = action in _FAMILIES or _READING.match(action) or is_unscopable(action)
    return bool({"*", "?"} & set(action)) and not harmless


def _listed(actions: list[str]) -> str:
    return ", ".join(f"`{action}`" for action in actions)


@resource_rule(
    About(
        name="iam-permission-applies",
        title="Every permission can apply",
        severity="medium",
        level="advisory",
        why="What it is there for fails when it runs, or was never needed; whoever reads the policy believes otherwise.",
        fix="Spell the action as AWS does, give it the ARNs of the type that AWS checks it on (`*` where it has none, in a "
        "statement of its own), and conditions on keys that it knows; the Service Authorization Reference lists all three.",
        references=("NIST-800-53 AC-6", "NIST-800-53 AC-6(7)", "NIST-800-53 CM-7"),
        preview="policies when their text is known",
        passes='"Action": "s3:GetObject", "Resource": "arn:aws:s3:::models/*"',
        fails='"Action": "s3:GetObject", "Resource": "arn:aws:s3:::models"',
    ),
    *IDENTITY_HOLDERS,
)
def applies(resource: Resource, _: Config) -> Findings:
    """Advice, because what AWS's reference says is as old as the copy of it here. What is no policy is other rules' finding."""
    placed = identity_statements(resource)
    yield from placed.undecided
    for path, statement in placed.found:
        for action, why in never_apply(statement):
            yield Violation(resource, f"Statement {statement.label} of `{path}` allows `{action}` {why}.")


RULES: tuple[Rule, ...] = (no_administrator, no_wildcards, applies)
