#!/usr/bin/env python3
"""Instructions per row of the hot paths, counted by valgrind's callgrind.

The same binary on the same rows takes the same number of instructions however busy the machine is,
so a change that makes a path longer shows here when times do not. Each case is run with N and with
2 N rows, and so is the making of the rows; what is left is the cost of a row.

    cargo bench --bench instructions --no-run
    benches/instructions.py            # a table
    benches/instructions.py --check    # fails where a case takes more than its limit
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = 200_000

# Instructions per row that a case may take: what it took when it was last looked at, and a tenth.
LIMITS = {
    "tally slice": 0.26,
    "histogram slice": 0.63,
    "histogram bytes": 0.63,
    "tally collect": 0.81,
    "segments observe": 48.0,
    "segments columns": 52.0,
    "segments codes": 14.0,
    "codes aggregate": 14.0,
    "segments texts": 90.0,
    "strings observe": 115.0,
    "months of time stamps": 17.5,
    "scores into screened": 14.2,
    "scores, a tenth null": 18.9,
    "keys, a tenth null": 62.1,
    "codes, a tenth null": 17.1,
    "texts, a tenth null": 98.0,
    "time stamps, a tenth null": 22.9,
    "window one by one": 31.0,
    "window all at once": 3.0,
}


def binary() -> str:
    """Builds the cases and finds the executable."""
    command = ["cargo", "bench", "--locked", "--bench", "instructions", "--no-run"]
    built = subprocess.run(
        [*command, "--message-format=json"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    messages = map(json.loads, built.stdout.splitlines())
    found = [m["executable"] for m in messages if m.get("executable")]
    return found[-1]


def instructions(executable: str, case: str, rows: int) -> int:
    """All instructions of one run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    run = subprocess.run(
        [*command, executable, case, str(rows)], capture_output=True, text=True, check=False
    )
    counted = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not counted:
        sys.exit(f"{case}: {run.stderr}")
    return int(counted[1])


def per_row(executable: str, case: str) -> float:
    """What a row more costs."""
    return (instructions(executable, case, 2 * ROWS) - instructions(executable, case, ROWS)) / ROWS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail where a limit is passed")
    parser.add_argument("cases", nargs="*", help="these cases only", metavar="case")
    arguments = parser.parse_args()
    check = arguments.check
    if unknown := set(arguments.cases) - set(LIMITS):
        parser.error(f"no case {', '.join(unknown)}")
    executable = binary()
    making = per_row(executable, "rows")
    late = []
    print(f"{'case':26}{'instructions a row':>20}{'limit':>8}")
    for case in arguments.cases or LIMITS:
        limit = LIMITS[case]
        cost = per_row(executable, case) - making
        print(f"{case:26}{cost:20.2f}{limit:8.2f}", flush=True)
        if cost > limit:
            late.append(case)
    if check and late:
        sys.exit("more instructions than allowed: " + ", ".join(late))


if __name__ == "__main__":
    main()
