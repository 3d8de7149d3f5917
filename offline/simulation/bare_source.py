"""Load the SDK's files without what only type checkers and readers need: evaluating annotations is most of what loading them takes.

A file is compiled as if it began with `from __future__ import annotations`, without docstrings and without the fields of its
`TypedDict` classes. What the SDK itself asks of an annotation, it evaluates for the classes that a program uses. The compiled file
is kept beside Python's own, in `__pycache__`.
"""

import __future__

import ast
import contextlib
import importlib.util
import marshal
import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Final

_KEPT_AS: Final = "bare1"
"""In the name of the compiled file; another number when a file is to be compiled differently."""


class BareLoader(SourceFileLoader):
    """Loads one file."""

    def get_code(self, fullname: str) -> CodeType | None:
        """The file's code, as it is kept or newly compiled; where nothing can be kept, as Python itself would compile it."""
        status = Path(self.path).stat()
        made_of = importlib.util.MAGIC_NUMBER + status.st_mtime_ns.to_bytes(16, "little") + status.st_size.to_bytes(8, "little")
        kept = Path(importlib.util.cache_from_source(self.path, optimization=_KEPT_AS))
        with contextlib.suppress(OSError):
            content = kept.read_bytes()
            if content.startswith(made_of):
                code: CodeType = marshal.loads(memoryview(content)[len(made_of) :])  # noqa: S302 - written below, as Python's own
                return code
        if sys.dont_write_bytecode or not os.access(kept.parent, os.W_OK):
            return super().get_code(fullname)
        tree = _Bare().visit(ast.parse(self.get_data(self.path)))
        flag = __future__.annotations.compiler_flag
        compiled: CodeType = compile(tree, self.path, "exec", flags=flag, dont_inherit=True, optimize=2)
        self.set_data(str(kept), made_of + marshal.dumps(compiled))  # at once or not at all, like Python's own
        return compiled


class _Bare(ast.NodeTransformer):
    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Take the fields of a dictionary's type."""
        if any(isinstance(base, ast.Name) and base.id == "TypedDict" for base in node.bases):
            node.body = [ast.copy_location(ast.Pass(), node.body[0])]
        return node
