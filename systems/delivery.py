"""A pipeline of its own for the stacks of one application, so that no deployment changes what deploys it.

push -> source -> tests -> a build for each image -> for each stack: check -> approval -> deploy: migrate, up, smoke test, or back
each build -> a role for what it calls, a log group; sources -> a bucket with a key; failed runs -> alarm
deploy -> the deployer of one stack, which trusts this stack's role for it by name (account stack, `delivered_by`)
"""

import re
from collections.abc import Iterator
from dataclasses import field

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


@block
class DeliveryStackSettings(StackSettings):
    """What the stack file of a pipeline says."""

    delivery: DeliverySettings
    alerts: AlertSettings = field(default_factory=AlertSettings)

    def problems(self) -> Iterator[Problem]:
        """Check that it delivers services of systems that there are."""
        systems = Systems()
        for index, target in enumerate(self.delivery.stacks):
            known = [] if target.system not in systems else [service.name for service in systems[target.system].services]
            if not known:
                yield Problem(
                    path=f"delivery.stacks[{index}].system",
                    found=target.system,
                    allowed="one of " + ", ".join(sorted(name for name, system in systems.items() if system.services)),
                    fix="name a module of systems/ that has services, with hyphens",
                )
            elif unknown := sorted(set(self.delivery.digests) - set(known)):
                yield Problem(
                    path="delivery.images",
                    found=f"{', '.join(unknown)}, which {target.system} does not have",
                    allowed="services of the systems that are delivered: " + ", ".join(known),
                    fix="correct the name, or remove it",
                )
            else:
                yield from self._target_problems(index, target, systems[target.system].code)

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


SYSTEM: System[DeliveryStackSettings] = System(code="dlv", settings=DeliveryStackSettings, build=build, others=(Pipeline, Signing))
