# The power goes between the moment in which a package appears in the outbox and that in which its row is written, and the
# import job is quicker than the next start: nothing is imported twice, and nothing forgotten.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq python3 pgmmake pnmtotiff
job() { python3 "$MUHAFIZ_TESTS/tools/import-job.py" store/outbox home; }
stage() { m register list --json | jq -r '.items[] | select(.file_no == "B-7/2011") | .stage'; }

new_store
pgmmake 0.95 620 877 | pnmtotiff >a.tif 2>/dev/null
exits "ingest" 0 m ingest --file B-7/2011 a.tif
exits "run" 0 m run
ok "no journal is left" test ! -s store/muhafiz.db-wal
cp store/muhafiz.db before.db
exits "export" 0 m export --unchecked
ok "the job takes it" job
same "accepted" accepted "$(jq -r .status home/receipts.jsonl)"
cp before.db store/muhafiz.db # the index as the power cut left it
same "nobody knows of the package" assembled "$(stage)"

exits "its receipt comes" 1 m ack home/receipts.jsonl
same "is taken for nothing" assembled "$(stage)"
exits "export" 0 m export --unchecked
ok "the job takes it" job
same "one computer number" 1 "$(jq -r .computer_no home/receipts.jsonl | sort -u | wc -l)"
status=0
m ack home/receipts.jsonl >out 2>err || status=$?
same "imported" imported "$(stage)"
exits "verify" 0 m verify
done_testing
