# Everything at once: pages come in, two workers read, somebody searches all the time, packages go out, a backup is
# made. Nobody is told that the database is busy, and in the end all is as if one thing had been done after another.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq

new_store
for n in 1 2 3 4 5 6 7 8; do
    pages --lang eng --kind note --seed "$n" --ageing clean --mode gray --dpi 100 -o "$n.png" >/dev/null
done
m ingest --file A-12/2008 7.png 8.png >/dev/null
m run --jobs 2 >/dev/null 2>&1

# Two people take the same file in at the same moment: it comes once.
for n in 7 8; do
    m ingest --file پ-3/2015 "$n.png" >twice.1 2>&1 &
    m ingest --file پ-3/2015 "$n.png" >twice.2 2>&1 || true
    wait
    grep -q "in already\|at this moment" twice.1 twice.2 || fail "neither was told: $(cat twice.1 twice.2)"
done
same "each came once" 2 "$(m show --json پ-3/2015 | jq '.items[0].sides[0].pages | length')"

loop() { # NAME COMMAND...: until the file "end" is there; what it says goes to NAME.err, an odd exit to NAME.bad
    name=$1
    shift
    until [ -e end ]; do
        status=0
        "$@" >"$name.out" 2>>"$name.err" || status=$?
        [ "$status" -le 1 ] || echo "$status" >>"$name.bad"
        echo >>"$name.count"
    done
}

loop search m search khasra &
loop export m export --unchecked A-12/2008 &
loop run m run --jobs 2 &
loop status m status &
loop backup m backup "$work/copy" &
for i in 1 2 3 4 5 6; do
    exits "pages come in" 0 m ingest --file B-7/2011 "$i.png"
    exits "and the register changes" 0 m register set B-7/2011 location="shelf $i"
done
touch end
wait
exits "the rest" 0 m run --jobs 2

for name in search export run status backup; do
    ok "$name was at it" test -s "$name.count"
    [ ! -e "$name.bad" ] || fail "$name ended with $(sort -u "$name.bad"): $(tail -3 "$name.err")"
    ! grep -iE 'locked|busy' "$name.err" || fail "$name was told of the database's troubles"
    checks=$((checks + 1))
done
same "all pages are there" '6 6' \
    "$(m show --json B-7/2011 | jq -r '.items[0].sides[0].pages | "\(length) \([.[] | select(.state == "recognised")] | length)"')"
exits "all is whole" 0 m verify
same "nothing waits" 0 "$(m status --json | jq '.items[0].jobs.pending')"

done_testing
