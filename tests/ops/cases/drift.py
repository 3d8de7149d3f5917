"""`drift`."""

import os
from pathlib import Path

from tests.ops.cases import Case

PREVIEWS = os.path.relpath(Path(__file__).parent.parent / "previews")

CASE = Case(
    line=f"drift {PREVIEWS}/scaled.json",
    says=("api-scaling-target", "minCapacity", "yes", "no unexpected drift of production"),
    wrong={
        f"drift {PREVIEWS}/none.json": "none.json",
        f"drift {PREVIEWS}/text.json": "no JSON",
        f"drift {PREVIEWS}/scaled.json --pending {PREVIEWS}/text.json": "text.json",
        f"drift {PREVIEWS}/scaled.json --expected {PREVIEWS}/none.yaml": "none.yaml",
    },
    asks_aws=False,
)
