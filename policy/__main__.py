"""Start the pack: the engine runs this folder as a program and reads the port from its standard output."""

import os
import sys
from pathlib import Path

PARENT = os.getppid()

# The engine puts this folder on the path, not the one above it, which `policy` is imported from everywhere else.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policy.engine.pack import serve  # noqa: E402 - takes a moment, in which the parent may end

if __name__ == "__main__":
    serve(PARENT)
