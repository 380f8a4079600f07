"""
The contenders: one job, done in several ways, each in a process of its own.

    python jobs.py livingwell folder

`folder` is what generate.py wrote. Prints one JSON object: seconds by stage, peak memory and the figures,
which have to be the same for all. Every contender reads the file, sets rows aside by reason and lists each
wrong cell with row, column and value, removes copies, reverses items, totals, takes first and last by date,
and concludes.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from contend_livingwell import evaluate, livingwell, one_bucket, two_buckets
from contend_pandas import pandas_arrow, pandas_categories, pandas_plain
from contend_pandas_rows import pandas_rows
from contending import Clock, Figures

CONTENDERS: Final[dict[str, Callable[[Path, Clock], Figures]]] = {
    "livingwell": livingwell,
    "livingwell-evaluate": evaluate,
    "livingwell-1-bucket": one_bucket,
    "livingwell-2-buckets": two_buckets,
    "pandas-categories": pandas_categories,
    "pandas-arrow": pandas_arrow,
    "pandas-plain": pandas_plain,
    "pandas-rows": pandas_rows,
}


def main() -> None:
    name, folder = sys.argv[1:]
    clock = Clock()
    figures = CONTENDERS[name](Path(folder), clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {"seconds": clock.seconds, "peaks": clock.peaks, "peak": peak, "figures": figures}
    print(json.dumps(result, default=float))


if __name__ == "__main__":
    main()
