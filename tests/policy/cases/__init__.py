"""The case tables of all rules: every module of this folder."""

from importlib import import_module
from pkgutil import iter_modules

from tests.policy.plans import Case, Table


def _tables(module: str) -> tuple[Table, ...]:
    tables: tuple[Table, ...] = import_module(f"{__name__}.{module}").TABLES
    return tables


CASES: list[Case] = [case for module in iter_modules(__path__) for table in _tables(module.name) for case in table.cases]
