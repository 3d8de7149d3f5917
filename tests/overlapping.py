"""Whether an ARN can be of a kind, as the service authorization reference writes kinds, and fit a pattern of a policy too."""

import functools
import re
from collections.abc import Iterator

# The variables in ARNs that stand for whole paths; any other ends at a slash or colon.
PATHS = re.compile(
    "AlarmName|Alias|LogGroupName|ObjectName|OptionGroupName|ParameterName|RecoveryPointId|RepositoryName|SecretId|SnapshotName|WithPath"
)
_ANY, _VARIABLE = "any", "variable"


def is_a(kind: str, arn: str) -> bool:
    """Whether an ARN is of a kind, such as `arn:${Partition}:ec2:${Region}:${Account}:subnet/${SubnetId}`."""
    return _expression(kind).fullmatch(arn) is not None


@functools.cache
def _expression(kind: str) -> re.Pattern[str]:
    written = {_ANY: ".+", _VARIABLE: "[^/:]*"}
    return re.compile("".join(written.get(part, re.escape(part)) for part in _parts(kind)), re.DOTALL)


def _parts(kind: str) -> list[str]:
    """The letters of a kind, with a word for each variable."""
    # The ids of models and of their profiles end in a version, such as `:0`.
    kind = re.sub(r"(foundation-model|inference-profile)/\$\{ResourceId\}", r"\1/${ModelWithPath}", kind)
    found = re.findall(r"\$\{\w+\}|.", kind, re.DOTALL)
    return [_ANY if PATHS.search(part) else _VARIABLE if part == "*" or len(part) > 1 else part for part in found]


@functools.cache
def overlap(kind: str, pattern: str) -> bool:
    """Whether some ARN is of a kind and fits a pattern with `*`."""
    left, right = _parts(kind), [_ANY if letter == "*" else letter for letter in pattern]
    pending, seen = [(0, 0)], set()
    while pending:
        state = pending.pop()
        if state == (len(left), len(right)):
            return True
        if state not in seen:
            seen.add(state)
            pending += _next(left, right, *state)
    return False


def _next(left: list[str], right: list[str], row: int, column: int) -> Iterator[tuple[int, int]]:
    """Where two patterns, of which these parts are read, may go on: past a wild card, or past a letter that both allow."""
    one = left[row] if row < len(left) else ""
    other = right[column] if column < len(right) else ""
    if one in (_ANY, _VARIABLE):
        yield row + 1, column
    if other == _ANY:
        yield row, column + 1
    if one and other and _fits(one, other):
        yield row + (one not in (_ANY, _VARIABLE)), column + (other != _ANY)


def _fits(one: str, other: str) -> bool:
    if one == _VARIABLE:
        return other not in ("/", ":")
    return one == other or _ANY in (one, other)
