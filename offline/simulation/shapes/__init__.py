"""What AWS answers for each resource type: the exact form of ids, ARNs and endpoints, wherever something may read them.

A type maps its outputs to templates, filled in the order written; a property the program set keeps the program's value.
A template may name any output filled before it, and `{region}` `{account}` `{partition}`, `{logical}` (the resource's name in the
program), `{uuid}`, and `{hexN}` `{digitsN}` `{lowerN}` `{upperN}` `{mixedN}` for N characters. A callable gets the context.

Sources: "Resource types" of each service in the AWS Service Authorization Reference for ARNs; the attribute reference of the
Terraform AWS provider, which the Pulumi provider is built on, for what an id is.
"""

from collections.abc import Mapping
from typing import Final

from offline.simulation.shapes.compute import COMPUTE
from offline.simulation.shapes.data import DATA
from offline.simulation.shapes.governance import GOVERNANCE
from offline.simulation.shapes.network import NETWORK
from offline.simulation.shapes.templates import AnswerTemplate

TEMPLATES: Final[Mapping[str, AnswerTemplate]] = {**NETWORK, **COMPUTE, **DATA, **GOVERNANCE}
