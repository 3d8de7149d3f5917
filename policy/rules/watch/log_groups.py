"""Log groups: encrypted, and kept for a chosen time."""

from policy.model import kinds
from policy.model.expectations import must_be_at_least, must_have_customer_key, unless_unknown
from policy.model.graph import Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, resource_rule


@resource_rule(
    About(
        name="log-group-key-and-retention",
        title="Log groups are encrypted with a customer key, kept long enough, and expire",
        severity="medium",
        why="Logs hold what applications let slip; kept for ever they cost more each month and fall under every later request "
        "for data, and gone too soon they answer no question about what happened.",
        fix="Set `kms_key_id` to an `aws.kms.Key` whose policy admits `logs.<region>.amazonaws.com`, and "
        "`retention_in_days` to `minDays` or more.",
        references=("AWS-FSBP CloudWatch.16", "NIST-800-53 AU-11", "NIST-800-53 SC-28(1)"),
        preview="the retention itself; the key by being named",
        passes="kms_key_id=key.arn, retention_in_days=30",
        fails="retention_in_days=0",
        settings={"minDays": Setting(default=7, description="Days that log groups have to keep entries", minimum=1)},
    ),
    kinds.LOG_GROUP,
)
def key_and_retention(group: Resource, config: Config) -> Findings:
    """Retention 0 is AWS's word for never; a group of class DELIVERY has a fixed one of its own."""
    yield from must_have_customer_key(group, "kmsKeyId")
    if group.get("logGroupClass") != "DELIVERY":
        kept = must_be_at_least(group, "retentionInDays", config.number("minDays"), default=0)
        yield from unless_unknown(kept, group, "logGroupClass")


RULES: tuple[Rule, ...] = (key_and_retention,)
