"""Change the pack's code one expression at a time, and see that a test or mypy notices: `python -m tests.policy.mutants [PATTERN]`.

A pattern selects mutants by name (`policy.rules.rds*`, `policy.iam_analysis*`); without one all are tried, for half an hour.
Works on a copy below `build/`. mutmut leaves decorated functions alone, so in the copy rules are made by calls of their decorators.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPY = ROOT / "build" / "mutants"
FAST = ("rules", "said", "sweeps", "iam_analysis", "graph", "waivers", "wire", "judge", "server", "catalogue")
# A mutant stands beside the original, so that every attribute of a class is declared twice.
OF_COPIES = ["--output=json", "--no-warn-unused-ignores", "--disable-error-code=no-redef"]
TYPES = [sys.executable, "-m", "mypy", "--config-file=../pyproject.toml", *OF_COPIES, "policy"]
CONFIGURATION = f"""
[tool.mutmut]
paths_to_mutate = ["policy"]
tests_dir = {[f"tests/policy/test_{name}.py" for name in FAST]}
also_copy = ["tests", "docs", "offline"]
do_not_mutate = ["policy/__main__.py", "policy/pack.py"]
max_children = {os.cpu_count() or 2}
type_check_command = {TYPES}
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
    """Make the copy and run mutmut in it."""
    shutil.rmtree(COPY, ignore_errors=True)
    for folder in ("policy", "tests", "docs", "offline"):
        shutil.copytree(ROOT / folder, COPY / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (COPY / "policy" / "rules").glob("*.py"):
        path.write_text(undecorated(path.read_text(encoding="utf-8")), encoding="utf-8")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (COPY / "pyproject.toml").write_text(settings + CONFIGURATION, encoding="utf-8")
    mutmut = Path(sys.executable).with_name("mutmut")
    return subprocess.run([mutmut, "run", *sys.argv[1:]], cwd=COPY, check=False).returncode  # noqa: S603  our own tool and arguments


if __name__ == "__main__":
    sys.exit(main())
