# Engines that know booleans do not read them as numbers: no statement answers one. What is in a CASE, or in a
# function or subquery, is another thing.
set -eu
python3 - "$MUHAFIZ_TESTS"/../index/sql/*.sql <<'PYTHON'
import os, re, sys

TRUTH = re.compile(r"\b(IS|EXISTS|LIKE|IN|NOT|AND|OR|BETWEEN)\b|[=<>]", re.I)

def outside(sql):
    """The text without comments, strings, and what is in parentheses or CASE ... END."""
    sql = re.sub(r"'[^']*'|--[^\n]*", " ", sql)
    sql = re.sub(r"\bEXISTS\s*\(", "EXISTS (", sql, flags=re.I)
    while True:
        shorter = re.sub(r"\([^()]*\)", " ", sql)
        shorter = re.sub(r"\bCASE\b(?:(?!\bCASE\b|\bEND\b).)*\bEND\b", " ", shorter, flags=re.I | re.S)
        if shorter == sql:
            return sql
        sql = shorter

def columns(sql):
    for select in re.findall(r"\b(?:SELECT|RETURNING)\b(.*?)(?=\bFROM\b|\bUNION\b|$)", outside(sql), re.I | re.S):
        yield from select.split(",")

assert list(columns("SELECT a, b IS NULL FROM c WHERE d = 1"))[1].strip() == "b IS NULL"
wrong = 0
for path in sys.argv[1:]:
    if "-" in os.path.basename(path): # schemas, and one engine's own
        continue
    for statement in open(path).read().split("-- name: ")[1:]:
        name, text = statement.split("\n", 1)
        for column in columns(text):
            if TRUTH.search(column):
                wrong += 1
                print(f"{os.path.basename(path)}: {name}: \"{column.strip()}\" is a boolean: CASE WHEN ... THEN 1 ELSE 0 END")
sys.exit(wrong > 0)
PYTHON
