"""Questions that many rules ask of a property, each with its answer for absent, wrong and unknown.

Where a property is absent, what AWS does today decides: `policy.model.aws_defaults`.
"""

from dataclasses import replace

from policy.model.aws_defaults import default_of
from policy.model.graph import Attached, Resource
from policy.model.rule import Finding, Findings, Undecided, Violation
from policy.model.values import UNKNOWN, is_absent, number, shown

_AWS_MANAGED_KEY = "alias/aws/"


def must_be_on(resource: Resource, path: str) -> Findings:
    """A switch is true; absent, it has AWS's default, else it is off."""
    return _must_be(resource, path, wanted=True)


def must_be_off(resource: Resource, path: str) -> Findings:
    """A switch is false; absent, it has AWS's default, else it is off."""
    return _must_be(resource, path, wanted=False)


def _must_be(resource: Resource, path: str, *, wanted: bool) -> Findings:
    value = resource.get(path)
    if value is UNKNOWN:
        yield Undecided(resource, path)
    elif value is not wanted and (value is not None or (default_of(resource.type, path) is True) is not wanted):
        yield Violation(resource, f"`{path}` is {shown(value)}; it has to be {shown(wanted)}.")


def hides(resource: Resource, path: str) -> bool:
    """Whether a property comes from another resource and is not known yet."""
    return resource.get(path) is UNKNOWN and not resource.is_unset(path)


def unless_unknown(findings: Findings, resource: Resource, *paths: str) -> Findings:
    """Findings that hold only for some values of other properties: while one of those is unknown, violations are undecided."""
    unknown = [path for path in paths if resource.get(path) is UNKNOWN]
    return at_most_undecided(findings, Undecided(resource, " or ".join(unknown))) if unknown else findings


def at_most_undecided(findings: Findings, unresolved: Finding) -> Findings:
    """Findings about what may not be concerned at all: in place of violations comes what would decide that."""
    return (unresolved if isinstance(finding, Violation) else finding for finding in findings)


def must_be_one_of(resource: Resource, path: str, allowed: tuple[str, ...]) -> Findings:
    """A word is one of a few; absent, it is AWS's default."""
    value = resource.get(path)
    if value is UNKNOWN:
        yield Undecided(resource, path)
        return
    if ((default_of(resource.type, path) or "") if is_absent(value) else value) not in allowed:
        wanted = " or ".join(f"`{word}`" for word in allowed)
        yield Violation(resource, f"`{path}` is {shown(value, quote=True)}; it has to be {wanted}.")


def must_be_at_least(resource: Resource, path: str, minimum: float) -> Findings:
    """A number reaches a minimum; absent, it is AWS's default."""
    value = resource.get(path)
    if value is UNKNOWN:
        yield Undecided(resource, path)
        return
    found = number(default_of(resource.type, path) if value is None else value)
    if found is None or found < minimum:
        implied = f" (AWS then takes {found:g})" if value is None and found is not None else ""
        yield Violation(resource, f"`{path}` is {shown(value)}{implied}; it has to be {minimum:g} or more.")


def must_name(resource: Resource, path: str) -> Findings:
    """Something is named, whatever it is: a reference that is still unknown is one."""
    value = resource.get(path)
    if value is not UNKNOWN and (is_absent(value) or not isinstance(value, str)):
        yield Violation(resource, f"`{path}` is {shown(value)}.")


def must_have_customer_key(resource: Resource, path: str) -> Findings:
    """A key of the customer's is named. Its presence decides: one that is still unknown is one that the stack creates.

    Where none is, AWS encrypts with its own: what does not, says so with `must_name`.
    """
    value = resource.get(path)
    if isinstance(value, str) and _AWS_MANAGED_KEY in value:
        yield Violation(resource, f"`{path}` names an AWS-managed key, whose policy nobody here controls.", chosen=True)
    else:
        yield from by_choice(must_name(resource, path))


def by_choice(findings: Findings) -> Findings:
    """Findings that ask for more than AWS does by itself."""
    return (replace(one, chosen=True) if isinstance(one, Violation) else one for one in findings)


def must_have_companion(resource: Resource, attached: Attached, undecided: str, violation: str) -> Findings:
    """Some resource beside this one belongs to it. One that may belong to any leaves it undecided."""
    if not attached.to(resource):
        yield Undecided(resource, undecided) if attached.unresolved else Violation(resource, violation)
