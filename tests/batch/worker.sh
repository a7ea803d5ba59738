# Workers that crash, hang, take too much memory or are killed cost one attempt of one page; a page that is
# not read in two is kept as an image without text, and all others go on. fault.c makes the trouble from
# outside.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdfinfo pdfimages pdftotext
new_store
sed -i 's/^page_timeout_s=.*/page_timeout_s=20/' store/muhafiz.conf
for n in 1 2 3; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray -o "$n.png" >/dev/null
    m ingest --file A-12/2008 "$n.png" >/dev/null
done
fault() { LD_PRELOAD="$MUHAFIZ_TEST_BIN/batch/libfault.so" FAULT_DIR="$work" m run --jobs 1; }
cp -a store pristine

# Waiting takes longer than all the rest, which goes on meanwhile: hangs have stores of their own.
hang() { # NAME TIMEOUT_S FAULTS
    mkdir "$1"
    cp -a pristine "$1/store"
    sed -i "s/^page_timeout_s=.*/page_timeout_s=$2/" "$1/store/muhafiz.conf"
    printf "$3" >"$1/faults"
    exec env LD_PRELOAD="$MUHAFIZ_TEST_BIN/batch/libfault.so" FAULT_DIR="$work/$1" \
        "$MUHAFIZ" --store "$1/store" run --jobs 1 >"$1/out" 2>"$1/err"
}
hang once 20 ' hang\n' &
once=$!
hang twice 15 ' hang\n hang\n' & # the first that loads its engine, and that page again
twice=$!
[ -n "${KEEP:-}" ] || trap 'kill $once $twice 2>/dev/null || true; rm -rf "$work"' EXIT
hung() { # DESCRIPTION NAME PROCESS STATUS: its errors are the last command's, its store is the store
    status=0
    wait "$3" || status=$?
    same "$1" "$4" "$status"
    cp "$2/err" err
    rm -rf store && cp -a "$2/store" store
}

# OpenMP tells what it took from the environment when it is loaded, first in the command, last in its worker.
exits "a caller who wants many threads" 0 env OMP_THREAD_LIMIT=8 OMP_NUM_THREADS=8 OMP_DISPLAY_ENV=true \
    "$MUHAFIZ" --store "$store" run --jobs 1
same "the command has them" "'8'" "$(sed -n "s/.*OMP_THREAD_LIMIT = //p" err | head -n 1)"
same "its worker has one" "'1'" "$(sed -n "s/.*OMP_THREAD_LIMIT = //p" err | tail -n 1)"

rm -rf store && cp -a pristine store
echo crash >faults # the next page that is recognised
exits "a worker that crashes once" 0 fault
says "the crash is told" 'signal'
same "all pages" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"

rm -rf store && cp -a pristine store
page() { m show --json A-12/2008 | jq -r ".items[0].sides[0].pages[$1]"; } # NUMBER from 0
for greed in greed leaks; do
    rm -rf store && cp -a pristine store
    echo $greed >faults
    exits "a worker that takes too much memory once: $greed" 0 fault
    says "it is told" 'needed more than the 1024 MiB of memory .*page_memory_mb.*trying again'
    same "all pages" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"
done

rm -rf store && cp -a pristine store
echo holds >stream-faults # GLib ends the process where it gets no memory for an error
exits "a worker that has no memory left for a page's layers" 0 fault
says "it is told" 'needed more than the 1024 MiB of memory .*page_memory_mb.*trying again'
same "all pages" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"

rm -rf store && cp -a pristine store
printf 'crash\ncrash\n' >faults # the oldest page comes first, and again
exits "a page that always crashes its worker" 1 fault
says "the page is named" 'muhafiz: A-12/2008, correspondence page 1: .*signal.*kept as an image without text; given up.*--retry'
same "once" 1 "$(grep -c '^muhafiz: ' err)"
same "its flags" '[{"flag":"low-confidence","value":0},{"flag":"unread","value":1}]' "$(page 0 | jq -c '[.flags[] | select(.flag == "low-confidence" or .flag == "unread")]')"
same "the record is not held up" assembled "$(m show --json A-12/2008 | jq -r '.items[0].stage')"
volume=store/$(m show --json A-12/2008 | jq -r '.items[0].sides[0].volumes[0].path')
same "all pages are in the volume" 3 "$(pdfinfo "$volume" | sed -n 's/^Pages: *//p')"
same "the page has an image" 1 "$(pdfimages -list -f 1 -l 1 "$volume" | grep -c ' image ')"
same "and no text" 0 "$(pdftotext -f 1 -l 1 "$volume" - | grep -c '[a-z]' || true)"
same "the others have" 1 "$(($(pdftotext -f 2 -l 2 "$volume" - | wc -w) > 20))"
same "status shows it" 1 "$(m status --json | jq '.items[0].jobs.failed')"
exits "what an earlier run gave up" 1 m run
says "it is named again" 'muhafiz: A-12/2008, correspondence page 1: .*given up'
rm -rf store/layers # a cache
exits "trying again" 0 m run --retry
same "nothing failed any more" 0 "$(m status --json | jq '.items[0].jobs.failed')"
same "the flags are gone" 0 "$(page 0 | jq '[.flags[] | select(.flag == "low-confidence" or .flag == "unread")] | length')"
volume=store/$(m show --json A-12/2008 | jq -r '.items[0].sides[0].volumes[0].path')
same "it has its text" 1 "$(($(pdftotext -f 1 -l 1 "$volume" - | wc -w) > 20))"

for greed in 'greed\ngreed' 'leaks\ncrash'; do # more memory than a page may take, always
    rm -rf store && cp -a pristine store
    printf "$greed\n" >faults
    exits "a page that always takes too much memory" 1 fault
    says "it is kept" 'muhafiz: A-12/2008, correspondence page 1: .*kept as an image without text; given up.*--retry'
    same "its mark" 1 "$(page 0 | jq '[.flags[] | select(.flag == "unread")] | length')"
    volume=store/$(m show --json A-12/2008 | jq -r '.items[0].sides[0].volumes[0].path')
    same "no page is lost" 3 "$(pdfinfo "$volume" | sed -n 's/^Pages: *//p')"
done

rm -rf store && cp -a pristine store
printf 'crash\ncrash\n' >faults
mv "store/$(page 0 | jq -r .path)" master.tif
exits "a page that has not even an image" 1 m run --jobs 1
same "it failed" failed "$(page 0 | jq -r .state)"
same "the others went on" 2 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"

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
hung "a worker that hangs once" once $once 0
says "the hang is told" 'did nothing for 20 s'
same "all pages" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"

hung "a page that always takes too long" twice $twice 1
says "it is kept" 'muhafiz: A-12/2008, correspondence page [123]: .*did nothing for 15 s.*kept as an image without text; given up.*--retry'
same "its mark" 1 "$(m show --json A-12/2008 | jq '[.items[0].sides[0].pages[].flags[] | select(.flag == "unread")] | length')"
volume=store/$(m show --json A-12/2008 | jq -r '.items[0].sides[0].volumes[0].path')
same "no page is lost" 3 "$(pdfinfo "$volume" | sed -n 's/^Pages: *//p')"
done_testing
