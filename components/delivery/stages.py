"""The stages of a pipeline as CodePipeline has them: plain values, made of settings and of the builds' names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws.codepipeline import PipelineStageActionArgsDict, PipelineStageArgsDict

from components.delivery.build import Build
from stack.settings import DeliveredToSettings, DeliverySettings, SourceSettings
from stack.settings.delivery import STAGES

APPLICATION, PLATFORM = "application", "platform"
"""The two sources, by the names of their artifacts."""
MOST_CHARACTERS = 1000
"""Of one value in an action's configuration (CodePipeline API, "ActionDeclaration")."""


@dataclass(frozen=True, kw_only=True)
class Builds:
    """What the actions of a pipeline run."""

    tests: Build
    images: Build
    check: Build
    deploy: Mapping[str, Build]
    """By the name of the stack it deploys."""

    @property
    def all(self) -> Sequence[Build]:
        """Each of them, in the order in which a commit meets them."""
        return (self.tests, self.images, self.check, *self.deploy.values())


def stages(settings: DeliverySettings, builds: Builds, *, topic: pulumi.Input[str]) -> list[PipelineStageArgsDict]:
    """Return the stages: sources, build, and one for each stack.

    A stage is never left half-way for a newer commit: what is approved in it is what it deploys.

    Args:
        settings: what is built, and where to.
        builds: what does it.
        topic: where it is told that an approval waits.
    """
    sources = [
        _source(APPLICATION, settings.connection, settings.application, starts=True),
        _source(PLATFORM, settings.connection, settings.platform, starts=False),
    ]
    images = [
        _build(
            f"image-{name}",
            builds.images,
            APPLICATION,
            {"IMAGE": name, "DOCKERFILE": image.dockerfile, "CONTEXT": image.context},
            order=2,
            namespace=f"image-{name}",
        )
        for name, image in settings.images.items()
    ]
    found: list[PipelineStageArgsDict] = [
        {"name": STAGES[0], "actions": sources},
        {"name": STAGES[1], "actions": [_build("tests", builds.tests, APPLICATION, {}), *images]},
    ]
    found.extend({"name": one.stack, "actions": _delivery(one, settings, builds, topic)} for one in settings.stacks)
    return found


def _delivery(
    target: DeliveredToSettings, settings: DeliverySettings, builds: Builds, topic: pulumi.Input[str]
) -> list[PipelineStageActionArgsDict]:
    variables = deploy_variables(target, settings)
    checked = {name: value for name, value in variables.items() if name != "COMMIT"}
    actions = [_build("check", builds.check, PLATFORM, checked)]
    if target.approval:
        actions.append(_approval(target, topic))
    return [*actions, _build("deploy", builds.deploy[target.stack], PLATFORM, variables, order=3)]


def deploy_variables(target: DeliveredToSettings, settings: DeliverySettings) -> Mapping[str, str]:
    """Return what a build that deploys to a stack is given beside its project's own variables."""
    digests = json.dumps({service: f"#{{image-{image}.DIGEST}}" for service, image in settings.digests.items()})
    return {"STACK": target.stack, "IMAGES": digests, "COMMIT": f"#{{{APPLICATION}.CommitId}}"}


def as_configuration(variables: Mapping[str, str]) -> str:
    """Return variables of a build as its action has them, `MOST_CHARACTERS` at most."""
    return json.dumps([{"name": key, "value": value, "type": "PLAINTEXT"} for key, value in variables.items()])


def _source(name: str, connection: str, settings: SourceSettings, *, starts: bool) -> PipelineStageActionArgsDict:
    return {
        "name": name,
        "category": "Source",
        "owner": "AWS",
        "provider": "CodeStarSourceConnection",
        "version": "1",
        "namespace": name,
        "output_artifacts": [name],
        "configuration": {
            "ConnectionArn": connection,
            "FullRepositoryId": settings.repository,
            "BranchName": settings.branch,
            "DetectChanges": str(starts).lower(),
        },
    }


def _build(
    name: str, build: Build, source: str, variables: Mapping[str, str], *, order: int = 1, namespace: str | None = None
) -> PipelineStageActionArgsDict:
    configuration: dict[str, pulumi.Input[str]] = {"ProjectName": build.name}
    if variables:
        configuration["EnvironmentVariables"] = as_configuration(variables)
    action: PipelineStageActionArgsDict = {
        "name": name,
        "category": "Build",
        "owner": "AWS",
        "provider": "CodeBuild",
        "version": "1",
        "run_order": order,
        "input_artifacts": [source],
        "configuration": configuration,
    }
    if namespace is not None:
        action["namespace"] = namespace
    return action


def _approval(target: DeliveredToSettings, topic: pulumi.Input[str]) -> PipelineStageActionArgsDict:
    return {
        "name": "approve",
        "category": "Approval",
        "owner": "AWS",
        "provider": "Manual",
        "version": "1",
        "run_order": 2,
        "configuration": {
            "NotificationArn": topic,
            "CustomData": (
                f"Deploy #{{{APPLICATION}.CommitId}} (#{{{APPLICATION}.CommitMessage}}) to {target.stack}? "
                "Its images have passed the check and run in the stages before."
            ),
        },
    }
