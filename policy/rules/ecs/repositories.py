"""Image repositories: immutable, scanned, encrypted, closed to other accounts."""

from policy.knowledge.iam.documents import policy_must_not_be_open
from policy.knowledge.image_tags import EXCLUDED, FIXED, MUTABILITY, excluded_tags
from policy.model import kinds
from policy.model.expectations import (
    at_most_undecided,
    by_choice,
    must_be_on,
    must_be_one_of,
    must_have_companion,
    must_have_customer_key,
)
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, dig, has_unknown, items, text

_REGISTRY_SCANS = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
_CACHED = "PULL_THROUGH_CACHE"


@stack_rule(
    About(
        name="ecr-repository-hardened",
        title="Repositories have immutable tags, scan what is pushed and use a customer key",
        severity="high",
        why="A tag that can move makes tomorrow's task run an image nobody tested, and an unscanned one brings its known "
        "flaws along.",
        fix='Set `image_tag_mutability="IMMUTABLE"`, `image_scanning_configuration={"scan_on_push": True}` and '
        '`encryption_configurations=[{"encryption_type": "KMS", "kms_key": ...}]` (creation only).',
        references=("AWS-FSBP ECR.1", "AWS-FSBP ECR.2", "AWS-FSBP ECR.5", "NIST-800-53 RA-5", "NIST-800-53 CM-8(1)"),
        preview="the values themselves, of creation templates too; the key by being named",
        passes='image_tag_mutability="IMMUTABLE"',
        fails='image_tag_mutability="MUTABLE"',
    )
)
def hardened(graph: Graph, _: Config) -> Findings:
    """Encryption absent is AWS's own key, as is type KMS with no key named.

    A template is what ECR makes repositories from; those of a cache move their tags with what they are copies of ("Repository
    creation templates"). Tags that signatures move are excluded by a filter. A registry that scans does so whatever its
    repositories say.
    """
    scans = _Scans(graph)
    for repository in graph.of(kinds.REPOSITORY):
        yield from _fixed(repository)
        yield from scans.judge(repository)
        yield from by_choice(_encrypted(repository))
    for template in graph.of(kinds.REPOSITORY_TEMPLATE):
        made_for = items(template.get("appliedFors"))
        if _CACHED not in made_for:
            found = _fixed(template)
            yield from at_most_undecided(found, Undecided(template, "appliedFors")) if UNKNOWN in made_for else found
        yield from by_choice(_encrypted(template))


def _fixed(repository: Resource) -> Findings:
    yield from must_be_one_of(repository, MUTABILITY, FIXED)
    excluded = excluded_tags(repository)
    if any(text(one) and not text(one).strip("*") for one in excluded):
        yield Violation(repository, f"`{MUTABILITY}` excludes every tag.")
    elif has_unknown(excluded):
        yield Undecided(repository, EXCLUDED)


def _encrypted(repository: Resource) -> Findings:
    path = "encryptionConfigurations"
    if repository.get(path) is UNKNOWN:
        yield Undecided(repository, path)
    elif not items(repository.get(path)):
        yield Violation(repository, f"`{path}` is not set.")
    else:
        yield from must_be_one_of(repository, f"{path}.0.encryptionType", ("KMS", "KMS_DSSE"))
        yield from must_have_customer_key(repository, f"{path}.0.kmsKey")


class _Scans:
    """What the registry scans by itself; it holds for its repositories, whose own switch is older ("Image scanning")."""

    def __init__(self, graph: Graph) -> None:
        rules = [rule for one in graph.of(_REGISTRY_SCANS) for rule in items(one.get("rules"))]
        scanning = [rule for rule in rules if dig(rule, "scanFrequency") in ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")]
        filters = [one for rule in scanning for one in items(dig(rule, "repositoryFilters"))]
        self._patterns = [dig(one, "filter") for one in filters]
        self._is_uncertain = has_unknown(rules)

    def judge(self, repository: Resource) -> Findings:
        """Whether an image is scanned when it is pushed."""
        name = text(repository.get("name")) or "*"
        patterns = [text(one) if "*" in text(one) else f"*{text(one)}*" for one in self._patterns if text(one)]
        if not any(matches(pattern, name) for pattern in patterns):
            found = must_be_on(repository, "imageScanningConfiguration.scanOnPush")
            yield from at_most_undecided(found, Undecided(repository, "what the registry scans")) if self._is_uncertain else found


@resource_rule(
    About(
        name="ecr-policy-not-open",
        title="No policy of a repository or the registry lets anyone in",
        severity="critical",
        why="Anyone with an AWS account pulls the code, or pushes what the next task runs.",
        fix="Name the `Principal`, or restrict `*` with a condition such as `aws:PrincipalOrgID`.",
        references=("NIST-800-53 AC-3", "NIST-800-53 AC-6"),
        preview="the policy when its text is known",
        passes='"Principal": {"AWS": "arn:aws:iam::111122223333:role/build"}',
        fails='"Principal": "*"',
    ),
    kinds.REPOSITORY_POLICY,
    kinds.REGISTRY_POLICY,
)
def not_open(policy: Resource, _: Config) -> Findings:
    """Each speaks of its own repository or registry, so only who comes matters."""
    yield from policy_must_not_be_open(policy)


@stack_rule(
    About(
        name="ecr-images-expire",
        title="Every repository has a lifecycle policy",
        severity="low",
        why="Every build stays for ever: the bill grows, and old images with known flaws stay ready to run.",
        fix="Declare an `aws.ecr.LifecyclePolicy` for the repository that keeps as many images as a rollback needs.",
        references=("AWS-FSBP ECR.3", "NIST-800-53 CM-2", "NIST-800-53 CM-2(2)"),
        preview="the edge from the lifecycle policy to its repository",
        passes="LifecyclePolicy(repository=repository.name)",
        fails="no `LifecyclePolicy`",
    )
)
def images_expire(graph: Graph, _: Config) -> Findings:
    """A policy names its repository by name."""
    attached = graph.attached(kinds.REPOSITORY_LIFECYCLE, "repository", kinds.REPOSITORY)
    for repository in graph.of(kinds.REPOSITORY):
        undecided = "repository of a lifecycle policy that could be this one's"
        yield from must_have_companion(repository, attached, undecided, "The repository has no `LifecyclePolicy`.")


RULES: tuple[Rule, ...] = (hardened, not_open, images_expire)
