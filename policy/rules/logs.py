"""Log groups: encrypted, and kept for a time somebody chose."""

from policy import kinds
from policy.expectations import must_have_customer_key, unless_unknown
from policy.graph import Resource
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule
from policy.values import UNKNOWN, number, shown


@resource_rule(
    About(
        name="log-group-key-and-retention",
        title="Log groups are encrypted with a customer key and expire",
        severity="medium",
        why="Logs hold what applications let slip; kept for ever they cost more each month and fall under every later request "
        "for data.",
        fix="Set `kms_key_id` to an `aws.kms.Key` whose policy admits `logs.<region>.amazonaws.com`, and `retention_in_days`.",
        references=("AWS-FSBP CloudWatch.16", "NIST-800-53 AU-11", "NIST-800-53 SC-28(1)"),
        preview="the retention itself; the key by being named",
        passes="kms_key_id=key.arn, retention_in_days=30",
        fails="retention_in_days=0",
    ),
    kinds.LOG_GROUP,
)
def key_and_retention(group: Resource, _: Config) -> Findings:
    """Retention 0 is AWS's word for never; a group of class DELIVERY has a fixed one of its own."""
    yield from must_have_customer_key(group, "kmsKeyId")
    if group.get("logGroupClass") != "DELIVERY":
        yield from unless_unknown(_retention(group), group, "logGroupClass")


def _retention(group: Resource) -> Findings:
    retention = group.get("retentionInDays")
    if retention is UNKNOWN:
        yield Undecided(group, "retentionInDays")
    elif (number(retention) or 0) <= 0:
        yield Violation(group, f"`retentionInDays` is {shown(retention)}, so entries never expire.")


RULES: tuple[Rule, ...] = (key_and_retention,)
