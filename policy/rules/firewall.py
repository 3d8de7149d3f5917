"""Web ACLs: in front of what is public, with AWS's rules and a rate, on record."""

from policy import kinds
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.security_groups import GROUPS, is_anywhere, openings
from policy.security_groups import RULES as GROUP_RULES
from policy.values import UNKNOWN, Unknown, dig, has_unknown, items, text

_PARTS = ("statement", "action", "overrideAction")
_MANAGED = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")


@resource_rule(
    About(
        name="web-acl-rules",
        title="Web ACLs have AWS's common and known-bad-inputs rules and a rate",
        severity="medium",
        why="Known attacks on web frameworks reach the service, and one client may ask as often as it likes.",
        fix="Add `managed_rule_group_statement` rules for `AWSManagedRulesCommonRuleSet` and "
        "`AWSManagedRulesKnownBadInputsRuleSet` with `override_action` `none`, and a `rate_based_statement` with `action` `block`.",
        references=("AWS-FSBP WAF.10", "NIST-800-53 SC-5", "NIST-800-53 SI-3", "NIST-800-53 SI-10"),
        preview="the rules themselves",
        passes='{"managed_rule_group_statement": {"vendor_name": "AWS", "name": "AWSManagedRulesCommonRuleSet"}}',
        fails="rules=[]",
    ),
    kinds.WEB_ACL,
)
def rules(acl: Resource, _: Config) -> Findings:
    """A group overridden to count blocks nothing."""
    listed = items(acl.get("rules"))
    if any(has_unknown([rule if rule is UNKNOWN else [dig(rule, part) for part in _PARTS]]) for rule in listed):
        yield Undecided(acl, "rules")
        return
    enforced = {text(dig(rule, "statement.managedRuleGroupStatement.name")) for rule in listed if not _counts(rule)}
    for name in _MANAGED:
        if name not in enforced:
            yield Violation(acl, f"No rule enforces `{name}`.")
    if not any(isinstance(dig(rule, "statement.rateBasedStatement"), dict) and _blocks(rule) for rule in listed):
        yield Violation(acl, "No rule blocks by rate.")


def _counts(rule: object) -> bool:
    return dig(rule, "overrideAction.count") is not None


def _blocks(rule: object) -> bool:
    return any(dig(rule, f"action.{kind}") is not None for kind in ("block", "captcha", "challenge"))


@stack_rule(
    About(
        name="web-acl-logged",
        title="Every web ACL writes logs",
        severity="medium",
        why="Nobody sees what was blocked, or whom a rule shuts out by mistake.",
        fix="Declare an `aws.wafv2.WebAclLoggingConfiguration` for it, with a log group called `aws-waf-logs-...`.",
        references=("AWS-FSBP WAF.11", "NIST-800-53 AU-2", "NIST-800-53 AU-12"),
        preview="the edge from the logging configuration to its ACL",
        passes="WebAclLoggingConfiguration(resource_arn=acl.arn, log_destination_configs=[group.arn])",
        fails="no `WebAclLoggingConfiguration`",
    )
)
def logged(graph: Graph, _: Config) -> Findings:
    """The configuration names the ACL by ARN."""
    attached = graph.attached(kinds.WEB_ACL_LOGGING, "resourceArn", kinds.WEB_ACL)
    for acl in graph.of(kinds.WEB_ACL):
        if attached.to(acl):
            continue
        if attached.loose:
            yield Undecided(acl, "resourceArn of a logging configuration that could be this one's")
        else:
            yield Violation(acl, "The web ACL has no `WebAclLoggingConfiguration`.")


@stack_rule(
    About(
        name="public-load-balancer-guarded",
        title="Public load balancers have a web ACL or a list of who may come",
        severity="high",
        why="Every scanner and bot on the internet reaches the service unfiltered.",
        fix="Declare an `aws.wafv2.WebAclAssociation` for the load balancer, or limit its group's ingress to known blocks.",
        references=("AWS-FSBP ELB.16", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the edges from associations, groups and rules",
        passes="WebAclAssociation(resource_arn=load_balancer.arn, web_acl_arn=acl.arn)",
        fails="no `WebAclAssociation`, and ingress from 0.0.0.0/0",
    )
)
def guarded(graph: Graph, _: Config) -> Findings:
    """Web ACLs exist for application load balancers; an internal one is not public."""
    associated = graph.attached(kinds.WEB_ACL_ASSOCIATION, "resourceArn", kinds.LOAD_BALANCER)
    for balancer in graph.of(kinds.LOAD_BALANCER):
        internal, kind = balancer.get("internal"), balancer.get("loadBalancerType")
        if internal is True or text(kind) not in ("", "application") or associated.to(balancer):
            continue
        open_to_all, unsure = _is_open(graph, balancer)
        if internal is UNKNOWN or kind is UNKNOWN or associated.loose or (unsure and not open_to_all):
            yield Undecided(balancer, "securityGroups" if unsure else "internal")
        elif open_to_all:
            yield Violation(balancer, "It is open to the internet and has no `WebAclAssociation`.")


def _is_open(graph: Graph, balancer: Resource) -> tuple[bool, bool]:
    """Whether anyone may come, and whether that is partly unknown."""
    links = graph.links(balancer, "securityGroups", *GROUPS)
    urns = {group.urn for group in links.targets}
    unsure = links.unknown or bool(links.outside) or not urns
    for resource in graph.of(*GROUPS, *GROUP_RULES):
        owners = [resource] if resource.type in GROUPS else graph.links(resource, "securityGroupId", *GROUPS).targets
        if not urns & {owner.urn for owner in owners}:
            continue
        found = openings(resource, "ingress")
        if isinstance(found, Unknown):
            unsure = True
            continue
        blocks = [block for opening in found for block in opening.cidrs]
        if any(block is not UNKNOWN and is_anywhere(block) for block in blocks):
            return True, False
        unsure = unsure or UNKNOWN in blocks
    return False, unsure


RULES: tuple[Rule, ...] = (rules, logged, guarded)
