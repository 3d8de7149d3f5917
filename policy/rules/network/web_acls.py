"""Web ACLs: in front of public load balancers, with AWS's rules and a rate limit, logged."""

from collections.abc import Sequence

from policy.knowledge.network.cidr import ALLOWED, SHARE
from policy.knowledge.network.group_rules import GroupRules, PrefixLists, ingress_rules, stretches
from policy.knowledge.network.security_groups import GROUPS
from policy.model import kinds
from policy.model.expectations import at_most_undecided, must_have_companion
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, Unknown, decode, dig, has_unknown, is_absent, items, number, text

_RULE = "aws:wafv2/webAclRule:WebAclRule"
_RULE_GROUP = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"
_GROUP = "statement.managedRuleGroupStatement"
_RATE = "statement.rateBasedStatement"
_BLOCKING = ("block", "captcha", "challenge")
_PARTS = ("statement", "action", "overrideAction")
_MANAGED = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")


@stack_rule(
    About(
        name="web-acl-rules",
        title="Web ACLs have AWS's common and known-bad-inputs rules and a rate",
        severity="medium",
        why="Known attacks on web frameworks reach the service, and one client may ask as often as it likes.",
        fix="Add `managed_rule_group_statement` rules for `AWSManagedRulesCommonRuleSet` and "
        "`AWSManagedRulesKnownBadInputsRuleSet` with `override_action` `none`, and a `rate_based_statement` with `action` `block` "
        "and a `limit` of `maxRate` or fewer. Leave `scope_down_statement` out, except to leave something out; let no more than "
        "`maxCounted` rules of a group count.",
        references=("AWS-FSBP WAF.10", "NIST-800-53 SC-5", "NIST-800-53 SI-3", "NIST-800-53 SI-10"),
        preview="the rules themselves, and the edges from rules beside to their ACL",
        passes='{"managed_rule_group_statement": {"vendor_name": "AWS", "name": "AWSManagedRulesCommonRuleSet"}}',
        fails="rules=[]",
        settings={
            "maxCounted": Setting(
                default=2,
                description="Rules of each of AWS's groups that may count or allow instead of blocking",
                asks_less="above",
            ),
            "maxRate": Setting(
                default=20_000, description="Requests of one client at which a web ACL has to block it", asks_less="above"
            ),
        },
    )
)
def rules(graph: Graph, config: Config) -> Findings:
    """A group overridden to count blocks nothing, whole or rule by rule; what looks at some requests lets others through."""
    beside = graph.once(_Beside)
    for acl in graph.of(kinds.WEB_ACL):
        path, listed = beside.rules_of(acl)
        if has_unknown([_part(rule, part) for rule in listed for part in _PARTS]):
            yield Undecided(acl, path)
            continue
        found = _missing(acl, listed, config)
        yield from at_most_undecided(found, Undecided(acl, "webAclArn of a rule beside")) if beside.is_uncertain else found


def _missing(acl: Resource, listed: Sequence[object], config: Config) -> Findings:
    whole = [rule for rule in listed if not _counts(rule) and not _is_narrowed(rule, _GROUP)]
    enforced = {text(_part(rule, f"{_GROUP}.name")) for rule in whole if _overridden(rule) <= config.number("maxCounted")}
    for name in _MANAGED:
        if name not in enforced:
            yield Violation(acl, f"No rule enforces `{name}` on every request.")
    limits = [number(_part(rule, f"{_RATE}.limit")) for rule in listed if _blocks(rule) and not _is_narrowed(rule, _RATE)]
    if not any(limit is not None and limit <= config.number("maxRate") for limit in limits):
        yield Violation(acl, f"No rule blocks by rate, at {config.number('maxRate'):g} requests or fewer.")


class _Beside:
    """Rules of web ACLs, written in them or beside them."""

    def __init__(self, graph: Graph) -> None:
        self._attached = [graph.attached(token, "webAclArn", kinds.WEB_ACL) for token in (_RULE, _RULE_GROUP)]
        self.is_uncertain = any(one.unresolved for one in self._attached)

    def rules_of(self, acl: Resource) -> tuple[str, list[object]]:
        """The property that an ACL's own rules are in, and all its rules as that writes them."""
        path = "rules" if is_absent(acl.get("ruleJson")) else "ruleJson"
        return path, [*items(decode(acl.get(path))), *(_as_rule(one) for attached in self._attached for one in attached.to(acl))]


def _as_rule(beside: Resource) -> object:
    """A rule that stands beside its ACL, as one in it; an association names a group of rules and no more."""
    if beside.type == _RULE:
        return {part: beside.get(part) for part in _PARTS}
    override = beside.get("overrideAction")
    return {
        "overrideAction": override if override in (UNKNOWN, None) else {text(override): {}},
        "statement": {
            "managedRuleGroupStatement": beside.get("managedRuleGroup"),
            "ruleGroupReferenceStatement": beside.get("ruleGroupReference"),
        },
    }


def _part(rule: object, path: str) -> object:
    """What is at a path, as the provider spells it or, in `ruleJson`, as the WAF API does."""
    found = dig(rule, path)
    return dig(rule, ".".join(step[:1].upper() + step[1:] for step in path.split("."))) if found is None else found


def _counts(rule: object) -> bool:
    return _part(rule, "overrideAction.count") is not None


def _overridden(rule: object) -> int:
    """How many rules of a group do not block. Those it excludes count, as older configurations say it."""
    overrides = items(_part(rule, f"{_GROUP}.ruleActionOverrides"))
    passing = [one for one in overrides if all(_part(one, f"actionToUse.{kind}") is None for kind in _BLOCKING)]
    return len(passing) + len(items(_part(rule, f"{_GROUP}.excludedRules")))


def _is_narrowed(rule: object, path: str) -> bool:
    """Whether a statement looks only at requests of some kind; all but those of some kind is another matter."""
    scope = _part(rule, f"{path}.scopeDownStatement")
    parts = items(_part(scope, "andStatement.statements")) or [scope]
    return scope is not None and any(_part(part, "notStatement") is None for part in parts)


def _blocks(rule: object) -> bool:
    return any(_part(rule, f"action.{kind}") is not None for kind in _BLOCKING)


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
        undecided = "resourceArn of a logging configuration that could be this one's"
        yield from must_have_companion(acl, attached, undecided, "The web ACL has no `WebAclLoggingConfiguration`.")


@stack_rule(
    About(
        name="public-load-balancer-guarded",
        title="Public load balancers have a web ACL or a list of who may come",
        severity="high",
        why="Every scanner and bot on the internet reaches the service unfiltered.",
        fix="Declare an `aws.wafv2.WebAclAssociation` for the load balancer, or limit its group's ingress to known blocks.",
        references=("AWS-FSBP ELB.16", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the edges from associations, groups, rules and prefix lists",
        passes="WebAclAssociation(resource_arn=load_balancer.arn, web_acl_arn=acl.arn)",
        fails="no `WebAclAssociation`, and ingress from 0.0.0.0/0",
        settings={"allowedBlocks": ALLOWED, "internetShare": SHARE},
    )
)
def guarded(graph: Graph, config: Config) -> Findings:
    """Web ACLs exist for application load balancers; an internal one is not public. One that blocks nothing is no guard."""
    rules, lists, beside = graph.once(ingress_rules), graph.once(PrefixLists), graph.once(_Beside)
    associated = graph.attached(kinds.WEB_ACL_ASSOCIATION, "resourceArn", kinds.LOAD_BALANCER)
    for balancer in graph.of(kinds.LOAD_BALANCER):
        internal, kind = balancer.get("internal"), balancer.get("loadBalancerType")
        guards = [_stops(graph, beside, association) for association in associated.to(balancer)]
        if internal is True or text(kind) not in ("", "application") or True in guards:
            continue
        open_to_all, is_uncertain = _is_open(graph, balancer, rules, lists, config)
        if internal is UNKNOWN or kind is UNKNOWN or associated.unresolved or (is_uncertain and not open_to_all):
            yield Undecided(balancer, "securityGroups" if is_uncertain else "internal")
        elif open_to_all and UNKNOWN in guards:
            yield Undecided(balancer, "whether its web ACL blocks anything")
        elif open_to_all:
            missing = "a web ACL that blocks nothing" if guards else "no `WebAclAssociation`"
            yield Violation(balancer, f"It is open to the internet and has {missing}.")


def _stops(graph: Graph, beside: _Beside, association: Resource) -> bool | Unknown:
    """Whether an association's web ACL blocks something; one of another stack is taken to."""
    links = graph.links(association, "webAclArn", kinds.WEB_ACL)
    answers = [_blocks_something(acl, beside) for acl in links.targets]
    if True in answers or not answers:
        return True
    return UNKNOWN if UNKNOWN in answers else False


def _is_enforced_group(rule: object) -> bool:
    groups = (_GROUP, "statement.ruleGroupReferenceStatement")
    return not _counts(rule) and any(_part(rule, group) is not None for group in groups)


def _blocks_something(acl: Resource, beside: _Beside) -> bool | Unknown:
    _, listed = beside.rules_of(acl)
    known = [rule for rule in listed if not has_unknown([_part(rule, part) for part in _PARTS])]
    usual = acl.get("defaultAction.block")
    if usual not in (None, UNKNOWN) or any(_blocks(rule) or _is_enforced_group(rule) for rule in known):
        return True
    return UNKNOWN if usual is UNKNOWN or beside.is_uncertain or has_unknown(listed) else False


def _is_open(graph: Graph, balancer: Resource, rules: GroupRules, lists: PrefixLists, config: Config) -> tuple[bool, bool]:
    """Whether anyone may come, and whether that is partly unknown. Lists of AWS's and of other stacks are lists of who may."""
    links = graph.links(balancer, "securityGroups", *GROUPS)
    urns = {group.urn for group in links.targets}
    is_uncertain = links.unknown or bool(links.outside) or not urns
    is_uncertain = is_uncertain or bool(rules.unresolved) or any(group.urn in urns for group in rules.unread)
    listed = [opening for urn in urns for opening in rules.by_group.get(urn, ())]
    allowed = config.strings("allowedBlocks")
    sides = [(one, [block for block in (*one.cidrs, *lists.cidrs(one)) if block not in allowed]) for one in listed]
    found = [stretch.everyone for stretch in stretches(sides, config.number("internetShare"))]
    return True in found, is_uncertain or UNKNOWN in found


RULES: tuple[Rule, ...] = (rules, logged, guarded)
