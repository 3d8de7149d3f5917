"""The cases of all rules: every table of the modules in this package's folders."""

from importlib import import_module
from pkgutil import iter_modules

from tests.policy.tables import Case, Table

_SUBJECTS = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__) if one.ispkg]
_MODULES = [
    import_module(f"{subject.__name__}.{one.name}")
    for subject in _SUBJECTS
    for one in iter_modules(subject.__path__)
    if not one.name.startswith("test_")
]
_TABLES = dict.fromkeys(one for module in _MODULES for one in vars(module).values() if isinstance(one, Table))
CASES: list[Case] = [case for table in _TABLES for case in table.cases]
