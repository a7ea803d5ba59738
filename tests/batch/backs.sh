# Fronts and backs scanned as two stacks: put together page by page, reversed where the blank backs
# of the covers say so, and not at all where the numbers differ.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp tifftopnm pamtopnm pgmmake pnmpaste pnmtotiff sqlite3
new_store
sed -i 's/^settle_s=.*/settle_s=0/; s/^patience_s=.*/patience_s=1/; s/^master=jpeg/master=lossless/' \
    store/muhafiz.conf
m cover A-12/2008 B-7/2011 -o cover.pdf >/dev/null
pdftoppm -r 150 -gray -tiff cover.pdf cover
for n in 1 2 3 4 5 6; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 75 -o $n.pgm >/dev/null
    pnmtotiff -xresolution 75 -yresolution 75 $n.pgm >$n.tif 2>/dev/null
done
pgmmake 1 620 877 | pnmtotiff -xresolution 75 -yresolution 75 >blank.tif 2>/dev/null
# sheets: cover of A, 1|2, 3|4, cover of B, 5|6
tiffcp cover-1.tif 1.tif 3.tif cover-2.tif 5.tif fronts.tif
tiffcp 6.tif blank.tif 4.tif 2.tif blank.tif turned.tif
tiffcp 6.tif blank.tif 4.tif 2.tif short.tif
tiffcp blank.tif 2.tif 4.tif blank.tif 6.tif same.tif
tiffcp cover-1.tif 2.tif 4.tif blank.tif 6.tif face-down.tif
# Ink over both of its codes, at the top right and the bottom left.
pdftoppm -r 150 -gray -singlefile -l 1 cover.pdf clean
pgmmake 0.1 390 390 >ink.pgm
pnmpaste ink.pgm 768 90 clean.pgm | pnmpaste ink.pgm 95 1260 |
    pnmtotiff -xresolution 150 -yresolution 150 >spoilt-1.tif 2>/dev/null
tiffcp spoilt-1.tif 2.tif 4.tif blank.tif 6.tif spoilt.tif

check_pages() { # FILE_NO PAGE...: the record has these, in this order, numbered from 1
    number=$1
    shift
    m show --json "$number" | jq -r '.items[0].sides[].pages[].path' >paths
    same "pages of $number" $# "$(wc -l <paths)"
    same "folios of $number" "$(seq $# | tr '\n' ' ')" \
        "$(m show --json "$number" | jq -r '.items[0].sides[].pages[].folio' | tr '\n' ' ')"
    while read -r path; do
        same_pixels "store/$path" "$1.pgm" || fail "$number: page $1 is another"
        shift
    done <paths
}
unplaced() { m status --json | jq '.items[0].unplaced'; }
cp -a store pristine
anew() { rm -rf store && cp -a pristine store; }

exits "two stacks, turned over" 0 m ingest fronts.tif --backs turned.tif
grep -q 'in reverse order.*2 of 2' out || fail "the order is not told: $(cat out)"
check_pages A-12/2008 1 2 3 4
check_pages B-7/2011 5 6
same "nothing is left over" 0 "$(unplaced)"
exits "the same again" 0 m ingest fronts.tif --backs turned.tif
check_pages A-12/2008 1 2 3 4
exits "other backs for fronts that have theirs" 2 m ingest fronts.tif --backs same.tif
says "other backs" 'has its backs already'
same "they are not taken" 0 "$(unplaced)"
exits "backs of two files" 2 m ingest fronts.tif 1.tif --backs turned.tif
exits "run" 0 m run
same "volumes" 2 "$(find store/efiles -name '*.pdf' | wc -l)"
exits "verify" 0 m verify
exits "backs that are something else already" 1 m ingest --file پ-3/2015 1.tif --backs fronts.tif
says "backs that are something else already" 'in already as batch 1, which is not the backs of'

anew
exits "in the same order" 0 m ingest fronts.tif --backs same.tif
grep -q 'in the same order' out || fail "the order is not told: $(cat out)"
check_pages A-12/2008 1 2 3 4
check_pages B-7/2011 5 6

anew
exits "one back too few" 1 m ingest fronts.tif --backs short.tif
says "the two numbers" '5 fronts but 4 backs'
exits "and once more" 1 m ingest fronts.tif --backs short.tif
says "the two numbers" '5 fronts but 4 backs'
check_pages A-12/2008 1 3
same "the backs are kept" 4 "$(unplaced)"
m ingest --json fronts.tif --backs face-down.tif >ingest.json 2>err || true
ok "the reply fits its schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" ingest.json
says "a cover that lay face down" 'sheet 1 of the backs is a cover'
m ingest fronts.tif --backs spoilt.tif >out 2>err || true
says "a spoilt cover that lay face down" 'sheet 1 of the backs is a cover'
check_pages A-12/2008 1 3
exits "the whole stack" 0 m ingest fronts.tif --backs turned.tif
says "what gave way" 'replaced'
check_pages A-12/2008 1 2 3 4
same "nothing is left over then" 0 "$(unplaced)"
exits "verify" 0 m verify

anew
sqlite3 store/muhafiz.db "CREATE TRIGGER no_more BEFORE UPDATE OF backs_order ON batch
    BEGIN SELECT RAISE(ABORT, 'no more'); END"
exits "an end between the rows of the backs and their places" 1 m ingest fronts.tif --backs turned.tif
same "the backs have no places" 5 "$(unplaced)"
sqlite3 store/muhafiz.db "DROP TRIGGER no_more"
exits "gone on with" 0 m ingest fronts.tif --backs turned.tif
check_pages A-12/2008 1 2 3 4
check_pages B-7/2011 5 6

# In a watched folder, by their names.
anew
mkdir hot
cp turned.tif hot/office-backs.tif
exits "backs alone wait" 0 m ingest --watch hot --once
says "backs alone wait" 'office-backs.tif is left .* waits for office-fronts.tif'
cp fronts.tif hot/Office-Fronts.tif
cp short.tif hot/office-backs.tif
exits "a stack that is short" 1 m ingest --watch hot --once
grep -q '5 fronts but 4 backs' hot/refused/office-backs.tif.reason.txt || fail "the reason"
ok "the fronts wait for the right one" test -e hot/Office-Fronts.tif
cp turned.tif hot/office-backs.tif
exits "both stacks" 0 m ingest --watch hot --once
same "both are done" "Office-Fronts.tif office-backs.tif " "$(ls hot/done | tr '\n' ' ')"
check_pages A-12/2008 1 2 3 4
check_pages B-7/2011 5 6
for name in Office-Fronts.tif office-backs.tif; do # as after a crash before the moves
    mv hot/done/$name hot/$name
done
exits "both stacks found again" 0 m ingest --watch hot --once
same "both are done again" 2 "$(ls hot/done | wc -l)"
check_pages A-12/2008 1 2 3 4
cp fronts.tif hot/office-fronts.tif
cp same.tif hot/office-backs.tif
exits "other backs, for fronts that have theirs" 1 m ingest --watch hot --once
grep -q 'has its backs already' hot/refused/office-backs-2.tif.reason.txt || fail "the reason"
check_pages A-12/2008 1 2 3 4
exits "verify" 0 m verify

# Sheets without a record, with one between them that may begin another file: a command for each run.
anew
rm -rf hot
mkdir hot
tiffcp 1.tif cover-2.tif 3.tif spoilt-1.tif 5.tif hot/runs.tif
commands() { sed -n 's/.*page move \(batch:[0-9:-]*\) --to FILE_NO.*/\1/p' "$1" | tr '\n' ' '; }
exits "sheets of two files" 1 m ingest --watch hot --once
same "what may be of two files is told apart" "batch:1:1 batch:1:5 " "$(commands err)"
exits "status" 0 m status
same "status says the same" "batch:1:1 batch:1:5 " "$(commands out)"

# By a scanner that sees one side: the fronts, then the stack turned over.
anew
mkdir stack
printf '\n[scanner desk]\nfeed=%s/stack/*.tif\ndpi=75\nmode=gray\n' "$work" >>store/muhafiz.conf
stack() { # FILE...: in the feeder, in this order
    rm -f stack/*
    place=0
    for file in "$@"; do
        place=$((place + 1))
        cp "$file" "stack/$place.tif"
    done
}
exits "backs of nothing" 2 m scan --backs
stack cover-1.tif 1.tif 3.tif cover-2.tif 5.tif
exits "the fronts" 0 m scan
exits "backs by both sides" 2 m scan --backs --source duplex
says "backs by both sides" 'scans both sides'
exits "backs of a file" 2 m scan --backs --file A-12/2008
exits "backs of a batch that is not there" 2 m scan --backs --fronts 99
stack 6.tif blank.tif 4.tif 2.tif
exits "one back too few" 1 m scan --backs
says "one back too few" '1 of 5 sheets'
check_pages A-12/2008 1 3
stack 6.tif blank.tif 4.tif 2.tif blank.tif
exits "the last one" 0 m scan --resume
grep -q 'in reverse order.*2 of 2' out || fail "the order is not told: $(cat out)"
grep -q 'sheet 5 front: back, to be placed with its front' out || fail "what a back is: $(cat out)"
! grep -q 'no page came behind the cover' out err || fail "the back of a cover is taken for one: $(cat err)"
! m show A-12/2008 | grep -q 'no page behind it' || fail "show: the back of a cover is taken for one"
check_pages A-12/2008 1 2 3 4
check_pages B-7/2011 5 6
same "nothing is left over" 0 "$(unplaced)"
exits "backs for fronts that have theirs" 2 m scan --backs
says "backs for fronts that have theirs" 'batch [0-9]* has its backs already'
same "nothing was fed, nothing is open" '[]' "$(m status --json | jq -c '[.items[0].batches[].fed]')"
exits "verify" 0 m verify

# A driver that calls its duplex source something else: the batch ends, and is not left open for ever.
anew
printf '\n[scanner desk]\nfeed=%s/stack/*.tif\ndpi=75\nmode=gray\n' "$work" >>store/muhafiz.conf
stack cover-1.tif 1.tif 3.tif cover-2.tif 5.tif
exits "the fronts" 0 m scan
stack 6.tif blank.tif 4.tif 2.tif
exits "one back too few" 1 m scan --backs
sqlite3 store/muhafiz.db "UPDATE page SET face = 'back' WHERE batch_id = 2"
stack 6.tif blank.tif 4.tif 2.tif blank.tif
exits "backs of both sides" 1 m scan --resume
says "backs of both sides" 'was scanned on both sides'
same "nothing is open" '[]' "$(m status --json | jq -c '[.items[0].batches[].fed]')"
done_testing
