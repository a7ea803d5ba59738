# kill -9 of everything at random moments, then muhafiz run again: the result is that of a run
# that nobody disturbed. kill.sh N: N moments.
. "$MUHAFIZ_TESTS/batch/lib.sh"
new_store
n=0
for page in eng:certificate:A-12/2008 eng:map:A-12/2008 hin:map:B-7/2011; do # few words: each moment reads them anew
    lang=${page%%:*} rest=${page#*:}
    n=$((n + 1))
    pages --lang "$lang" --kind "${rest%%:*}" --seed "$n" --ageing light --mode gray -o "$n.png" >/dev/null
    m ingest --file "${rest#*:}" "$n.png" >/dev/null
done
"$MUHAFIZ" --store store register list --json >/dev/null # the write-ahead log is empty now
cp -a store pristine
started=$(date +%s%N)
m run >/dev/null 2>&1
took_ms=$((($(date +%s%N) - started) / 1000000))
fingerprint "$store" >expected

moments=${1:-20}
seed=${SEED:-$$}
echo "seed $seed: $moments moments within $took_ms ms"
i=0
while [ $i -lt "$moments" ]; do
    i=$((i + 1))
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    wait_ms=$((seed / 65536 % took_ms))
    rm -rf store
    cp -a pristine store
    setsid "$MUHAFIZ" --store "$store" run >/dev/null 2>&1 &
    victim=$!
    sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
    kill -9 "$victim" 2>/dev/null || true
    wait "$victim" 2>/dev/null || true
    exits "run after being killed at $wait_ms ms" 0 m run
    fingerprint "$store" >actual
    cmp -s expected actual || {
        diff expected actual >&2 || true
        fail "killed at $wait_ms ms: the result differs"
    }
    exits "verify after being killed at $wait_ms ms" 0 m verify
done
done_testing
