# A sheet whose measuring kills the worker, each time: nobody knows whether it is a cover, so it is
# flagged, and what follows is not put into the file before it, unless a person said which file it is.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdftoppm pnmtotiff
new_store
m cover A-12/2008 B-7/2011 -o cover.pdf >/dev/null
pdftoppm -r 100 -gray cover.pdf cover
for n in 1 2 3; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 100 -o $n.pgm >/dev/null
done
mkdir stack
printf '\n[scanner desk]\nfeed=%s/stack/*.pgm\ndpi=100\nmode=gray\n' "$work" >>store/muhafiz.conf
stack() { # FILE...: in the feeder, in this order
    rm -f stack/*
    place=0
    for file in "$@"; do
        place=$((place + 1))
        cp "$file" "stack/$place.pgm"
    done
}
faulty() { LD_PRELOAD="$MUHAFIZ_TEST_BIN/batch/libfault.so" FAULT_DIR="$work" m scan "$@"; }
n_pages() { m show --json "$1" | jq '[.items[0].sides[].pages[]] | length'; }
cp -a store pristine

# The third sheet, which is the cover of B, is looked at when it comes and once more from the spool.
printf 'crash\ncrash\nclear\nclear\n' >code-faults
stack cover-1.pgm 1.pgm cover-2.pgm 2.pgm
exits "a cover that cannot be measured" 3 faulty
says "what to do" 'sheet 3: it carries a code that cannot be read, or could not be looked at'
same "every fault came" 0 "$(wc -c <code-faults)"
stack cover-1.pgm 1.pgm cover-2.pgm 2.pgm 3.pgm # the feed goes on behind what came
exits "the rest" 1 m scan --resume
same "pages of A" 1 "$(n_pages A-12/2008)"
same "pages of B" 0 "$(n_pages B-7/2011)"
same "without a record" '[[3,5]]' \
    "$(m status --json | jq -c '[.items[0].unplaced_sheets[] | [.first_sheet, .last_sheet]]')"
m show --json batch:1 | jq -e '.items[0].without_place[0].flags[] | select(.flag == "order" and .value == 2)' \
    >/dev/null || fail "sheet 3 is not flagged"
exits "verify" 0 m verify

# Where a person said which file it is, it is a page of that file, and flagged.
rm -rf store && cp -a pristine store
printf 'crash\ncrash\nclear\n' >code-faults
stack 1.pgm 2.pgm 3.pgm
exits "a page that cannot be measured" 3 faulty --file A-12/2008
exits "the rest" 0 m scan --resume
same "pages of A" 3 "$(n_pages A-12/2008)"
same "flagged" '[[2,2]]' "$(m show --json A-12/2008 | jq -c \
    '[.items[0].sides[].pages[] | .seq as $seq | .flags[] | select(.flag == "order") | [$seq, .value]]' | sed 's/,\[3,100\]//')"
done_testing
