"""The account itself: who may deploy, what is recorded, how images are checked and copied. One stack for each AWS account.

GitHub Actions -> OIDC provider -> a deployer for each stack -> the stack, whose roles never do more than its boundary allows
people, with a code -> an operator for each stack -> the operations commands, and the stack's deployer for an hour at a time
named people, when nothing else helps -> break-glass: administrator for an hour, and an alarm
GitHub Actions, each night -> a role for each stack that reads what its deployer may read
every call to AWS -> trail -> bucket (a year) and log group
the account and each of its regions -> guards: no public buckets, encrypted volumes, who outside may reach what
images in every region -> scanning; where rules say so -> copies in another region
"""

from collections.abc import Collection, Iterator
from dataclasses import field, replace

import pulumi

from components.account.application import ApplicationRole
from components.account.baseline import Baseline
from components.account.break_glass import BreakGlass
from components.account.database_metrics import DatabaseMetrics
from components.account.deployer import Deployer
from components.account.deployer_permissions.scope import DeployerScope
from components.account.github import GitHubIdentity
from components.account.operator import Operator
from components.account.people import LONGEST, characters_of
from components.account.people_policies import PeoplePolicies
from components.account.reader import Reader
from components.account.registry import Registry
from components.account.trail import Trail
from components.account.use_alarms import UseAlarms
from components.base.iam import Statement, document
from components.data.access_logs import AccessLogs
from components.delivery.names import connection_arns, deploy_role
from components.delivery.pipeline import Pipeline
from components.watch.alert_topic import AlertTopic
from stack.block import block
from stack.problems import Problem
from stack.settings import (
    AccountSettings,
    AlertSettings,
    ApplicationSettings,
    DeliveredBySettings,
    DeployedStackSettings,
    StackSettings,
)
from stack.settings.account import ACCOUNT_CODE, DRIFT_ENVIRONMENT
from stack.site import Site
from systems import Systems
from systems.system import Outputs, System, locate


@block
class AccountStackSettings(StackSettings):
    """What the account's stack file says."""

    account: AccountSettings
    alerts: AlertSettings = field(default_factory=AlertSettings)
    """Who hears when somebody acts as the root user or breaks the glass. Two alarms, their metrics and a key: 1.80 USD a month."""

    def problems(self) -> Iterator[Problem]:
        """Check that systems deployed are others than this one, whose changes change what limits them, and that alarms arrive."""
        if self.account.break_glass is not None and not self.alerts.emails and self.alerts.slack is None:
            yield Problem(
                path="alerts",
                found="nobody, with account.break_glass",
                allowed="emails or slack: an administrator whom nobody hears of is no exception but a habit",
                fix="add alerts: {emails: [...]}",
            )
        yield from self._trust_problems()
        yield from self._signing_problems()
        deployable = sorted(set(Systems()) - {self.system})
        for index, deployment in enumerate(self.account.deployments):
            if deployment.system not in deployable:
                yield Problem(
                    path=f"account.deployments[{index}].system",
                    found=deployment.system,
                    allowed="one of " + ", ".join(deployable),
                    fix="name a module of systems/, with hyphens, or remove the line",
                )
            elif (pipeline := deployment.delivered_by) is not None and Pipeline not in _components(pipeline.system):
                yield Problem(
                    path=f"account.deployments[{index}].delivered_by.system",
                    found=pipeline.system,
                    allowed="a system with a pipeline",
                    fix="write delivery, or remove delivered_by",
                )

    def _trust_problems(self) -> Iterator[Problem]:
        """Check that the people fit into the trust policies of their roles."""
        operators, break_glass = self.account.operators, self.account.break_glass
        of_stacks = {f"account.deployments[{index}].operators": one.operators for index, one in enumerate(self.account.deployments)}
        for path, people in {"account.operators": operators, "account.break_glass": break_glass, **of_stacks}.items():
            if people is None:
                continue
            length = characters_of(people)
            if length > LONGEST:
                yield Problem(
                    path=path,
                    found=f"{len(people.users)} users and {len(people.permission_sets)} permission sets, {length} characters",
                    allowed=f"as many as fit into {LONGEST} characters: AWS takes no longer trust policy of a role",
                    fix="name fewer, or one permission set that all of them are assigned",
                )

    def _signing_problems(self) -> Iterator[Problem]:
        """Check that no application signs as a pipeline: such a signature says that the pipeline has built an image."""
        systems = Systems()
        pipelines = tuple(f"{systems[name].code}_" for name in systems if Pipeline in systems[name].components)
        for index, one in enumerate(self.account.deployments):
            profile = None if one.application is None else one.application.signs_with
            if profile is not None and profile.startswith(pipelines):
                yield Problem(
                    path=f"account.deployments[{index}].application.signs_with",
                    found=f"{profile}, which is called like a pipeline's own",
                    allowed="a profile of the application's: a pipeline's signature says that the pipeline has built the image",
                    fix="make another, such as app_images (docs/image-contract.md)",
                )


def _components(system: str) -> Collection[type]:
    systems = Systems()
    return systems[system].components if system in systems else ()


def build(settings: AccountStackSettings) -> Outputs:
    """Declare the account's own resources and return the stack's outputs."""
    account = settings.account
    site = locate(SYSTEM, settings)
    access_logs = AccessLogs("access-logs", site, settings=settings.logs).targets
    trail = Trail("trail", site, settings=account.trail, access_logs=access_logs, log_retention_days=settings.logs.retention_days)
    Baseline("baseline", site, settings=account.baseline, regions=account.regions)
    break_glass = None if account.break_glass is None else BreakGlass("break-glass", site, settings=account.break_glass)
    UseAlarms(
        "use",
        site,
        log_group=trail.log_group,
        topic=AlertTopic("alerts", site, settings=settings.alerts),
        break_glass=None if break_glass is None else site.iam_arn(f"role/{break_glass.role_name}"),
    )
    github = GitHubIdentity("github", site)
    operators = dict(_operators(site, account))
    asked_for = {
        "operators": [operator.role_name for operator in operators.values()],
        "break-glass": [] if break_glass is None else [break_glass.role_name],
    }
    PeoplePolicies("people", site, roles={kind: names for kind, names in asked_for.items() if names})
    deployers = {
        deployment.label: _deployer(site, account, deployment, github, operators.get(deployment.label))
        for deployment in account.deployments
    }
    readers = {
        deployment.label: _reader(site, account, deployment, deployers[deployment.label], github)
        for deployment in account.deployments
    }
    applications = {
        deployment.label: _application(site, account, deployment, deployment.application, github)
        for deployment in account.deployments
        if deployment.application is not None
    }
    Registry(
        "registry",
        site,
        regions=account.regions,
        scanning=account.scanning,
        replication=account.image_replication,
        kept=account.image_copies,
    )
    DatabaseMetrics("database-metrics", site, regions=account.regions, retention_days=settings.logs.retention_days)
    return {
        "oidc_provider_arn": github.arn,
        "deployers": {
            label: {
                "role": deployer.arn,
                "reader": readers[label].arn,
                "role_boundary": deployer.boundary,
                "login": deployer.login,
                "secrets_provider": deployer.secrets_provider,
            }
            for label, deployer in deployers.items()
        },
        "operators": {label: operator.arn for label, operator in operators.items()},
        **({} if break_glass is None else {"break_glass": break_glass.arn}),
        "application_roles": {label: role.arn for label, role in applications.items()},
        "trail_arn": trail.arn,
        "trail_bucket": trail.bucket_name,
    }


def _scope(site: Site, account: AccountSettings, deployment: DeployedStackSettings) -> DeployerScope:
    delivers = [f"{Systems()[one.system].code}-{one.environment}" for one in account.delivered_from(deployment)]
    return DeployerScope(
        account=site.account,
        system=deployment.system,
        code=Systems()[deployment.system].code,
        environment=deployment.environment,
        regions=deployment.regions,
        domains=deployment.domains,
        hosted_zones=account.hosted_zones,
        health_checks=deployment.failover,
        recovers=deployment.recovers,
        adopts=deployment.adopts,
        copies_vault=deployment.backup_copies,
        delivers=tuple(delivers),
        deployers=tuple(site.name("role", f"deployer-{name}") for name in delivers),
        connections=tuple(arn for one in deployment.connections for arn in connection_arns(one)),
    )


def _operators(site: Site, account: AccountSettings) -> Iterator[tuple[str, Operator]]:
    """Declare the operator of each deployment that has people, by the deployment's label."""
    if account.operators is None:
        return
    for deployment in account.deployments:
        scope = _scope(site, account, deployment)
        yield (
            deployment.label,
            Operator(
                f"operator-{scope.name}",
                site,
                scope=scope,
                people=deployment.operators or account.operators,
                settings=account.operators,
                place=account.place_of(deployment),
                deployer=f"deployer-{scope.name}",
            ),
        )


def _deployer(
    site: Site, account: AccountSettings, deployment: DeployedStackSettings, github: GitHubIdentity, operator: Operator | None
) -> Deployer:
    system, scope = Systems()[deployment.system], _scope(site, account, deployment)
    people = [] if operator is None else [operator]
    workflow = github.trust(account.github.subject(deployment.workflow_environment))
    return Deployer(
        f"deployer-{scope.name}",
        site,
        scope=scope,
        components=system.components,
        grants=system.grants,
        place=account.place_of(deployment),
        trust_policy=document([workflow, *_delivering(site, scope, deployment.delivered_by), *(one.trusted for one in people)]),
        after=[*github.depends_on, *(first for one in people for first in one.depends_on)],
    )


def _reader(
    site: Site, account: AccountSettings, deployment: DeployedStackSettings, deployer: Deployer, github: GitHubIdentity
) -> Reader:
    return Reader(
        f"drift-{_scope(site, account, deployment).name}",
        site,
        deployment=deployer.statements,
        trust_policy=document([github.trust(account.github.subject(DRIFT_ENVIRONMENT))]),
        after=github.depends_on,
    )


def _delivering(site: Site, scope: DeployerScope, pipeline: DeliveredBySettings | None) -> list[Statement]:
    """Let one role of a pipeline's stack act as the deployer, by its name: it is made later, and IAM refuses who is not there.

    The account as the principal gives nothing by itself: the role needs a permission for this deployer, which only its own stack's
    boundary has, and the condition leaves out everyone else.
    """
    if pipeline is None:
        return []
    theirs = replace(site, system=pipeline.system, code=Systems()[pipeline.system].code, environment=pipeline.environment)
    role = theirs.iam_arn(f"role/{deploy_role(theirs, scope.name)}")
    return [
        Statement(
            sid="AssumedByPipeline",
            actions=("sts:AssumeRole",),
            principals={"AWS": (site.iam_arn("root"),)},
            conditions={"ArnEquals": {"aws:PrincipalArn": role}},
        )
    ]


def _application(
    site: Site,
    account: AccountSettings,
    deployment: DeployedStackSettings,
    settings: ApplicationSettings,
    github: GitHubIdentity,
) -> ApplicationRole:
    scope = _scope(site, account, deployment)
    return ApplicationRole(
        f"application-{scope.name}",
        site,
        scope=scope,
        trust_policy=document([github.trust(settings.subject)]),
        records_images=settings.records_images,
        signs_with=settings.signs_with,
        opts=pulumi.ResourceOptions(depends_on=github.depends_on),
    )


SYSTEM = System(code=ACCOUNT_CODE, settings=AccountStackSettings, build=build)
