# Lots from the first person to the export, and an operator who tries to approve his own work under every name he can
# think of.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq python3 sqlite3 pdftoppm
python3 -c 'import jsonschema' 2>/dev/null || {
    echo "skipped: python3-jsonschema is not installed"
    exit 77
}
unset MUHAFIZ_PIN_FILE || true

mkdir replies
for name in anita ravi sita gita noor chela; do echo "$name's own pin" >"$name.pin"; done
echo first-pin >first.pin
is() { # NAME ARGUMENTS...: that person, proven
    who=$1
    shift
    "$MUHAFIZ" --store "$store" --user "$who" --pin-file "$work/$who.pin" "$@"
}
fits() { # SCHEMA NAME ARGUMENTS... --json: looked at in the end
    schema=$1
    shift
    exits "$*" 0 is "$@" --json
    cp out "replies/$schema.$checks.json"
}
stage() { m register list --json | jq -r --arg n "$1" '.items[] | select(.file_no == $n) | .stage'; }
page() { # NAME SHADE: a small page, quickly read; blank ones are flagged
    pgmmake "$2" 620 877 | pnmtotiff >"$1.tif" 2>/dev/null
}

new_store
exits "no checking without persons" 2 m check lot
says "what to do first" 'user add NAME --role admin'

# ------------------------------------------------------------------------------------------------- persons
exits "the first is an admin" 2 m --user ravi user add ravi --role operator --new-pin-file ravi.pin
exits "the first person" 0 m --user anita user add anita --role admin --new-pin-file anita.pin
exits "the operator makes himself a person" 2 m --user ravi user add ravi --role checker
for person in ravi:operator sita:checker gita:checker noor:nodal; do
    fits user anita user add "${person%:*}" --role "${person#*:}" --new-pin-file first.pin
    exits "a first PIN decides nothing" 2 m --user "${person%:*}" --pin-file first.pin check lot
    exits "changed" 0 m --user "${person%:*}" --pin-file first.pin user pin --new-pin-file "${person%:*}.pin"
done
fits user ravi user list
same "whose PINs are their own" 5 "$(jq '[.items[] | select(.pin == "own")] | length' out)"
exits "an unknown name works no more" 2 m ingest nothing.png
says "who one is" 'say who you are with --user'
exits "a name that looks the same" 2 is anita user add "SITA"
says "a name that looks the same" 'never given twice'
sed -i 's/^separation=.*/separation=person/' store/muhafiz.conf # one computer, one login

# ------------------------------------------------------------------------------------------------- scanning
exits "scanning asks for the PIN as well" 2 m --user ravi ingest --file A-12/2008 a.tif
says "for whose" 'PIN of ravi'
page a 0.99 && page b 0.97 && page c 0.95
pages --lang eng --kind note --seed 5 --ageing clean --mode gray -o note.png >/dev/null
exits "the checker scans nothing" 2 is sita ingest --file A-12/2008 a.tif
exits "ingest" 0 is ravi ingest --file A-12/2008 a.tif note.png
exits "ingest" 0 is ravi ingest --file B-7/2011 b.tif c.tif
exits "run" 0 is ravi run
same "both are ready" "assembled assembled" "$(stage A-12/2008) $(stage B-7/2011)"
fits check ravi check
same "for whom it waits" "checker muhafiz check lot" "$(jq -r '.items[0] | "\(.waits_for) \(.next)"' out)"

# ------------------------------------------------------------------------------------------------- cheating
before=$(sqlite3 store/muhafiz.db 'SELECT count(*) FROM event_kept WHERE act = "person.pin-wrong"')
exits "the operator makes a lot" 2 is ravi check lot
exits "as the checker, without a PIN" 2 m --user sita check lot
exits "as the checker, with his own PIN" 2 m --user sita --pin-file ravi.pin check lot
says "and it is written down" 'logged'
exits "by the environment" 2 env MUHAFIZ_USER=sita MUHAFIZ_PIN_FILE=ravi.pin LOGNAME=sita "$MUHAFIZ" --store "$store" check lot
same "both tries are events" $((before + 2)) "$(sqlite3 store/muhafiz.db 'SELECT count(*) FROM event_kept WHERE act = "person.pin-wrong"')"
exits "he weakens the plan" 2 is ravi check plan --aql 6.5
exits "he excludes a bad record" 2 is ravi register set A-12/2008 availability=excluded
says "who may" 'role nodal'

# An admin for a day adds a checker: he knew that PIN.
exits "role" 0 is anita user role ravi admin
exits "his checker" 0 is ravi user add chela --role checker --new-pin-file first.pin
exits "his checker" 0 m --user chela --pin-file first.pin user pin --new-pin-file chela.pin
exits "role" 0 is anita user role ravi operator

# ------------------------------------------------------------------------------------------------- the lot
fits check-plan sita check plan
exits "a checker sets no plan" 2 is sita check plan --aql 0.65
fits check-plan noor check plan --pages 100 --level S-1 --aql 6.5 --flagged 1
exits "the checker's PIN by a descriptor" 0 sh -c '"$@" --user sita --pin-file /dev/fd/3 check lot --json 3<sita.pin' sh "$MUHAFIZ" --store "$store"
cp out replies/lot.1.json
same "frozen" "frozen 4 2" "$(jq -r '.items[0] | "\(.state) \(.n_pages) \(.sample_size)"' out)"
exits "the operator changes it" 2 is ravi ingest --file A-12/2008 c.tif
says "why not" 'lies in lot 1'
exits "cover" 0 is ravi cover A-12/2008 -o cover.pdf
pdftoppm -r 150 -gray -tiff cover.pdf cover
tiffcp cover-*.tif c.tif fed.tif
exits "its cover comes once more" 1 is ravi ingest fed.tif
says "what becomes of it" 'lies in lot 1'
same "kept without a record" 1 "$(m status --json | jq '.items[0].unplaced')"

exits "its record says where it lies" 0 m show A-12/2008
ok "frozen" grep -q 'Checking *lot 1 waits for its sample .muhafiz check sample 1.' out
fits lot sita check sample 1
cp out first
exits "its record says where it lies" 0 m show A-12/2008
ok "sampled" grep -q "Checking *lot 1 waits for the checker's verdict .muhafiz check open 1." out
fits lot gita check sample 1
ok "the second draw is the first" cmp -s out first
same "the flagged page first" false "$(jq '.items[0].pages[0].is_random and (.items[0].pages[0].why | length == 0)' out)"
jq '[.items[0].pages[] | select(.is_random) | .page_id] | sort' first >drawn
for number in A-12/2008 B-7/2011; do m show --json $number; done |
    jq -s '[.[].items[0].sides[].pages[].page_id]' >all
ok "an auditor draws the same" python3 - first all drawn <<'PYTHON'
import hashlib, hmac, json, sys
lot = json.load(open(sys.argv[1]))["items"][0]
pages, drawn = json.load(open(sys.argv[2])), json.load(open(sys.argv[3]))
def mac(key, text): return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()
seed = mac(lot["secret"], lot["content"] + "\n" + lot["event_hash"])
assert seed == lot["seed"]
ranked = sorted(pages, key=lambda page: mac(seed, str(page)))
assert sorted(ranked[:lot["sample_size"]]) == drawn, (ranked, drawn)
PYTHON

exits "no verdict unseen" 2 is sita check accept 1
says "no verdict unseen" 'not opened by sita'
mkdir viewers
printf '#!/bin/sh\nexit 3\n' >viewers/xdg-open
chmod +x viewers/xdg-open
PATH="$work/viewers:$PATH" exits "a viewer that shows nothing" 1 is sita check open 1 --all --view
says "a viewer that shows nothing" 'leave --view out'
exits "so it was not seen" 2 is sita check accept 1
says "so it was not seen" 'not opened by sita'
exits "his own checker" 2 is chela check open 1
says "his own checker" 'has known the PIN'
fits check-open sita check open 1
file=$(jq -r '.items[0].path' out)
ok "a picture" sh -c "pngtopnm 'store/$file' | head -c 2 | grep -q P"
exits "the same picture elsewhere" 0 is sita check open 1 1 --to pictures
ok "is there" test -s "pictures/lot-1-page-1.png"
exits "a number that is none" 2 is sita check open 1 99

# ------------------------------------------------------------------------------------------------- two checkers
is sita check open 1 --all >one.out 2>&1 & one=$!
is gita check open 1 --all >two.out 2>&1 & two=$!
ok "one opens all" wait $one
ok "and the other" wait $two
one_status=0 two_status=0
is sita check accept 1 >one.out 2>&1 & one=$!
is gita check accept 1 >two.out 2>&1 & two=$!
wait $one || one_status=$?
wait $two || two_status=$?
same "one verdict" 2 $((one_status + two_status))
same "its record says so" '{"lot":1,"state":"accepted"}' "$(m show --json A-12/2008 | jq -c '.items[0].lot')"
grep -q 'accepted already' one.out two.out || fail "the second is not told: $(cat one.out two.out)"
ok "no picture of it is left" sh -c 'test ! -e store/spool/check/lot-1'
fits lot ravi check show 1
same "accepted" "accepted" "$(jq -r '.items[0].state' out)"
same "both are checked" "checked checked" "$(stage A-12/2008) $(stage B-7/2011)"
fits report ravi report
same "blank sheets count for nothing, whoever looked at them" "[0,0,3]" \
    "$(jq -c '.items[0].grand_total | [.checking.pages_examined, .checking.pages_by_lot, .pages.blank]' out)"
sed -i 's/^export_unchecked=.*/export_unchecked=false/' store/muhafiz.conf
exits "export" 0 is ravi export B-7/2011
exits "an operator cannot leave the checker out" 2 is ravi export --unchecked B-7/2011
says "an operator cannot leave the checker out" 'role nodal or admin may hand over what no checker has accepted'
exits "who looks at the list needs no name" 0 m export --list
exits "who exports does" 2 m export
exits "the package's events" 0 grep -c 'record.checked' store/outbox/*/data/events.jsonl

# ------------------------------------------------------------------------------------------------- back again
exits "a change" 0 is ravi register set A-12/2008 subject=Another
says "a change" 'A-12/2008: a checker had accepted it'
exits "run" 0 is ravi run
same "is to be checked again" assembled "$(stage A-12/2008)"
exits "not exported" 1 is ravi export A-12/2008
exits "a lot" 0 is sita check lot
exits "its sample" 0 is sita check sample 2
exits "opened" 0 is sita check open 2 --all
exits "a page without a reason" 2 is sita check reject 2 --page 1
fits lot sita check reject 2 --page 1 --reason "the last line is cut"
number=$(jq '[.items[0].pages[] | select(.is_random) | .number][-1]' out)
exits "a random one" 0 is sita check reject 2 --page "$number" --reason "blurred"
grep -q '^Next: muhafiz check reject 2 (it fails)' out || fail "too many: $(cat out)"
exits "too many" 2 is sita check accept 2
says "too many" 'it fails'
fits lot sita check reject 2
same "back whole" rejected "$(stage A-12/2008)"
fits why ravi why A-12/2008
same "whose turn" "operator" "$(jq -r ".items[0].turn" out)"
ok "which lot" grep -q "came back from lot 2" out
fits check ravi check
same "to the operator" operator "$(jq -r '.items[0].waits_for' out)"
exits "as if it were nothing" 1 is ravi check again A-12/2008
says "as if it were nothing" 'found defective'
page d 0.93
exits "a new page" 0 is ravi page replace A-12/2008 1 d.tif
exits "run" 0 is ravi run
same "it is another" assembled "$(stage A-12/2008)"
fits check ravi check
same "but has another defect, as before" operator "$(jq -r '.items[] | select(.what | test("as before")) | .waits_for' out)"
page e 0.91
exits "a new page for that, too" 0 is ravi page replace A-12/2008 2 e.tif
exits "run" 0 is ravi run
fits check ravi check
same "waits again" "checker muhafiz check lot" "$(jq -r '.items[] | "\(.waits_for) \(.next)"' out)"
exits "for people" 0 is ravi check show 2
grep -q 'the last line is cut' out || fail "the defect is not shown: $(cat out)"

# ------------------------------------------------------------------------------------------------- at a terminal
ok "a PIN at the terminal" python3 "$MUHAFIZ_TESTS/batch/terminal.py" "PIN of noor: =>noor's own pin" \
    -- "$MUHAFIZ" --store "$store" --user noor check plan --aql 1.0 >shown
if grep -q "noor's own pin" shown; then fail "the PIN is shown"; fi
ok "a new one, twice" python3 "$MUHAFIZ_TESTS/batch/terminal.py" "PIN of noor: =>noor's own pin" \
    "New PIN for noor: =>another pin" "The same again: =>another pin" -- "$MUHAFIZ" --store "$store" --user noor user pin >shown

# ------------------------------------------------------------------------------------------------- secret after all
# Whatever the nodal officer alone may say is asked for at the terminal.
exits "a lot" 0 is sita check lot
exits "its sample" 0 is sita check sample 3
echo "another pin" >noor.pin
mkdir slow
cat >slow/pdftoppm <<SCRIPT
#!/bin/sh
PATH=$PATH
"$MUHAFIZ" --store "$store" --user noor --pin-file "$work/noor.pin" register set A-12/2008 classification=Secret &&
    pdftoppm "\$@"
SCRIPT
chmod +x slow/pdftoppm
exits "withheld while its picture is drawn" 2 env PATH="$work/slow:$PATH" \
    "$MUHAFIZ" --store "$store" --user sita --pin-file "$work/sita.pin" check open 3 1 --to raced
says "withheld while its picture is drawn" 'were withheld'
same "no picture of it is left" "" "$(ls -A raced)"
fits lot sita check show 3
same "nothing is left of the lot" emptied "$(jq -r '.items[0].state' out)"
exits "for people" 0 is sita check show 3
exits "lifted without a reason" 2 is noor register set A-12/2008 classification=Normal
exits "lifted" 0 is noor register set A-12/2008 classification=Normal "reason=by order 12"
exits "run" 0 is ravi run
exits "a lot" 0 is sita check lot
ok "out of the lot, proven" python3 "$MUHAFIZ_TESTS/batch/terminal.py" "PIN of noor: =>another pin" \
    -- "$MUHAFIZ" --store "$store" --user noor register set A-12/2008 classification=Secret >shown
exits "an operator lifts it" 2 is ravi register set A-12/2008 classification=Normal
ok "lifted, proven" python3 "$MUHAFIZ_TESTS/batch/terminal.py" "PIN of noor: =>another pin" \
    -- "$MUHAFIZ" --store "$store" --user noor register set A-12/2008 classification=Normal reason=order >shown

exits "run" 0 is ravi run
fits lot noor check lot
same "who could decide it" "sita gita" "$(jq -r '.items[0].deciders | join(" ")' out)"
exits "the operator dissolves it" 2 is ravi check dissolve 5 --reason "no"
exits "who did not make it" 2 is sita check dissolve 5 --reason "no"
exits "without a reason" 2 is noor check dissolve 5
says "without a reason" 'reason TEXT'
fits lot noor check dissolve 5 --reason "sita is away until Monday"
same "dissolved" "dissolved sita is away until Monday" "$(jq -r '.items[0] | "\(.state) \(.reason)"' out)"
same "free for another" assembled "$(stage A-12/2008)"

# ------------------------------------------------------------------------------------------------- two logins
# As root: the operator has a login of his own, at which he also tries as a checker.
if [ "$(id -u)" = 0 ] && [ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" = 4294967295 ]; then
    desk() { setpriv --reuid 4242 --regid 4242 --clear-groups "$@"; }
    sed -i 's/^separation=.*/separation=login/' store/muhafiz.conf
    chmod 755 "$work" && cp ravi.pin sita.pin "$store/spool" && chown -R 4242:4242 store
    exits "at the desk" 0 desk "$MUHAFIZ" --store "$store" --user ravi ingest --file پ-3/2015 c.tif
    exits "run" 0 desk "$MUHAFIZ" --store "$store" --user ravi run
    exits "the lot" 0 is sita check lot
    lot=$(m check --json | jq '[.items[] | select(.lot != null and .waits_for == "checker") | .lot] | max')
    exits "its sample" 0 is sita check sample "$lot"
    exits "with sita's PIN at the operator's login" 2 \
        desk "$MUHAFIZ" --store "$store" --user sita --pin-file "$store/spool/sita.pin" check open "$lot"
    says "with sita's PIN at the operator's login" 'at the login uid 4242'
    exits "at her own" 0 is sita check open "$lot"
fi

# ------------------------------------------------------------------------------------------------- damage
exits "all is well" 0 is ravi verify
sqlite3 store/muhafiz.db "UPDATE lot_page SET is_random = 0 WHERE lot_id = 1"
exits "another sample" 1 is ravi verify
says "another sample" 'lot 1: the sample that is kept'
exits "asked for it" 1 is sita check sample 1
ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*
done_testing
