"""All benchmarks in one run: `python benchmarks/run.py [--quick] [--json FILE]`."""

import kit
import large_table
import load
import single
from report import main

if __name__ == "__main__":
    main(single.measure, large_table.measure, load.measure, kit.measure)
