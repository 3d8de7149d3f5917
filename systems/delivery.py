"""A pipeline of its own for the stacks of one application, so that no deployment changes what deploys it.

push -> source -> tests -> a build for each image -> for each stack: check -> approval -> deploy: migrate, up, smoke test, or back
each build -> a role for what it calls, a log group; sources -> a bucket with a key; failed runs -> alarm
deploy -> the deployer of one stack, which trusts this stack's role for it by name (account stack, `delivered_by`)
"""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any, Final

from components.base.iam import bind_roles
from components.base.key import EncryptionKey, for_log_groups
from components.base.logs import Logging
from components.data.access_logs import AccessLogs
from components.data.bucket import Bucket
from components.delivery.builds import declare_builds
from components.delivery.pipeline import Pipeline
from components.delivery.signing import Signing
from components.delivery.stages import MOST_CHARACTERS, as_configuration, deploy_variables
from components.watch.alert_topic import AlertTopic
from components.watch.dashboard import Observability
from stack.block import block
from stack.problems import Problem
from stack.settings import AlertSettings, BucketSettings, DeliveredToSettings, DeliverySettings, StackSettings
from stack.settings.account import ACCOUNT_CODE
from systems import Systems
from systems.system import Outputs, System, locate

MIGRATION: Final = "migrate"
"""The job that each deployment runs first: `ops deploy --migrate`."""


@block
class DeliveryStackSettings(StackSettings):
    """What the stack file of a pipeline says."""

    delivery: DeliverySettings
    alerts: AlertSettings = field(default_factory=AlertSettings)

    def problems(self) -> Iterator[Problem]:
        """Check that systems have what is delivered: the services, in repositories of these names, and the job that migrates."""
        systems, told = Systems(), set[str]()
        for index, target in enumerate(self.delivery.stacks):
            system = systems.get(target.system)
            if system is None or not system.services:
                yield Problem(
                    path=f"delivery.stacks[{index}].system",
                    found=target.system,
                    allowed="one of " + ", ".join(sorted(name for name, system in systems.items() if system.services)),
                    fix="name a module of systems/ that has services, with hyphens",
                )
                continue
            yield from self._target_problems(index, target, system.code)
            if target.system not in told:
                told.add(target.system)
                yield from self._problems_of(f"delivery.stacks[{index}].system", target.system, system)

    def _problems_of(self, path: str, name: str, system: System[Any]) -> Iterator[Problem]:
        images = {service.name: service.image for service in system.services}
        if MIGRATION not in (job.name for job in system.jobs):
            yield Problem(
                path=path,
                found=f"{name}, which has no job {MIGRATION}",
                allowed="systems with one: each deployment runs it before the services change",
                fix="deliver it by bin/platform-ops deploy, or give its module the job",
            )
        if unknown := sorted(set(self.delivery.digests) - set(images)):
            yield Problem(
                path="delivery.images",
                found=f"{', '.join(unknown)}, which {name} does not have",
                allowed="services of the systems that are delivered: " + ", ".join(images),
                fix="correct the name, or remove it",
            )
        for service, image in self.delivery.digests.items():
            if images.get(service, image) != image:
                yield Problem(
                    path=f"delivery.images.{image}.services",
                    found=f"{service}, which runs from the repository {images[service]} of {name}",
                    allowed="services that run from the repository of the image's name",
                    fix=f"call the image {images[service]}, or move the service there",
                )

    def _target_problems(self, index: int, target: DeliveredToSettings, code: str) -> Iterator[Problem]:
        """Check what depends on the system: whose deployer it is, and how long the variables of its builds are."""
        ending = f"-deployer-{code}-{target.environment}"
        if not re.fullmatch(rf"{ACCOUNT_CODE}-[a-z0-9-]+{re.escape(ending)}", target.deployer):
            yield Problem(
                path=f"delivery.stacks[{index}].deployer",
                found=target.deployer,
                allowed=f"the deployer of {target.system} {target.environment}, {ACCOUNT_CODE}-<environment>{ending}",
                fix="write the role that `pulumi stack output deployers -s account` has for it, without arn: and path",
            )
        characters = len(as_configuration(deploy_variables(target, self.delivery)))
        if characters > MOST_CHARACTERS:
            yield Problem(
                path="delivery.images",
                found=f"{len(self.delivery.digests)} services, whose names take {characters} characters for {target.stack}",
                allowed=f"as many as fit into {MOST_CHARACTERS} characters: CodePipeline takes no more for an action",
                fix="deliver some of them with a pipeline of their own",
            )


def build(settings: DeliveryStackSettings) -> Outputs:
    """Declare the pipeline and return the stack's outputs."""
    delivery, site = settings.delivery, locate(SYSTEM, settings)
    if settings.role_boundary is not None:
        bind_roles(site.iam_arn(f"policy/{settings.role_boundary}"), SYSTEM.grants)
    access_logs = AccessLogs("access-logs", site, settings=settings.logs).targets
    logs_key = EncryptionKey("logs", site, purpose="logs of builds", services=[for_log_groups(site)])
    logging = Logging(key_arn=logs_key.arn, retention_days=settings.logs.retention_days, retain=site.protect)
    alerts = AlertTopic("alerts", site, settings=settings.alerts)
    kept = BucketSettings(noncurrent_days=7, expire_days=delivery.artifact_days)
    artifacts = Bucket("artifacts", site, settings=kept, access_logs=access_logs)
    signing = Signing("signing", site, profile=delivery.supply_chain.signing_profile)
    names = {target.stack: _name(target) for target in delivery.stacks}
    builds = declare_builds(site, delivery, names=names, logging=logging, sources=artifacts, signing=signing)
    pipeline = Pipeline("pipeline", site, settings=delivery, builds=builds, artifacts=artifacts, topic=alerts)
    watch = Observability("watch", site, topic=alerts, signals=pipeline.signals, log_groups=[])
    return {
        "pipeline": pipeline.name,
        "signing_profile_arn": signing.arn,
        "deploy_roles": {stack: one.role_arn for stack, one in builds.deploy.items()},
        "log_groups": {one: site.path(f"builds/{one}") for one in ("tests", "images", "check")},
        "cloudwatch_dashboard_url": watch.dashboard_url,
        "topics": {"alerts": alerts.arn},
    }


def _name(target: DeliveredToSettings) -> str:
    """What heads the names of a stack."""
    return f"{Systems()[target.system].code}-{target.environment}"


SYSTEM: System[DeliveryStackSettings] = System(code="dlv", settings=DeliveryStackSettings, build=build, tiers=(Pipeline, Signing))
