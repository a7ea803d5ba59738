# What other programs read, on a record with everything in it: each reply fits its schema.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq python3
python3 -c 'import jsonschema' 2>/dev/null || {
    echo "skipped: python3-jsonschema is not installed"
    exit 77
}

mkdir replies
fits() { # SCHEMA COMMAND...: looked at in the end
    schema=$1
    shift
    exits "$*" 0 m "$@"
    cp out "replies/$schema.$checks.json"
}

new_store
pages --lang eng --kind letter --seed 21 --ageing clean --mode gray -o one.png >phrases
pages --lang eng --kind note --seed 22 --ageing clean --mode gray -o two.png >/dev/null
exits "ingest" 0 m ingest --file A-12/2008 --side correspondence one.png two.png
fits status status --json
same "pages wait" 2 "$(jq '.items[0].pages.scanned' out)"
fits show show --json A-12/2008
exits "run" 0 m run
fits status status --json
fits show show --json A-12/2008

# Words in doubt: with 100 nearly all of them, and the page is flagged; with 0 none.
words() { jq '[.items[0].sides[0].pages[].doubt[].words[]] | length' out; }
fits show show --json --doubt A-12/2008

sed -i 's/^confidence_min=.*/confidence_min=100/' store/muhafiz.conf
fits show show --json --doubt A-12/2008
[ "$(words)" -gt 30 ] || fail "only $(words) words are below 100"
same "they stand where they are said to" true \
    "$(jq '[.items[0].sides[0].pages[].doubt[] | (.text / " ") as $line | .words[] | .text == $line[.word - 1]] | all' out)"
same "their boxes are on the page" true "$(jq '[.items[0].sides[0].pages[] | . as $page | .doubt[].words[] |
    .width_px > 0 and .x_px + .width_px <= $page.width_px and .y_px + .height_px <= $page.height_px] | all' out)"
exits "for people" 0 m show --doubt A-12/2008
grep -qE '^      line 1: .*\[[^ ]+ [0-9]+\]' out || fail "no word is marked: $(cat out)"
sed -i 's/^confidence_min=.*/confidence_min=0/' store/muhafiz.conf
exits "nothing is below 0" 0 m show --json --doubt A-12/2008
same "words" 0 "$(words)"
sed -i 's/^confidence_min=.*/confidence_min=80/' store/muhafiz.conf

fits search search --json "$(head -n 1 phrases | cut -f2)"
[ "$(jq '.items | length' out)" -gt 0 ] || fail "search found nothing"
fits export export --unchecked --json A-12/2008
jq -c '.items[0] | {package, version, manifest_sha256, status: "rejected", computer_no: "", reason: "wrong section",
    at: "2026-01-02T03:04:05+05:30"}' out >receipt.jsonl
fits ack ack --json receipt.jsonl
fits ack ack --json receipt.jsonl
same "the same receipt again" 1 "$(jq '.items[0].repeated' out)"
fits show show --json A-12/2008
same "the reason" 'wrong section' "$(jq -r '.items[0].packages[0].reason' out)"
fits check check --json
same "whose turn it is" 'operator 1 muhafiz why A-12/2008' \
    "$(jq -r '.items[] | select(.what | test("import job")) | "\(.waits_for) \(.records) \(.next)"' out)"
exits "exported as it is" 1 m export A-12/2008
says "exported as it is" 'muhafiz: A-12/2008: nothing changed since its package was rejected; "muhafiz why A-12/2008" says why'
exits "status for people" 0 m status
ok "status says where to look" grep -q '^Next: muhafiz check says what was rejected' out
exits "show for people" 0 m show A-12/2008
grep -q 'rejected: wrong section' out || fail "show does not give the reason: $(cat out)"
fits verify verify --json
fits export-list export --list --json
fits backup backup copy --json
fits status status --json
fits report report --json
same "pages in the return" 2 "$(jq '.items[0].grand_total.pages.recognised' out)"
same "pages per day" 2 "$(jq '[.items[0].grand_total.days[].pages] | add' out)"

# Words in doubt of a page in Urdu: in its own letters, the first word of a line the rightmost.
pages --lang urd --kind note --seed 23 --ageing light --mode gray -o urdu.png >/dev/null
exits "ingest of Urdu" 0 m ingest --file پ-3/2015 --side notes urdu.png
exits "run" 0 m run
sed -i 's/^confidence_min=.*/confidence_min=100/' store/muhafiz.conf
fits show show --json --doubt پ-3/2015
[ "$(words)" -gt 30 ] || fail "only $(words) Urdu words are below 100"
same "they stand where they are said to" true \
    "$(jq '[.items[0].sides[0].pages[].doubt[] | (.text / " ") as $line | .words[] | .text == $line[.word - 1]] | all' out)"
same "nearly all are in Urdu letters" true "$(jq '[.items[0].sides[0].pages[].doubt[].words[].text | test("[ء-ے]")] |
    (map(select(.)) | length) > 0.8 * length' out)"
same "most words stand left of the one before" true "$(jq '[.items[0].sides[0].pages[].doubt[].words |
    [.[:-1], .[1:]] | transpose[] | .[1].x_px < .[0].x_px] | (map(select(.)) | length) > 0.9 * length' out)"
exits "for people" 0 m show --doubt پ-3/2015
jq -Rse 'test("\n      line [0-9]+: [^\n]*\\[[ء-ے]+ [0-9]+\\]")' out >/dev/null || fail "no Urdu word is marked: $(cat out)"
sed -i 's/^confidence_min=.*/confidence_min=80/' store/muhafiz.conf

# It turns out to be confidential: nothing of it is left, and what is left is still whole.
exits "it is confidential" 0 m register set پ-3/2015 classification=Secret
ok "the next step" grep -q 'muhafiz record withhold' err
exits "status says so" 0 m status
ok "status says so" grep -q 'Of 1 confidential record pages are held' out
ok "and tells nobody to run what is never run" sh -c '! grep -q "muhafiz run" out'
fits withhold record withhold --json پ-3/2015 --reason "order of the DC"
same "its pages" 1 "$(jq '.items[0].pages' out)"
same "none is left" 0 "$(find store/efiles -path '*p-3*' -name '*.pdf' | wc -l)"
exits "verify" 0 m verify
ok "verify tells of it" grep -q 'پ-3/2015 (Secret): 1 page and . files of it were removed' err

same "and counts nothing of it" 0 "$(m verify --json 2>/dev/null | jq ".items[0].masters - $(find store/pages -name '*.tif' | wc -l)")"
fits show show --json پ-3/2015
same "no path leads to what was removed" '[null]' "$(jq -c '[.items[0].sides[].set_aside[].path]' out)"

# Damage is found and named.
master=$store/$(m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[0].path')
chmod u+w "$master"
printf X | dd of="$master" bs=1 seek=100 conv=notrunc 2>/dev/null
exits "verify of a changed master" 1 m verify
says "verify of a changed master" 'A-12/2008'

ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*
done_testing
