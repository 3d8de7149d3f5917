"""Change the pack's code one expression at a time, and see that a test or mypy notices: `python -m tests.policy.mutants [GLOB]`.

A glob selects files (`policy/rules/data/rds*`, `policy/model/graph.py`); all without one, which takes more than an hour.
Works on a copy below `build/`. mutmut leaves decorated functions alone, so in the copy rules are made by calls of their decorators.
Fails when a mutant survives that `survivors.txt` does not list with a reason.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPY = ROOT / "build" / "mutants"
LISTED = Path(__file__).with_name("survivors.txt")
MUTMUT = Path(sys.executable).with_name("mutmut")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build")
# What notices a mutant: all but the process, the replayed stack and the benchmark.
FAST = (
    *("model", "knowledge", "programs", "rules/pack", "rules/test_cases.py", "rules/test_sweeps.py"),
    *("test_other_programs.py", "test_testing.py"),
    *(f"engine/test_{name}.py" for name in ("catalogue", "configuration", "judge", "diagnostics", "profiles", "server", "wire")),
)
# A mutant stands beside the original, so that every attribute of a class is declared twice.
OF_COPIES = ["--output=json", "--no-warn-unused-ignores", "--disable-error-code=no-redef"]
TYPES = [sys.executable, "-m", "mypy", "--config-file=../pyproject.toml", *OF_COPIES, "policy"]
CONFIGURATION = f"""
[tool.mutmut]
source_paths = ["policy"]
only_mutate = {sys.argv[1:] or ["policy/*"]}
pytest_add_cli_args_test_selection = {[f"tests/policy/{name}" for name in FAST]}
also_copy = {[path.name for path in ROOT.glob("[!.]*") if path.name not in ("build", "policy")]}
do_not_mutate = ["policy/*__main__.py", "policy/engine/pack.py"]
max_children = {os.cpu_count() or 2}
type_check_command = {TYPES}
"""
# Mutants run in forks of a process that has run every test: what it remembers would hide what lies below. And what one test has
# found out, the next would not be seen to ask for.
IN_FORKS = """
import sys

def forget(*begins):
    modules = [module for name, module in sys.modules.items() if name.startswith(begins)]
    for one in [one for module in modules for one in vars(module).values() if hasattr(one, "cache_clear")]:
        one.cache_clear()

def pytest_sessionstart():
    forget("policy.", "tests.policy.")

def pytest_runtest_setup():
    forget("policy.")
"""
DECORATORS = frozenset({"resource_rule", "stack_rule"})


def undecorated(source: str) -> str:
    """The same module with `@rule(...)` above a function written as `function = rule(...)(check_function)` below it."""
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        if not isinstance(node, ast.FunctionDef) or not node.decorator_list:
            continue
        (decorator,) = node.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id in DECORATORS:
            above = slice(decorator.lineno - 1, decorator.end_lineno)
            call = "".join(lines[above]).removeprefix("@").rstrip()
            lines.insert(node.end_lineno or 0, f"\n\n{node.name} = {call}(check_{node.name})\n")
            lines[node.lineno - 1] = lines[node.lineno - 1].replace(f"def {node.name}(", f"def check_{node.name}(")
            lines[above] = []
    return "".join(lines)


def main() -> int:
    """Make the copy, run mutmut in it, and hold what survives against the list."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=LEFT_OUT)
    for path in (COPY / "policy" / "rules").rglob("*.py"):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (COPY / "pyproject.toml").write_text(settings + CONFIGURATION, encoding="utf-8")
    (COPY / "tests" / "policy" / "conftest.py").write_text(IN_FORKS, encoding="utf-8")
    subprocess.run([MUTMUT, "run"], cwd=COPY, check=True)  # noqa: S603  our own tool
    unlisted = [change for change in survivors() if change not in listed()]
    sys.stdout.writelines(f"{change}\n" for change in unlisted)
    sys.stdout.write(f"{len(unlisted)} survivors that {LISTED.name} does not list\n")
    return 1 if unlisted else 0


def listed() -> set[str]:
    """The changes that are known to make no difference; the reason of each group is the comment above it."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def survivors() -> Iterator[str]:
    """What nothing noticed, as `function: lines that were there => lines in their place`."""
    for line in _mutmut("results").splitlines():
        name, _, status = line.strip().rpartition(": ")
        if status in ("survived", "no tests"):
            yield f"{_function(name)}: {_change(_mutmut('show', name))}"


def _mutmut(*arguments: str) -> str:
    done = subprocess.run([MUTMUT, *arguments], cwd=COPY, check=True, capture_output=True, text=True)  # noqa: S603  our own tool
    return done.stdout


def _function(name: str) -> str:
    """`policy.model.rule.xǁConfigǁflag__mutmut_4` is a mutant of `policy.model.rule.Config.flag`."""
    module, _, mangled = name.rpartition(".")
    mangled = re.sub(r"__mutmut_\d+$", "", mangled)
    return f"{module}.{mangled[2:].replace('ǁ', '.')}"


def _change(diff: str) -> str:
    body = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    was, now = (" ".join(" ".join(line[1:].split()) for line in body if line.startswith(sign)) for sign in "-+")
    return f"{was} => {now}"


if __name__ == "__main__":
    sys.exit(main())
