"""`python -m bench.cases`: applications at a city's size.

The import's processes load this file anew, as Python's way to start them is: so nothing heavy
stands in it.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    from bench.applications import main

    sys.exit(main())
