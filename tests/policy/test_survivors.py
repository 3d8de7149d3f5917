"""What `make mutants` may leave alone is code that is there: a stale line would excuse nothing, or what comes to look the same."""

import pytest

from tests.policy.mutants import ROOT, listed


@pytest.mark.parametrize("change", sorted(listed()))
def test_a_listed_change_is_of_code_that_there_is(change: str) -> None:
    function, _, text = change.partition(": ")
    names = function.split(".")
    folder = ROOT
    while (folder / names[0]).is_dir():
        folder /= names.pop(0)
    file = folder / f"{names[0]}.py"
    source = " ".join((file if file.exists() else folder / "__init__.py").read_text(encoding="utf-8").split())
    for name in names[file.exists() :]:
        assert any(f"{kind} {name.removeprefix('check_')}{end}" in source for kind in ("def", "class") for end in "(:")
    assert text.partition(" => ")[0] in source
