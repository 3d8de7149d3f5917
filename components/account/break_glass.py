"""The way in when nothing else helps: an administrator for an hour, for named people, and an alarm each time."""

import pulumi
import pulumi_aws as aws

from components.account.people import people_trust
from components.base.iam import document
from stack.settings import BreakGlassSettings
from stack.site import Site

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_REASON = (
    "the account stack, locked backups and what no deployer may undo need somebody who may; "
    "an hour for named people, and each use is a critical alarm"
)


class BreakGlass(pulumi.ComponentResource):
    """The role `<code>-<environment>-<name>`, which may do everything for an hour at most.

    Its tag `AdministratorBecause` says why; the policy pack accepts no administrator without that, without a code or Identity
    Center in the trust, with longer sessions, or without the alarm of `UseAlarms`.

    Args:
        name: logical and physical name part; for ever.
        site: the account stack's.
        settings: who, and how old a code may be.
    """

    def __init__(self, name: str, site: Site, *, settings: BreakGlassSettings, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:breakglass:BreakGlass", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.role_name = site.name("role", name)
        role = aws.iam.Role(
            f"{name}-role",
            name=self.role_name,
            description="Administrator for an hour, when nothing else helps; each use is an alarm",
            assume_role_policy=document(people_trust(site, settings, mfa_minutes=settings.mfa_minutes)),
            max_session_duration=3600,
            tags={"AdministratorBecause": _REASON},
            opts=child,
        )
        aws.iam.RolePolicyAttachment(f"{name}-administrator", role=role.name, policy_arn=ADMINISTRATOR, opts=child)
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})
