"""Trust: who may assume a role, and on whose behalf a service may call."""

import re
from collections.abc import Iterator

from policy.knowledge.iam.documents import RESOURCE_POLICIES, statements_of
from policy.knowledge.iam.identity_providers import GITHUB, issuer, missing_claim
from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.service_principals import caller_lacks_source, lacks_source, services
from policy.knowledge.iam.statements import Condition, Statement, restricts, restricts_caller
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule
from policy.model.values import UNKNOWN

_TRUST = "assumeRolePolicy"
_ROOT = re.compile(r"^(\d{12}|arn:[^:]*:iam::\d{12}:root)$")
_CALLERS = ("aws:principaltag/", "aws:sourceidentity", "sts:externalid")
_ORGANIZATION = ("aws:principalorgid", "aws:principalorgpaths")

_AUDIENCE = "sts.amazonaws.com"
_AUDIENCES = frozenset({_AUDIENCE, "sts.amazonaws.com.cn"})  # the second one in China
_SUBJECT = re.compile(r"^repo:[\w.@-]+/[\w.@-]+:(environment:[^*?:]+|ref:refs/heads/[^*?]+|ref:refs/tags/[^*?]+\*?)$")


@resource_rule(
    About(
        name="iam-trust-closed",
        title="Roles name who may assume them",
        severity="critical",
        why="Anyone named too widely becomes the role and has all its rights: every AWS account, every identity of one, or every "
        "customer of a sign-in provider.",
        fix="Name the service or role in `Principal`; for a whole account add `aws:PrincipalArn`, `sts:ExternalId` or "
        "`aws:PrincipalTag/...`, for a sign-in provider its `aud`, for one that many share (GitLab, HCP Terraform) your own `sub`.",
        references=("AWS-FSBP IAM.21", "NIST-800-53 AC-3", "NIST-800-53 AC-6", "NIST-800-53 IA-2"),
        preview="the trust policy when its text is known",
        passes='"Principal": {"Service": "ecs-tasks.amazonaws.com"}',
        fails='"Principal": "*"',
    ),
    kinds.ROLE,
)
def trust_closed(role: Resource, _: Config) -> Findings:
    """GitHub's conditions are another rule's."""
    statements = statements_of(role, _TRUST)
    yield from statements.unresolved
    for statement in statements.found:
        if not statement.allows:
            continue
        place = f"Statement {statement.label} of `{_TRUST}`"
        picked = any(map(_picks, statement.conditions))
        if statement.names_everyone:
            if not any(map(restricts_caller, statement.conditions)):
                yield Violation(role, f"{place} lets anyone assume the role.")
            elif not picked and not any(restricts(condition, _ORGANIZATION) for condition in statement.conditions):
                yield Violation(role, f"{place} trusts everyone of an account or network.")
        elif not picked and any(_ROOT.match(name) for _, name in statement.principals):
            yield Violation(role, f"{place} trusts a whole account with no condition.")
        for kind, name in statement.principals:
            claim = missing_claim(name, statement) if kind == "Federated" and GITHUB not in name else ""
            if claim:
                yield Violation(role, f"{place} trusts `{name}` without saying whose tokens (`{claim}`).")


def _picks(condition: Condition) -> bool:
    """Whether a condition picks some of an account's identities."""
    if condition.key == "aws:multifactorauthpresent":
        return condition.operator == "bool" and condition.values == ("true",)
    if condition.key == "aws:principalarn":
        return condition.needs(lambda value: value.startswith("arn:") and not is_everywhere(value))
    if condition.key == "aws:userid":
        return restricts_caller(condition)
    return condition.key.startswith(_CALLERS) and condition.is_specific


@resource_rule(
    About(
        name="github-trust-pinned",
        title="GitHub's tokens count for one repository and branch or environment",
        severity="critical",
        why="Anyone can run a workflow on GitHub; without the subject, every repository's token opens the role, and with `:*` so "
        "does every pull request from a stranger.",
        fix="Set `StringEquals` on `token.actions.githubusercontent.com:aud` to `sts.amazonaws.com` (in China with `.cn`) and "
        "on `...:sub` to `repo:ORG/REPO:environment:NAME` or `repo:ORG/REPO:ref:refs/heads/NAME`.",
        references=("NIST-800-53 AC-3", "NIST-800-53 IA-2", "NIST-800-53 IA-8"),
        preview="the trust policy when its text is known",
        passes='"token.actions.githubusercontent.com:sub": "repo:example/platform:environment:production"',
        fails='"token.actions.githubusercontent.com:sub": "repo:example/*"',
    ),
    kinds.ROLE,
)
def github_pinned(role: Resource, _: Config) -> Findings:
    """Organisation and repository may carry their numeric ids (`repo:ORG@1/REPO@2:...`), as newer repositories' tokens do.

    An enterprise may have an issuer of its own (`token.actions.githubusercontent.com/ENTERPRISE`), whose name the keys begin with.
    """
    statements = statements_of(role, _TRUST)
    yield from statements.unresolved
    for statement in statements.found:
        if statement.allows:
            issuers = [issuer(name).lower() for kind, name in statement.principals if kind == "Federated" and GITHUB in name]
            for what in (what for one in issuers for what in _unpinned(statement, one)):
                yield Violation(role, f"Statement {statement.label} of `{_TRUST}` {what}.")


def _unpinned(statement: Statement, source: str) -> Iterator[str]:
    audiences = statement.condition_values(f"{source}:aud")
    if not audiences or not _AUDIENCES.issuperset(audiences):
        yield f"does not limit `aud` to `{_AUDIENCE}`"
    subjects = statement.condition_values(f"{source}:sub")
    if not subjects:
        yield "does not limit `sub`"
    for subject in subjects:
        if not _SUBJECT.match(subject):
            yield f"accepts the subject `{subject}`"


@resource_rule(
    About(
        name="service-principals-conditioned",
        title="Services come on this account's behalf only",
        severity="critical",
        why="A service does what its customers ask: without a source condition, another customer can ask it to write to, read "
        "from or act as what is yours (the confused deputy).",
        fix="Add `StringEquals` `aws:SourceAccount` or `ArnLike` `aws:SourceArn`; for CloudWatch Logs on a key, "
        "`kms:EncryptionContext:aws:logs:arn`; on an `aws.lambda.Permission` `source_arn`, for S3 `source_account`.",
        references=("AWS-FSBP SNS.4", "NIST-800-53 AC-3", "NIST-800-53 AC-4", "NIST-800-53 AC-6"),
        preview="the policy when its text is known",
        passes='"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}',
        fails='"Principal": {"Service": "cloudwatch.amazonaws.com"}, with no condition',
    ),
    kinds.ROLE,
    *RESOURCE_POLICIES,
    kinds.FUNCTION_PERMISSION,
)
def deputies(resource: Resource, _: Config) -> Findings:
    """Trust, key, topic, queue, bucket, secret, repository and function policies, each by what the service can say there; and who
    may call a function.
    """
    if resource.type == kinds.FUNCTION_PERMISSION:
        yield from _calls(resource)
        return
    path = _TRUST if resource.type == kinds.ROLE else RESOURCE_POLICIES[resource.type]
    if resource.is_unset(path):
        return
    statements = statements_of(resource, path)
    yield from statements.unresolved
    for statement in statements.found:
        for service in dict.fromkeys(services(statement)) if statement.allows else ():
            if lacks_source(resource.type, service, statement):
                what = f"Statement {statement.label} of `{path}` lets `{service}` come on anyone's behalf."
                yield Violation(resource, what)


def _calls(permission: Resource) -> Findings:
    service = caller_lacks_source(permission)
    if service:
        yield Violation(permission, f"It lets `{service}` call the function on anyone's behalf.")
    elif permission.get("principal") is UNKNOWN:
        yield Undecided(permission, "principal")


RULES: tuple[Rule, ...] = (trust_closed, github_pinned, deputies)
