"""A mistyped command, option, value or stack is answered with the nearest, in both programs."""

from collections.abc import Callable, Sequence

import pytest

from offline import command as offline
from ops import command as ops


@pytest.mark.parametrize(
    ("program", "line", "says"),
    [
        (offline.main, "cost production", "argument COMMAND: invalid choice: 'cost' *; did you mean costs?"),
        (offline.main, "preview production --agianst main", "unrecognized arguments: --agianst main; did you mean --against?"),
        (offline.main, "preview production --agianst=main", "unrecognized arguments: --agianst=main; did you mean --against?"),
        (offline.main, "preview production --format jsn", "argument --format: invalid choice: 'jsn' *; did you mean json?"),
        (offline.main, "preview producton", "there is no stack 'producton': *; did you mean production?"),
        (ops.main, "cost --stack production", "argument COMMAND: invalid choice: 'cost' *; did you mean costs?"),
        (ops.main, "costs --stak production", "unrecognized arguments: --stak production; did you mean --stack?"),
        (ops.main, "costs --stack producton", "found:   'producton'*fix:     write production"),
        # Nothing is near: nothing is guessed.
        (offline.main, "zzz", "argument COMMAND: invalid choice: 'zzz' (choose from *)"),
        (offline.main, "preview production --zzz", "unrecognized arguments: --zzz"),
        (offline.main, "preview production -z", "unrecognized arguments: -z"),
        (offline.main, "preview zzz", "there is no stack 'zzz': *"),
        (ops.main, "costs --stack zzz", "found:   'zzz'*fix:     name one of them"),
        # Of another kind of mistake nothing is said.
        (offline.main, "preview production --format", "argument --format: expected one argument"),
    ],
)
def test_the_nearest_is_named(
    capsys: pytest.CaptureFixture[str], program: Callable[[Sequence[str]], int], line: str, says: str
) -> None:
    status = program(line.split())
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    head, star, tail = says.partition("*")
    text = printed.err.strip()
    assert head in text
    assert text.endswith(tail if star else head)
