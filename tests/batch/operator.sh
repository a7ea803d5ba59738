# The operator at a terminal: asked after a fault and when something is missing, with a question that says what is
# safe and what to do; goes on, closes the batch as it is, or stops.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq python3 jpegtopnm pdftoppm pgrep
new_store
mkdir stack
seed=0
for n in 1 2 3 4 5 6 a b c d; do
    seed=$((seed + 1))
    pages --lang eng --kind note --seed $seed --ageing clean --mode gray --dpi 100 -o "$n.pgm" >/dev/null
done
cat >>store/muhafiz.conf <<CONF

[scanner feeder]
feed=$work/stack/*.pgm
dpi=100
CONF
stack() { rm -f stack/*; for n in "$@"; do cp "$n.pgm" stack/; done; }
sits() { # STEP... -- ARGUMENTS OF SCAN...

    python3 "$MUHAFIZ_TESTS/batch/terminal.py" "$@"
}
scan="$MUHAFIZ --store $store scan --device feeder"
seqs() { m show --json "$1" | jq -c '[.items[0].sides[].pages[].seq]'; }
open_batches() { m status --json | jq -c '[.items[0].batches[].fed]'; }

# A sheet breaks off; it is put right, and the scanner is opened anew.
stack 1 2 3 4
head -c 100000 3.pgm >stack/3.pgm
STEP_1="cp $work/3.pgm $work/stack/" exits "a fault that is put right" 0 \
    sits 'last good page is on sheet 2 .look at it: [^)]+.*go on with sheet 3.*: =>' -- $scan --file A-12/2008
same "all pages" '[1,2,3,4]' "$(seqs A-12/2008)"
grep -q '4 sheets = 0 covers + 0 separators + 4 folio sheets; 4 pages' out || fail "last line: $(cat out)"
same "nothing is open" '[]' "$(open_batches)"

# The same, and the operator stops: the batch stays open, and is gone on with later.
stack a b c d
head -c 100000 c.pgm >stack/c.pgm
exits "a fault, and the operator stops" 3 sits 'go on with sheet 3.*: =>q' -- $scan --file B-7/2011
same "one is open" '[2]' "$(open_batches)"
picture=$(sed -n 's/.*look at it: \([^)]*\)).*/\1/p' out)
ok "a picture of the last good page" jpegtopnm "$picture" >picture.pnm
exits "status for people" 0 m status
grep -q 'scan --resume --device feeder.*Batch 2: 2 sheets' out || fail "status does not name the open batch: $(cat out)"

# The last good sheet is put back with the jammed one and fed twice: flagged, and kept.
cp b.pgm stack/c.pgm
exits "resume" 0 m scan --device feeder --resume
same "all pages" '[1,2,3,4]' "$(seqs B-7/2011)"
same "the sheet that was fed twice" '[3]' "$(m show --json B-7/2011 |
    jq -c '[.items[0].sides[].pages[] | select(any(.flags[]; .flag == "duplicate")) | .seq]')"
[ ! -e "$picture" ] || fail "the picture outlived the batch"

# Announced sheets are missing: found, given up for good, or left for later.
stack 1 2 3
STEP_1="cp $work/4.pgm $work/stack/" exits "missing sheets that are found" 0 \
    sits '1 of 4 sheets.*: =>' -- $scan --file پ-3/2015 --sheets 4
same "all pages" '[1,2,3,4]' "$(seqs پ-3/2015)"
exits "missing sheets that are none" 0 sits '2 of 6 sheets.*no more sheets.*: =>continue' 'no more sheets.*: =>end' -- $scan --file پ-3/2015 --sheets 6
same "nothing is open" '[]' "$(open_batches)"
exits "more than announced" 0 m scan --device feeder --file پ-3/2015 --sheets 3
says "more than announced" '4 sheets came, 3 were announced'
exits "missing sheets, later" 1 sits '2 of 6 sheets.*: =>q' -- $scan --file پ-3/2015 --sheets 6
same "one is open" '[4]' "$(open_batches)"

# A stack that broke off is fed again as if it were new: whoever sits there is asked.
stack 1 2 3 4 5 6
exits "the rest of an open batch" 0 sits 'left open after 4 sheets.*: =>' -- $scan
same "nothing is open" '[]' "$(open_batches)"
exits "a batch left open" 1 m scan --device feeder --file پ-3/2015 --sheets 7
exits "another stack" 1 sits 'left open after 6 sheets.*: =>n' -- $scan
same "it is still open" '[6]' "$(open_batches)"
exits "closing what is not resumed" 2 m scan --device feeder --close
exits "closing it as it is" 0 m scan --device feeder --resume --close
same "nothing is open" '[]' "$(open_batches)"

# Fewer pages than the register expects: asked at a terminal only, and flagged. The paper was scanned before.
m register set A-12/2008 correspondence_pages=9 >/dev/null
stack 1 2
exits "nobody to ask" 0 m scan --device feeder --file A-12/2008
says "nobody to ask" 'A-12/2008, correspondence: 6 pages, 9 expected. Is something still to be scanned'
same "flagged" '["order"]' "$(m show --json A-12/2008 | jq -c '[.items[0].sides[0].pages[-1].flags[].flag] - ["light", "size", "duplicate"]')"
STEP_1="cp $work/3.pgm $work/stack/" exits "pages that are found" 0 \
    sits '1 of 9 pages of A-12/2008, correspondence.*: =>' -- $scan --file A-12/2008
same "all pages" '[1,2,3,4,5,6,7,8,9]' "$(seqs A-12/2008)"
same "no longer flagged" '[]' "$(m show --json A-12/2008 | jq -c '[.items[0].sides[0].pages[].flags[] | select(.flag == "order")]')"
exits "show for people" 0 m show A-12/2008
grep -q 'Batch 1: 4 sheets' out || fail "show does not print the ledgers: $(cat out)"

# A sheet without a record, before the scanner is opened anew and covers come: told in the end all the same.
m cover B-7/2011 -o cover.pdf >/dev/null
pdftoppm -r 100 -gray -singlefile cover.pdf cover
stack 1
cp cover.pgm stack/2.pgm
head -c 100000 2.pgm >stack/3.pgm
STEP_1="cp $work/2.pgm $work/stack/3.pgm" exits "a sheet without a record" 1 \
    sits 'go on with sheet 3.*: =>' -- $scan
grep -q '1 page has no record.*batch:[0-9]*:1 --to' out || fail "the sheet is not told of: $(cat out)"

# Control-C while sheets of the worker before are looked at: no other one is started.
stack 1 2 3
head -c 100000 3.pgm >stack/3.pgm
cat >stop.sh <<STOP
set -eu
batch=\$(ls -d $work/store/spool/batch-*[0-9] | sort -V | tail -n 1)
mkfifo "\$batch/000009-front.tif"
muhafiz=\$(pgrep -P \$PPID -x muhafiz)
(
    echo >"\$batch/000009-front.tif" # waits until somebody looks at it
    kill -INT \$muhafiz
    while timeout 2 sh -c ": >'\$batch/000009-front.tif'"; do sleep 0.1; done
) 2>stop.log &
STOP
STEP_1="cp $work/3.pgm $work/stack/; . $work/stop.sh" exits "a signal between two workers" 1 \
    sits 'go on with sheet 3.*: =>' -- $scan --file B-7/2011
grep -q 'stopped; what was scanned is safe' out || fail "not stopped: $(cat out)"
same "one is open" '[2]' "$(open_batches)"

# Control-C at the question, where the scanner's driver is given ten minutes to come back.
sed -i 's/^cancel_s=.*/cancel_s=600/' store/muhafiz.conf
grep -q '^cancel_s=600' store/muhafiz.conf || fail "cancel_s is not set"
for sheets in 2 6; do # behind a fault, and while sheets are missing
    stack 1 2
    [ $sheets = 6 ] || head -c 100000 3.pgm >stack/3.pgm
    exits "control-C at the question" 1 \
        sits "go on with sheet 3.*: =>$(printf '\003')" -- $scan --file B-7/2011 --sheets 6
    grep -q 'stopped; what was scanned is safe, "muhafiz scan --resume --device feeder" goes on' out ||
        fail "not stopped: $(cat out)"
done
same "three are open" '[2,2,2]' "$(open_batches)"
done_testing
