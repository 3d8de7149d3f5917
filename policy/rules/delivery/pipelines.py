"""Pipelines: encrypted artifacts, logged builds without privileges or secrets, sources over a connection."""

import re
from collections.abc import Iterator

from policy.knowledge.build_specs import build_spec_secrets
from policy.knowledge.secret_text import is_secret, looks_secret, named_like_secret
from policy.model import kinds
from policy.model.expectations import must_be_off, must_have_customer_key, must_name
from policy.model.graph import Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule
from policy.model.values import UNKNOWN, decode, dig, each_object, items, shown, text

_SOURCE_CREDENTIAL = "aws:codebuild/sourceCredential:SourceCredential"
_WEBHOOK = "aws:codepipeline/webhook:Webhook"
_TOKEN_SOURCES = frozenset({"GitHub", "Bitbucket"})
_NOT_KEPT = ("", "NO_ARTIFACTS", "CODEPIPELINE")
_IMAGES = re.compile(r"docker|buildx|podman|buildah|kaniko|\becr\b|repository_uri|image", re.IGNORECASE)


@resource_rule(
    About(
        name="pipeline-artifacts-encrypted",
        title="Pipelines and builds keep artifacts under a customer key",
        severity="medium",
        why="Artifacts are the code and what it is built into, readable to everyone who may read the bucket.",
        fix='Set `encryption_key={"id": key.arn, "type": "KMS"}` in every `artifact_stores`, `encryption_key` of a project, '
        "and leave `encryption_disabled` off.",
        references=("NIST-800-53 SC-12(2)", "NIST-800-53 SC-28(1)", "AWS-FSBP CodeBuild.3"),
        preview="the key by being named",
        passes='encryption_key={"id": key.arn, "type": "KMS"}',
        fails='artifact_stores=[{"location": bucket.bucket, "type": "S3"}]',
    ),
    kinds.PIPELINE,
    kinds.BUILD,
)
def artifacts(resource: Resource, _: Config) -> Findings:
    """A build without artifacts of its own hands them to its pipeline, whose key counts."""
    if resource.type == kinds.PIPELINE:
        stores = items(resource.get("artifactStores"))
        if not stores:
            yield Violation(resource, "`artifactStores` is empty.")
        for position, store in enumerate(stores):
            if store is not UNKNOWN:
                yield from must_have_customer_key(resource, f"artifactStores.{position}.encryptionKey.id")
        return
    secondary = (f"secondaryArtifacts.{position}" for position in range(len(items(resource.get("secondaryArtifacts")))))
    kept = [path for path in ("artifacts", *secondary) if text(resource.get(f"{path}.type")) not in _NOT_KEPT]
    for path in kept:
        yield from must_be_off(resource, f"{path}.encryptionDisabled")
    if resource.get("artifacts.type") is UNKNOWN:
        yield Undecided(resource, "artifacts.type")
    elif kept:
        yield from must_have_customer_key(resource, "encryptionKey")


@resource_rule(
    About(
        name="build-logged",
        title="Builds write their log to a group that somebody declared",
        severity="medium",
        why="What a build did is known only from its log; left to AWS, the group has no key and never expires.",
        fix='Set `logs_config={"cloudwatch_logs": {"group_name": group.name}}`.',
        references=("AWS-FSBP CodeBuild.4", "NIST-800-53 AU-2", "NIST-800-53 AU-12"),
        preview="the group by being named",
        passes='logs_config={"cloudwatch_logs": {"group_name": group.name}}',
        fails='logs_config={"cloudwatch_logs": {"status": "DISABLED"}}',
    ),
    kinds.BUILD,
)
def logged(project: Resource, _: Config) -> Findings:
    """To CloudWatch, or to a bucket."""
    groups, bucket = "logsConfig.cloudwatchLogs", "logsConfig.s3Logs"
    status = project.get(f"{bucket}.status")
    if status == "ENABLED":
        yield from must_name(project, f"{bucket}.location")
        yield from must_be_off(project, f"{bucket}.encryptionDisabled")
    elif UNKNOWN in (status, project.get(f"{groups}.status")):
        yield Undecided(project, "logsConfig")
    elif project.get(f"{groups}.status") == "DISABLED":
        yield Violation(project, f"`{groups}.status` is `DISABLED`.")
    else:
        yield from must_name(project, f"{groups}.groupName")


@resource_rule(
    About(
        name="build-privileged-for-images-only",
        title="Only builds of images run privileged",
        severity="medium",
        why="A privileged build can leave its container, and runs whatever the repository and its dependencies say.",
        fix="Leave `privileged_mode` off; a build of images shows it in its inline `buildspec`, variables or cache (docker, "
        "buildx, ECR). One that mounts a file system needs it.",
        references=("AWS-FSBP CodeBuild.5", "NIST-800-53 AC-6", "NIST-800-53 CM-7"),
        preview="the switch and the build's own text",
        passes='privileged_mode=True, buildspec="... docker build ..."',
        fails='privileged_mode=True, buildspec="... pytest ..."',
    ),
    kinds.BUILD,
)
def privileged(project: Resource, _: Config) -> Findings:
    """A build specification kept in the repository cannot be seen, so variables, or a cache of layers, have to tell. A build that
    mounts a file system has to be privileged as well (CodeBuild user guide, "Amazon Elastic File System sample").
    """
    path = "environment.privilegedMode"
    mode = project.get(path)
    if mode in (None, False):
        return
    spec, variables = project.get("source.buildspec"), items(project.get("environment.environmentVariables"))
    names = [dig(one, "name") for one in variables if one is not UNKNOWN]
    cached = items(project.get("cache.modes"))
    if any(_IMAGES.search(text(one)) for one in (spec, *names, *cached)) or items(project.get("fileSystemLocations")):
        return
    if UNKNOWN in (mode, spec, *names, *variables, *cached):
        yield Undecided(project, path if mode is UNKNOWN else "source.buildspec")
    else:
        yield Violation(project, f"`{path}` is {shown(mode)}, and nothing here builds an image.")


@resource_rule(
    About(
        name="build-no-credentials",
        title="No build has a secret in its variables, commands or source's URL",
        severity="critical",
        why="Everyone who may look at the project reads it, and so does every build's log.",
        fix="Give the variable `type` `SECRETS_MANAGER` or `PARAMETER_STORE` and where the secret is as its `value`.",
        references=("AWS-FSBP CodeBuild.2", "NIST-800-53 IA-5(7)", "NIST-800-53 SC-28"),
        preview="names and values themselves; an inline build specification when its text is known",
        passes='{"name": "NPM_TOKEN", "type": "SECRETS_MANAGER", "value": secret.arn}',
        fails='{"name": "NPM_TOKEN", "value": "..."}',
    ),
    kinds.BUILD,
    kinds.PIPELINE,
)
def no_credentials(resource: Resource, _: Config) -> Findings:
    """Found by name and by value; the value is never repeated. Pipelines give their builds variables as well."""
    if resource.type == kinds.PIPELINE:
        for path in _action_variables(resource):
            yield from _variables(resource, path, decode(resource.get(path)))
        return
    path = "environment.environmentVariables"
    yield from _variables(resource, path, resource.get(path))
    if looks_secret(text(resource.get("source.location"))):
        yield Violation(resource, "`source.location` holds a secret.")
    if resource.get("source.buildspec") is UNKNOWN:
        yield Undecided(resource, "source.buildspec")
    for what in build_spec_secrets(text(resource.get("source.buildspec"))):
        yield Violation(resource, f"`source.buildspec` {what}.")


def _action_variables(pipeline: Resource) -> Iterator[str]:
    """The paths of the variables that actions set."""
    for number, stage in each_object(pipeline.get("stages")):
        for position, _action in each_object(dig(stage, "actions")):
            yield f"stages.{number}.actions.{position}.configuration.EnvironmentVariables"


def _variables(project: Resource, path: str, listed: object) -> Findings:
    if listed is UNKNOWN:
        yield Undecided(project, path)
        return
    for position, variable in each_object(listed):
        kind, name, value = (dig(variable, key) for key in ("type", "name", "value"))
        if text(kind) in ("SECRETS_MANAGER", "PARAMETER_STORE"):
            continue
        if named_like_secret(text(name)) if value is UNKNOWN else is_secret(text(name), text(value)):
            if UNKNOWN in (kind, value):
                yield Undecided(project, f"{path}.{position}.{'type' if kind is UNKNOWN else 'value'}")
            else:
                yield Violation(project, f"`{path}.{position}` holds a secret in `{text(name)}`.")
        elif variable is UNKNOWN or UNKNOWN in (name, value):
            yield Undecided(project, f"{path}.{position}")


@resource_rule(
    About(
        name="pipeline-source-by-connection",
        title="Sources come over a connection, not with somebody's token",
        severity="medium",
        why="A personal token gives its holder everything that person may do, does not expire with the job, and lies in state.",
        fix="Use the source action `CodeStarSourceConnection` with `ConnectionArn`, and no webhook or source credential.",
        references=("AWS-FSBP CodeBuild.1", "NIST-800-53 IA-5", "NIST-800-53 SA-3"),
        preview="the actions' providers, and the resources' being there",
        passes='"provider": "CodeStarSourceConnection"',
        fails='"provider": "GitHub"',
    ),
    kinds.PIPELINE,
    _SOURCE_CREDENTIAL,
    _WEBHOOK,
)
def sources(resource: Resource, _: Config) -> Findings:
    """A source credential may itself hold a connection."""
    if resource.type == _WEBHOOK:
        yield Violation(resource, "A webhook belongs to a source with a personal token.")
    elif resource.type == _SOURCE_CREDENTIAL:
        kind = resource.get("authType")
        if kind is UNKNOWN:
            yield Undecided(resource, "authType")
        elif kind not in ("CODECONNECTIONS", "SECRETS_MANAGER"):
            yield Violation(resource, f"`authType` is {shown(kind, quote=True)}; it has to be `CODECONNECTIONS`.")
    else:
        yield from _token_sources(resource)


def _token_sources(pipeline: Resource) -> Findings:
    for number, stage in each_object(pipeline.get("stages")):
        for position, action in each_object(dig(stage, "actions")):
            provider = dig(action, "provider")
            if provider is UNKNOWN:
                yield Undecided(pipeline, f"stages.{number}.actions.{position}.provider")
            elif dig(action, "category") == "Source" and text(provider) in _TOKEN_SOURCES:
                yield Violation(pipeline, f"`stages.{number}.actions.{position}.provider` is {shown(provider, quote=True)}.")


RULES: tuple[Rule, ...] = (artifacts, logged, privileged, no_credentials, sources)
