# Who has the paper: hand-over slips, what is out overnight, and a slip that tells on a chain that was cut off.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdftotext sqlite3 pgmmake pnmtopng

new_store
exits "out without saying from whom" 2 m custody take A-12/2008
says "out without saying from whom" 'who hands over the paper'
exits "two records go out" 0 m --user rashid custody take A-12/2008 پ-3/2015 --from "G. M. Lone" -o out.pdf --json
cp out taken.json
mkdir replies
cp out replies/custody-slip.json
same "the slip" 'taken 1 G. M. Lone rashid A-12/2008 پ-3/2015 0 of 2' \
    "$(jq -r '.items[0] | "\(.act) \(.slip) \(.from) \(.to) \(.records[0].file_no) \(.records[1].file_no) \(.records[0].pages) of \(.records[0].expected_pages)"' taken.json)"
head=$(jq -r '.items[0].event_head' taken.json)
pdftotext -layout out.pdf text
for words in 'Hand-over slip 1' 'G. M. Lone' rashid A-12/2008 '0 of 2' 'انتقال' "$head"; do
    ok "the slip says $words" grep -qF "$words" text
done

# Nothing that is there is written over, but a slip.
exits "over the index" 2 m custody slip 1 -o "$store/muhafiz.db"
says "over the index" 'in the store'
exits "over the list" 2 m custody slip 1 -o register.csv
says "over the list" 'would be lost'
exits "a report into the store" 2 m report --format html -o "$store/pages/report.html"
exits "covers" 0 m cover A-12/2008
exits "covers over covers, unsaid" 2 m cover B-7/2011
says "covers over covers, unsaid" 'covers.pdf is here already: name another file'
exits "covers over covers, said" 0 m cover B-7/2011 -o covers.pdf
exits "covers over the list" 2 m cover A-12/2008 -o register.csv

# Once out, it is out; all of a slip or none.
exits "out twice" 2 m custody take B-7/2011 A-12/2008 --from Lone
says "out twice" 'A-12/2008 is out of the record room already.*No slip was written'
same "none of it went" in-room "$(m show --json B-7/2011 | jq -r '.items[0].custody')"
exits "named twice" 2 m custody take B-7/2011 b-7/2011 --from Lone
says "named twice" 'named twice'
exits "not by hand" 2 m register set A-12/2008 custody=in-room
says "not by hand" 'custody return'
exits "back that never left" 2 m custody return B-7/2011 --to Lone
m register set B-7/2011 availability=missing >/dev/null
exits "out that is missing" 2 m custody take B-7/2011 --from Lone

# What is out, and what has been so for a night.
exits "what is out" 0 m custody list --json
cp out replies/custody-list.json
same "what is out" 'A-12/2008 rashid 0, پ-3/2015 rashid 0' \
    "$(jq -r '[.items[] | "\(.file_no) \(.to) \(.nights)"] | join(", ")' out)"
same "nothing overnight yet" '[]' "$(m custody list --overnight --json | jq -c .items)"
ok "for people" sh -c '"$0" --store "$1" custody list --overnight | grep -q "Nothing has been out overnight; out since today: 2 records"' \
    "$MUHAFIZ" "$store"
sqlite3 "$store/muhafiz.db" "CREATE TABLE was AS SELECT slip_id, at FROM slip; UPDATE slip SET at = '2020-01-31T23:59:00+05:30'"
ok "out overnight" [ "$(m custody list --overnight --json | jq '.items[0].nights')" -gt 2000 ]
ok "for people" sh -c '"$0" --store "$1" custody list | grep -q "A-12/2008.*rashid"' "$MUHAFIZ" "$store"
exits "a slip that was meddled with" 1 m verify
says "a slip that was meddled with" 'slip 1: its wording'
sqlite3 "$store/muhafiz.db" "UPDATE slip SET at = (SELECT at FROM was WHERE was.slip_id = slip.slip_id); DROP TABLE was"

# Back, with a word on what is not done.
exits "back" 0 m custody return --all --to "G. M. Lone" -o back.pdf
says "back unfinished" 'A-12/2008 goes back with 0 pages scanned, fewer than'
same "all is back" '[]' "$(m custody list --json | jq -c .items)"
exits "nothing more to go back" 0 m custody return --all --to Lone
exits "out again" 0 m custody take A-12/2008 --from Lone
m register set A-12/2008 subject="Something else" >/dev/null
exits "a slip again" 0 m custody slip 1 -o again.pdf
pdftotext again.pdf text
ok "a slip again says what was signed" grep -q 'Mutation of khasra' text
exits "no such slip" 2 m custody slip 99

# A slip on paper outlives what is done to the store.
exits "the slip fits the chain" 0 m verify --anchor out.pdf
for trigger in $(sqlite3 "$store/muhafiz.db" "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event_kept'"); do
    sqlite3 "$store/muhafiz.db" "DROP TRIGGER $trigger"
done
sqlite3 "$store/muhafiz.db" "DELETE FROM event_kept WHERE number >= $(jq '.items[0].event_number' taken.json)"
exits "the chain was cut off" 1 m verify --anchor out.pdf
says "the chain was cut off" 'out.pdf'

python3 -c 'import jsonschema' 2>/dev/null &&
    ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*.json

# What the register says is lost comes in all the same, and whoever brings it is told.
m register set B-7/2011 availability=missing >/dev/null
pgmmake 0.9 400 500 | pnmtopng >found.png 2>/dev/null
exits "a lost record is found" 0 m ingest --file B-7/2011 found.png
says "a lost record is found" 'B-7/2011 is missing in the register, yet here it is: .*availability=available'
done_testing
