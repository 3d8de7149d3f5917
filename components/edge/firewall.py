"""A web ACL in front of the load balancer: AWS's managed rules, a rate limit, and a log of what was blocked or counted."""

from __future__ import annotations  # loading WAF's argument types takes half a second, which a stack without a firewall saves

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.edge.load_balancer import LoadBalancer
from components.network.placement import Placement
from stack.settings import FirewallSettings

# Managed groups of AWS, in the order they are asked, with the rules of theirs that only count: bodies above 8 KB are uploads here.
_MANAGED = {
    "AWSManagedRulesAmazonIpReputationList": (),
    "AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",),
    "AWSManagedRulesKnownBadInputsRuleSet": (),
    "AWSManagedRulesSQLiRuleSet": (),
}
# What more people read than may have it: tokens and cookies are credentials, query strings name customers, a referer repeats one.
_HIDDEN_HEADERS = ("authorization", "cookie", "referer")
# A rule that a managed group lets only count is logged as the last of the three (WAF API reference, "ActionCondition").
_LOGGED = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")


class Firewall(pulumi.ComponentResource):
    """A regional WAF web ACL on a load balancer; requests that break a rule get 403 and a line in the log, others none.

    The log group's name starts with `aws-waf-logs-`, as WAF demands; no workload can write to it or delete from it.

    Args:
        name: logical and physical name part; for ever.
        placement: names, and how its log is kept.
        balancer: what it stands before.
        settings: the rate limit, in requests of one address in five minutes, and the log's days.
    """

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        balancer: LoadBalancer,
        settings: FirewallSettings,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:firewall:Firewall", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        rules = [_managed(priority, group, counted) for priority, (group, counted) in enumerate(_MANAGED.items(), start=1)]
        acl = aws.wafv2.WebAcl(
            f"{name}-acl",
            name=placement.site.name("web-acl", name),
            description=f"In front of {balancer.domain}",
            scope="REGIONAL",
            default_action={"allow": {}},
            rules=[*rules, _rate_limit(len(rules) + 1, settings.rate_limit)],
            # For samples of requests, which show the same, and for what a rule found in them: redaction knows neither.
            data_protection_config={
                "data_protections": [_substitute("QUERY_STRING"), _substitute("SINGLE_HEADER", _HIDDEN_HEADERS)]
            },
            visibility_config=_visible(name),
            opts=child,
        )
        logs = placement.logging.group(
            f"{name}-logs",
            f"aws-waf-logs-{placement.site.name('log-group', name)}",
            self,
            retention_days=settings.log_retention_days,
        )
        logging = aws.wafv2.WebAclLoggingConfiguration(
            f"{name}-logging",
            resource_arn=acl.arn,
            log_destination_configs=[logs.arn],
            logging_filter=_only(_LOGGED),
            redacted_fields=_redacted(),
            opts=child,
        )
        aws.wafv2.WebAclAssociation(
            f"{name}-association",
            resource_arn=balancer.arn,
            web_acl_arn=acl.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logging]),
        )
        self.register_outputs({"arn": acl.arn})


def _visible(metric: str) -> aws.wafv2.WebAclVisibilityConfigArgsDict:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}


def _only(actions: Sequence[str]) -> aws.wafv2.WebAclLoggingConfigurationLoggingFilterArgsDict:
    """Log a request only if a rule did one of these to it."""
    conditions: list[aws.wafv2.WebAclLoggingConfigurationLoggingFilterFilterConditionArgsDict] = [
        {"action_condition": {"action": action}} for action in actions
    ]
    keep: aws.wafv2.WebAclLoggingConfigurationLoggingFilterFilterArgsDict = {
        "behavior": "KEEP",
        "requirement": "MEETS_ANY",
        "conditions": conditions,
    }
    return {"default_behavior": "DROP", "filters": [keep]}


def _redacted() -> list[aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgsDict]:
    headers: list[aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgsDict] = [
        {"single_header": {"name": header}} for header in _HIDDEN_HEADERS
    ]
    return [{"query_string": {}}, *headers]


def _substitute(field: str, keys: Sequence[str] = ()) -> aws.wafv2.WebAclDataProtectionConfigDataProtectionArgsDict:
    """Show `REDACTED` in the place of a part of a request, or of those of its headers that `keys` name."""
    protected: aws.wafv2.WebAclDataProtectionConfigDataProtectionFieldArgsDict = {"field_type": field}
    if keys:
        protected["field_keys"] = list(keys)
    return {"action": "SUBSTITUTION", "field": protected}


def _managed(priority: int, group: str, counted: tuple[str, ...]) -> aws.wafv2.WebAclRuleArgsDict:
    statement: aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgsDict = {"vendor_name": "AWS", "name": group}
    if counted:
        statement["rule_action_overrides"] = [{"name": rule, "action_to_use": {"count": {}}} for rule in counted]
    return {
        "name": group,
        "priority": priority,
        "override_action": {"none": {}},
        "statement": {"managed_rule_group_statement": statement},
        "visibility_config": {**_visible(group)},
    }


def _rate_limit(priority: int, limit: int) -> aws.wafv2.WebAclRuleArgsDict:
    """Block an address while it sends more than `limit` requests in five minutes."""
    return {
        "name": "RateLimit",
        "priority": priority,
        "action": {"block": {}},
        "statement": {"rate_based_statement": {"limit": limit, "aggregate_key_type": "IP", "evaluation_window_sec": 300}},
        "visibility_config": {**_visible("RateLimit")},
    }
