# kill -9 of a watch over a hot folder at any moment: the next one brings every page in exactly
# once, in order, and every file to done. hot-kill.sh N: N moments.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp tifftopnm pamtopnm
new_store
sed -i 's/^settle_s=.*/settle_s=0/; s/^patience_s=.*/patience_s=1/; s/^master=jpeg/master=lossless/' store/muhafiz.conf
m cover A-12/2008 B-7/2011 پ-3/2015 -o cover.pdf >/dev/null
pdftoppm -r 150 -gray -tiff cover.pdf cover
mkdir dropped
for n in 1 2 3; do
    for k in 1 2; do
        pages --lang eng --kind note --seed $n$k --ageing clean --mode gray --dpi 75 -o $n$k.pgm >/dev/null
        pages --lang eng --kind note --seed $n$k --ageing clean --mode gray --dpi 75 -o $n$k.tif >/dev/null
    done
    tiffcp cover-$n.tif ${n}1.tif ${n}2.tif dropped/scan-$n.tif
done
cp -a store pristine

check_all() { # WHEN
    same "$1: done" "scan-1.tif scan-2.tif scan-3.tif " "$(ls hot/done | tr '\n' ' ')"
    same "$1: refused" "" "$(ls hot/refused)"
    n=0
    for number in A-12/2008 B-7/2011 پ-3/2015; do
        n=$((n + 1)) k=0
        m show --json "$number" | jq -r '.items[0].sides[].pages[].path' >paths
        same "$1: pages of $number" 2 "$(wc -l <paths)"
        while read -r path; do
            k=$((k + 1))
            same_pixels "store/$path" $n$k.pgm || fail "$1: page $k of $number is another"
        done <paths
    done
    same "$1: masters" 9 "$(find store/pages -name '*.tif' | wc -l)"
    same "$1: spool" 0 "$(find store/spool -type f ! -name '*.lock' | wc -l)"
    exits "$1: verify" 0 m verify
}

begin() {
    rm -rf store hot
    cp -a pristine store
    cp -a dropped hot
}

begin
started=$(date +%s%N)
exits "undisturbed" 0 m ingest --watch hot --once
took_ms=$((($(date +%s%N) - started) / 1000000))
check_all "undisturbed"

seed=${SEED:-$$}
echo "seed $seed, undisturbed $took_ms ms"
i=0 moved=0
while [ $i -lt "${1:-10}" ]; do
    i=$((i + 1))
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    wait_ms=$((seed / 65536 % took_ms))
    begin
    (exec setsid sh -c 'echo $$ >victim; exec "$@"' sh "$MUHAFIZ" --store "$store" ingest --watch hot) >/dev/null 2>&1 &
    sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
    kill -9 "$(cat victim)" 2>/dev/null || true
    wait $! 2>/dev/null || true
    moved=$((moved + $(find hot/done -type f 2>/dev/null | wc -l)))
    exits "going on after being killed at $wait_ms ms" 0 m ingest --watch hot --once
    check_all "killed at $wait_ms ms"
done
echo "$moved of $((3 * i)) files were done before the kill"

# Between the rows and the move: the rows are there, the file is not moved; once it was this very
# file, once a copy of it.
begin
exits "a file" 0 m ingest --watch hot --once
mv hot/done/scan-1.tif hot/scan-1.tif
exits "the same file found again" 0 m ingest --watch hot --once
check_all "found again"
cp hot/done/scan-1.tif hot/scan-1.tif
exits "a copy" 1 m ingest --watch hot --once
ok "a copy is refused" test -s hot/refused/scan-1.tif.reason.txt
done_testing
