"""What holds data is hard to lose: protected, and under Pulumi's control."""

from policy.knowledge.ignore_changes import leaves_open
from policy.model import kinds
from policy.model.graph import Graph
from policy.model.rule import About, Config, Findings, Rule, Violation, stack_rule


@stack_rule(
    About(
        name="stateful-protected",
        title="Everything that keeps data in a protected stack is protected, and Pulumi minds its security",
        severity="high",
        why="One `pulumi destroy` or replacement deletes what was left out, and a switch that Pulumi ignores stays where somebody "
        "put it by hand.",
        fix="Give it `ResourceOptions(protect=True)` and take security properties out of `ignore_changes`.",
        references=("NIST-800-53 CM-3", "NIST-800-53 CM-6", "NIST-800-53 CP-9"),
        preview="the options themselves",
        passes="opts=ResourceOptions(protect=True)",
        fails='opts=ResourceOptions(ignore_changes=["publiclyAccessible"])',
    )
)
def protected(graph: Graph, _: Config) -> Findings:
    """One protected datastore makes the stack one whose data is meant to survive."""
    if not graph.is_protected:
        return
    for resource in graph.resources:
        if resource.type in kinds.STATEFUL and not resource.protect:
            yield Violation(resource, "It keeps data and has no `protect`, while other data of the stack has.")
        for ignored in resource.ignore_changes:
            if leaves_open(resource, ignored):
                yield Violation(resource, f"Changes of `{ignored}` are ignored.")


RULES: tuple[Rule, ...] = (protected,)
