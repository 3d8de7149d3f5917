"""What guards an AWS account as a whole, whatever is deployed into it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from stack.block import block
from stack.limits import each_once, matches, max_length
from stack.problems import Problem

TagKey = Annotated[
    str, matches(r"(?![Aa][Ww][Ss]:)[\w .:/=+@-]{1,128}", "the key of a tag: up to 128 characters, not beginning with aws:")
]
Plan = Literal["LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"]
Standard = Literal[
    "aws-foundational-security-best-practices/v/1.0.0",
    "cis-aws-foundations-benchmark/v/3.0.0",
    "nist-800-53/v/5.0.0",
    "pci-dss/v/4.0.1",
]


@block
class BaselineSettings:
    """Guards of the whole account: what is free is on. Prices are those of us-east-1, without tax.

    Most exist once in an account and region: where something else manages one already (an organization's administrator, another
    program), leave its switch off, or bring it in as docs/bootstrap.md says.
    """

    s3_public_access_block: bool = True
    """No bucket of the account can be public, whatever its own settings say; free. False leaves the account as it is, and so does a
    destroy: turning the block off is done by hand."""
    ebs_encryption: bool = True
    """New volumes are encrypted by default, in each region, with AWS's key `alias/aws/ebs`; free. False and a destroy leave it as
    it is."""
    access_analyzer: bool = True
    """Finds buckets, keys, roles, secrets and queues that somebody outside the account may use, in each region; free. AWS allows
    one such analyzer for an account and region."""
    guardduty: bool = False
    """Detects stolen credentials and machines that were taken over, in each region, from CloudTrail (4.00 USD a million management
    events), flow logs and DNS queries (1.00 USD a GB), without needing any of these turned on; the first 30 days are free.
    A small account pays a few USD a month and region. Where the organization's administrator runs GuardDuty, leave it off."""
    guardduty_plans: Annotated[tuple[Plan, ...], each_once("a plan is on or off")] = ()
    """What GuardDuty watches besides: S3_DATA_EVENTS (0.80 USD a million reads and writes of objects), RDS_LOGIN_EVENTS (1.00 USD
    a vCPU of the databases and month), LAMBDA_NETWORK_LOGS (1.00 USD a GB). AWS begins with most plans on; those not named are
    turned off."""
    security_hub: bool = False
    """Collects findings and checks each region against `security_hub_standards`: 0.001 USD a check, each resource and control again
    daily, so about 10 to 50 USD a month and region. Most checks need AWS Config to record the region, which costs 0.003 USD for
    each recorded change and is not turned on here; see docs/preflight.md."""
    security_hub_standards: Annotated[tuple[Standard, ...], each_once("Security Hub refuses a second subscription")] = (
        "aws-foundational-security-best-practices/v/1.0.0",
    )
    """What Security Hub checks against; each standard adds its checks to the bill. Empty collects findings alone."""
    cost_allocation_tags: Annotated[tuple[TagKey, ...], max_length(50), each_once("a tag is active or not")] = ()
    """Tags that the bill is split by, such as System and Environment; free. Without them budgets and reports by tag stay empty.
    Only the account that pays can do it, for tags it has seen: a day after the first stack. See docs/preflight.md."""

    def problems(self) -> Iterator[Problem]:
        """Check that plans have a GuardDuty to belong to."""
        if self.guardduty_plans and not self.guardduty:
            yield Problem(
                path="guardduty_plans",
                found=", ".join(self.guardduty_plans),
                allowed="nothing while guardduty is false: plans are parts of it",
                fix="turn guardduty on, or remove the plans",
            )
