# Several scanners feed one store at once: whole batches, nothing mixed up, and what crashed is resumed by its own
# scanner only. One scanner is fed from by one process.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq sqlite3 pbmtext pnmpad tifftopnm pamtopnm
new_store
sheets=40
for scanner in a b; do
    mkdir stack-$scanner
    for n in $(seq $sheets); do
        pbmtext "Scanner $scanner, sheet $n" 2>/dev/null | pnmpad -white -width 500 -height 600 >"stack-$scanner/$n.pbm"
    done
    printf '[scanner %s]\nfeed=%s/stack-%s/*.pbm\nmode=lineart\ndpi=75\n' $scanner "$work" $scanner >>store/muhafiz.conf
done
printf '[scanner a-too]\nfeed=%s/stack-a/*.pbm\n' "$work" >>store/muhafiz.conf

n_pages() { m show --json "$1" | jq '[.items[0].sides[].pages[]] | length'; }
is_stack() { # FILE_NO SCANNER FIRST: its pages from FIRST on are the scanner's stack, in order, each pixel
    n=0
    for path in $(m show --json "$1" | jq -r ".items[0].sides[0].pages[$3:][].path"); do
        n=$((n + 1))
        same_pixels "store/$path" "stack-$2/$n.pbm" || fail "$1: page $n is not sheet $n of scanner $2"
    done
    same "$1: pages of scanner $2" $sheets $n
}
feed() { # SCANNER FILE_NO: in the background; its number is in $fed
    "$MUHAFIZ" --store "$store" scan --json -d "$1" --file "$2" --sheets $sheets >"$1.json" 2>"$1.err" &
    fed=$!
}
await_pages() { # FILE_NO LEAST PID: then stops the process where it is, but not while it writes to the index
    for _ in $(seq 600); do
        [ "$(n_pages "$1")" -lt "$2" ] || break
        sleep 0.05
    done
    for _ in $(seq 100); do
        kill -STOP "$3" || fail "it was over too soon"
        ! sqlite3 store/muhafiz.db 'BEGIN IMMEDIATE; ROLLBACK' 2>/dev/null || return 0
        kill -CONT "$3"
        sleep 0.01
    done
    fail "it writes all the time"
}

# At the same time, into two records.
feed a A-12/2008
a=$fed
feed b B-7/2011
b=$fed
wait $a || fail "scanner a: $(cat a.err)"
wait $b || fail "scanner b: $(cat b.err)"
for scanner in a b; do
    same "ledger of $scanner" "[$sheets,$sheets,$sheets]" "$(jq -c '.items[0] | [.fed, .folio_sheets, .pages]' $scanner.json)"
done
is_stack A-12/2008 a 0
is_stack B-7/2011 b 0

# A scanner that is fed from is in use, by whatever name; the other one is not.
feed a پ-3/2015
a=$fed
await_pages پ-3/2015 3 $a
batch=$(ls store/spool | sed -n 's/^batch-\([0-9]*\)$/\1/p')
exits "the same scanner" 3 m scan -d a --file A-12/2008
says "the same scanner" 'scanner a is in use'
exits "the same scanner by another name" 3 m scan -d a-too --file A-12/2008
says "the same scanner by another name" 'scanner a-too is in use'
exits "nothing to resume while it is fed" 3 m scan -d a --resume
exits "another scanner has nothing to resume" 2 m scan -d b --resume
m devices --json --drivers pnm >out || true
same "devices do not disturb it" '["a","a-too"]' "$(jq -c '[.items[] | select(.trouble | contains("in use")).scanner]' out)"
exits "the other scanner, meanwhile" 0 m scan -d b --file B-7/2011 --sheets $sheets
is_stack B-7/2011 b $sheets
same "the batch that is fed was left alone" "batch-$batch" "$(ls store/spool | grep '^batch-[0-9]*$')"

# It dies. Its batch is its own: the other scanner does not go on with it, nor does it when both start at once.
kill -9 $a
wait $a 2>/dev/null || true
exits "another scanner's batch" 2 m scan -d b --resume
says "whose it is" "batch $batch of a"
m doctor --json >out || true
ok "doctor names it" test -n "$(jq -r ".items[] | select(.message | contains(\"batch $batch\")).message | select(contains(\"--device a\"))" out)"
feed b B-7/2011
b=$fed
exits "its own" 0 m scan -d a --resume
wait $b || fail "scanner b beside a resumed one: $(cat b.err)"
is_stack پ-3/2015 a 0
is_stack B-7/2011 b $((2 * sheets))
same "nothing is left in the spool" "" "$(ls store/spool | grep '^batch' || true)"
exits "all of it holds" 0 m verify
done_testing
