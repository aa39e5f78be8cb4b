"""`python -m benchmarks NAME`: run one benchmark, or list them."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

NAMES = ("latency", "throughput", "memory", "web", "faults", "notebook", "models")


def main() -> int:
    """Run the benchmark named on the command line."""
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print("usage: python -m benchmarks NAME [key=value …]\n")
        for name in NAMES:
            module = importlib.import_module(f"benchmarks.{name}")
            print(f"  {name:<11} {(module.__doc__ or '').splitlines()[0]}")
        return 2
    sys.path.insert(0, str(Path(__file__).parent.parent))
    options = dict(argument.split("=", 1) for argument in sys.argv[2:])
    result = importlib.import_module(f"benchmarks.{sys.argv[1]}").run(
        **{key: int(value) for key, value in options.items()}
    )
    print(json.dumps({"benchmark": sys.argv[1], **result}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
