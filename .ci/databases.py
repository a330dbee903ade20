#!/usr/bin/env python3
"""Run the queries of docs/from-sql.md for PostgreSQL, SQLite and DuckDB, and compare with npscore.

The queries are taken from the page itself. The same rows, with everything that goes wrong in a column of
texts, go into each database and, as JSON lines, into the program nps-sql, whose counts are npscore's.

    .ci/databases.py path/to/nps-sql
"""

import csv
import io
import json
import os
import pwd
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "from-sql.md"
COLUMNS = "region, answered, score"
CREATE = "CREATE TABLE answers (region text, answered timestamp, score text)"
CREATE_SQLITE = "CREATE TABLE answers (region text, answered text, score text)"

# By npscore: texts as they are, a NULL and a blank excluded like every other text that is no score.
BY_NPSCORE = """
SELECT region, month, r['promoters'], r['passives'], r['detractors'], n - r['responses'], r['nps']
FROM (
  SELECT region, substr(answered, 1, 7) AS month, try_nps_result(score) AS r, count(*) AS n
  FROM answers GROUP BY region, substr(answered, 1, 7)
)
"""


def query(heading):
    """The query under a heading of the page."""
    found = re.search(rf"^## {heading}\n.*?^```sql\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    if not found:
        sys.exit(f"{PAGE}: no query under {heading!r}")
    return found[1]


def with_nps(heading):
    """The counts of a database, and the NPS by the page's query of these."""
    return (
        f"WITH counts AS ({query(heading)}), scores AS ({query('The NPS in SQL')}) "
        "SELECT counts.region, counts.month, promoters, passives, detractors, excluded, nps "
        "FROM counts JOIN scores ON counts.month = scores.month "
        "AND coalesce(counts.region, '<null>') = coalesce(scores.region, '<null>')"
    )


def rows():
    """Answers: mostly scores, in two years of months, with what exports contain beside them."""
    generator = random.Random(2026)
    scores = [str(score) for score in range(11)] * 5
    scores += [None, None, "", " ", "11", "99", "-1", "n/a", "6.5", "ten", "NaN", " 9 ", "10 ", "1e1", "9-10", "0x5"]
    regions = ["north", "south", "", "O'Brien", "öst", None]
    for _ in range(6000):
        year, month, day = generator.randint(2024, 2025), generator.randint(1, 12), generator.randint(1, 28)
        clock = generator.choice(["00:00:00", "12:30:59", "23:59:59"])
        yield generator.choice(regions), f"{year}-{month:02}-{day:02} {clock}", generator.choice(scores)
    # A region of which nobody answered, and a month with one answer.
    yield from [("silent", "2024-02-29 23:30:00", score) for score in (None, "", "11")]
    yield "single", "2025-12-31 23:59:59", "10"


def literal(value):
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def normal(table):
    """Rows as comparable values, in one order."""
    def row(region, month, *numbers):
        *counts, nps = numbers
        return (region, month, *map(int, counts), None if nps in (None, "<null>") else round(float(nps), 6))
    return sorted((row(*values) for values in table), key=lambda row: (row[0] is not None, row))


def npscore(program, answers):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.jsonl"
        keys = COLUMNS.split(", ")
        path.write_text("".join(json.dumps(dict(zip(keys, row))) + "\n" for row in answers))
        command = [program, "query", BY_NPSCORE, str(path), "--format", "json"]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [tuple(row.values()) for row in json.loads(shown)]


def sqlite(answers):
    connection = sqlite3.connect(":memory:")
    connection.execute(CREATE_SQLITE)
    connection.executemany("INSERT INTO answers VALUES (?, ?, ?)", answers)
    return sqlite3.sqlite_version, connection.execute(with_nps("SQLite")).fetchall()


def duckdb(answers):
    import duckdb as module

    connection = module.connect(":memory:")
    connection.execute(CREATE)
    values = ", ".join(f"({', '.join(map(literal, row))})" for row in answers)
    connection.execute(f"INSERT INTO answers VALUES {values}")
    return module.__version__, connection.execute(with_nps("DuckDB")).fetchall()


def postgresql(answers):
    """A server of its own, in a folder that goes away, on a socket there. It refuses to run as root."""
    home = max(Path("/usr/lib/postgresql").glob("*/bin/initdb")).parent
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = {"user": user} if os.geteuid() == 0 else {}
    folder = tempfile.mkdtemp(prefix="npscore-", dir="/tmp")

    def run(name, *arguments, **options):
        command = [home / name, *arguments]
        return subprocess.run(command, check=True, text=True, cwd=folder, **as_user, **options)

    try:
        if as_user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        run("initdb", "-D", data, "-A", "trust", "-U", "npscore", "-E", "UTF8", "--no-sync", stdout=subprocess.DEVNULL)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start", stdout=subprocess.DEVNULL)
        try:
            values = ", ".join(f"({', '.join(map(literal, row))})" for row in answers)
            script = f"{CREATE};\nINSERT INTO answers SELECT r, a::timestamp, s FROM (VALUES {values}) v (r, a, s);\n"
            psql = ["-h", folder, "-U", "npscore", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-X", "-f", "-"]
            run("psql", *psql, input=script)
            asked = ["--csv", "-t", "-P", "null=<null>", *psql]
            shown = run("psql", *asked, input=with_nps("PostgreSQL") + ";", stdout=subprocess.PIPE).stdout
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop", stdout=subprocess.DEVNULL)
    finally:
        shutil.rmtree(folder)
    table = csv.reader(io.StringIO(shown))
    version = run_version(home)
    return version, [[None if value == "<null>" else value for value in row] for row in table]


def run_version(home):
    return subprocess.run([home / "postgres", "--version"], check=True, capture_output=True, text=True).stdout.split()[2]


def main():
    program = os.path.abspath(sys.argv[1])
    answers = list(rows())
    expected = normal(npscore(program, answers))
    if sum(sum(row[2:6]) for row in expected) != len(answers):
        sys.exit("npscore has lost rows")
    failed = False
    for name, database in [("SQLite", sqlite), ("DuckDB", duckdb), ("PostgreSQL", postgresql)]:
        version, table = database(answers)
        found = normal(table)
        differing = [pair for pair in zip(found, expected) if pair[0] != pair[1]]
        if differing or len(found) != len(expected):
            failed = True
            print(f"{name} {version}: {len(found)} groups, expected {len(expected)}; differ: {differing[:3]}")
        else:
            print(f"{name} {version}: {len(found)} groups of {len(answers)} answers, as by npscore")
    sys.exit(failed)


if __name__ == "__main__":
    main()
