# Replies and packages against their schemas, and each schema against what it must refuse.
set -eu
schemas=$MUHAFIZ_TESTS/schemas
python3 -c 'import jsonschema' 2>/dev/null || {
    echo "skipped: python3-jsonschema is not installed"
    exit 77
}
MUHAFIZ_REPLIES=$(mktemp -d)
export MUHAFIZ_REPLIES
trap 'rm -rf "$MUHAFIZ_REPLIES"' EXIT
"$MUHAFIZ_TEST_BIN/index/test-index-answers" >"$MUHAFIZ_REPLIES/log" || {
    cat "$MUHAFIZ_REPLIES/log"
    exit 1
}
package=$MUHAFIZ_REPLIES/fl-B-7_2010~2

cp "$package/data/events.jsonl" "$MUHAFIZ_REPLIES/event.jsonl"
python3 "$schemas/check.py" "$schemas"/golden/*.json "$MUHAFIZ_REPLIES"/*.json
python3 "$schemas/mutate.py" "$schemas"/golden/*.json "$schemas"/golden/files/* "$MUHAFIZ_REPLIES"/*.json* \
    "$package/data/efile.json"

# What the import side can do without any library.
cd "$package"
sha256sum --strict --quiet -c manifest-sha256.txt tagmanifest-sha256.txt
python3 - <<'PYTHON'
import csv, hashlib, json, pathlib
rows = list(csv.DictReader(open("data/metadata.csv", newline="")))
files = sorted(str(path.relative_to("data")) for path in pathlib.Path("data").rglob("*.pdf"))
assert sorted(row["filename"] for row in rows) == files, (rows, files)
for row in rows:
    assert hashlib.sha256(pathlib.Path("data", row["filename"]).read_bytes()).hexdigest() == row["sha256"], row
    assert row["dc.title"] == row["subject"] == "दाखिल खारिज", row
efile = json.load(open("data/efile.json"))
assert efile["supersedes"]["package"] == "fl-B-7_2010", efile["supersedes"]
head = json.loads(open("data/events.jsonl").read().splitlines()[-1])["head"]
assert head["number"] == efile["event_head"], head
PYTHON
