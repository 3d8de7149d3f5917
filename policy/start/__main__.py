"""Start the pack under the profile `start`."""

import os
import sys
from pathlib import Path

PARENT = os.getppid()

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from policy.engine.pack import serve  # noqa: E402 - takes a moment, in which the parent may end
from policy.engine.profiles import START  # noqa: E402 - likewise

if __name__ == "__main__":
    serve(PARENT, START)
