# Workers that crash, hang or are killed cost one attempt of one page; three make the page failed
# and visible, and all others go on. fault.c makes the trouble from outside.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq
new_store
sed -i 's/^page_timeout_s=.*/page_timeout_s=20/' store/muhafiz.conf
for n in 1 2 3; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray -o "$n.png" >/dev/null
    m ingest --file A-12/2008 "$n.png" >/dev/null
done
fault() { LD_PRELOAD="$MUHAFIZ_TEST_BIN/batch/libfault.so" FAULT_DIR="$work" m run --jobs 1; }
cp -a store pristine

echo crash >faults # the next page that is recognised
exits "a worker that crashes once" 0 fault
says "the crash is told" 'signal'
same "all pages" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"

rm -rf store && cp -a pristine store
echo ' hang' >faults
exits "a worker that hangs once" 0 fault
says "the hang is told" 'did nothing for 20 s'
same "all pages" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"

rm -rf store && cp -a pristine store
printf 'crash\ncrash\ncrash\n' >faults # the oldest page comes first, and again
exits "a page that always crashes its worker" 1 fault
says "the page is named" 'muhafiz: A-12/2008, correspondence page 1: .*signal.*given up'
same "once" 1 "$(grep -c '^muhafiz: ' err)"
same "one page failed" 1 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "failed")] | length')"
same "the others went on" 2 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"
same "status shows it" 1 "$(m status --json | jq '.items[0].jobs.failed')"
exits "what an earlier run gave up" 1 m run
says "it is named again" 'muhafiz: A-12/2008, correspondence page 1: .*given up'
exits "trying again" 0 m run --retry
same "nothing failed any more" 0 "$(m status --json | jq '.items[0].jobs.failed')"
same "the volume is there" 1 "$(find store/efiles -name '*.pdf' | wc -l)"

rm -rf store && cp -a pristine store
echo ' hang' >faults
LD_PRELOAD="$MUHAFIZ_TEST_BIN/batch/libfault.so" FAULT_DIR="$work" "$MUHAFIZ" --store store run --jobs 1 2>/dev/null &
other=$!
until [ "$(m status --json | jq '.items[0].jobs.running')" = 1 ]; do sleep 0.1; done
exits "what another run holds" 0 m run
says "it is told" 'another "muhafiz run" on this computer is still doing 1 job$'
same "the rest is done" 2 "$(m status --json | jq '.items[0].pages.recognised')"
kill -9 $other
wait $other || true
exits "what a dead one held" 0 m run
same "all pages" 3 "$(m status --json | jq '.items[0].pages.recognised')"
done_testing
