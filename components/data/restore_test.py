"""A restore that is tried out on schedule: AWS Backup restores the newest recovery points, measures, and deletes what it made."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.document import json_text
from components.base.iam import trust
from components.base.tier import RestoreTest
from stack.settings import RestoreTestSettings
from stack.site import Site

RESTORE_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"
# What backups and their restores take beside what is backed up: snapshots and restored databases, which have names of AWS Backup's,
# AWS's own groups of options and of parameters, and the stack's subnet group.
OF_AWS_BACKUP = ("*:awsbackup*", "?g:default*", "subgrp:*-subnets-*")


@dataclass(frozen=True, kw_only=True)
class Restorable:
    """What has recovery points that are tried out."""

    arn: pulumi.Output[str]
    test: RestoreTest


def try_restores(
    name: str,
    site: Site,
    *,
    settings: RestoreTestSettings,
    vault_arn: pulumi.Output[str],
    restorables: Mapping[str, Restorable],
    parent: pulumi.Resource,
) -> aws.backup.RestoreTestingPlan:
    """Declare the plan `<code>_<environment>_<name>`, with a selection for each tier, as children of `parent`.

    Args:
        name: logical and physical name part; for ever. AWS takes letters, digits and `_` alone.
        site: names.
        settings: when, and for how long.
        vault_arn: where the recovery points are.
        restorables: logical name of a tier -> what is restored.
        parent: whose children they are.
    """
    child = pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(
        f"{name}-restore-test-role",
        name=site.name("role", f"{name}-restore-test"),
        description="Lets AWS Backup restore recovery points to try that out",
        # No condition: AWS Backup documents aws:SourceAccount for topics and keys, not for the roles it assumes.
        assume_role_policy=trust("backup.amazonaws.com", {}),
        opts=child,
    )
    policy = aws.iam.RolePolicyAttachment(f"{name}-restore-test-policy", role=role.name, policy_arn=RESTORE_POLICY, opts=child)
    plan = aws.backup.RestoreTestingPlan(
        f"{name}-restore-test",
        name=_word(site.name("restore-testing-plan", name)),
        schedule_expression=f"cron({settings.schedule})",
        schedule_expression_timezone="Etc/UTC",
        start_window_hours=1,
        recovery_point_selection={
            "algorithm": "LATEST_WITHIN_WINDOW",
            "include_vaults": [vault_arn],
            "recovery_point_types": ["SNAPSHOT"],
            # A day's recovery point may be missing; its alarm says so. An older one would test nothing of use.
            "selection_window_days": 7,
        },
        opts=child,
    )
    for tier, restorable in restorables.items():
        aws.backup.RestoreTestingSelection(
            f"{name}-restore-test-{tier}",
            name=_word(site.name("restore-testing-plan", tier)),
            restore_testing_plan_name=plan.name,
            protected_resource_type=restorable.test.kind,
            protected_resource_arns=[restorable.arn],
            iam_role_arn=role.arn,
            validation_window_hours=settings.keep_hours,
            # Else AWS Backup restores into the account's default network. Lists are JSON within a string.
            restore_metadata_overrides={
                "dbSubnetGroupName": restorable.test.subnet_group,
                "vpcSecurityGroupIds": json_text([restorable.test.security_group_id]),
            },
            opts=pulumi.ResourceOptions(parent=parent, depends_on=[policy]),
        )
    return plan


def _word(name: str) -> str:
    return name.replace("-", "_")
