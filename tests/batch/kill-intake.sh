# kill -9 of everything while paper or a file comes in: going on afterwards brings every page in
# exactly once, in order, pixel for pixel. kill-intake.sh N: N moments for each.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp tifftopnm pamtopnm
new_store
mkdir stack
for n in 1 2 3 4 5 6; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 150 -o "stack/$n.pgm" >/dev/null
    sheets="${sheets:-} $n.tif"
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 150 -o "$n.tif" >/dev/null
done
# shellcheck disable=SC2086
tiffcp $sheets all.tif
printf '\n[scanner feeder]\nfeed=%s/stack/*.pgm\nmaster=lossless\ndpi=150\n' "$work" >>store/muhafiz.conf
sed -i 's/^master=jpeg/master=lossless/' store/muhafiz.conf
cp -a store pristine

check_pages() { # WHEN
    m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[].path' >paths
    same "$1: pages" 6 "$(wc -l <paths)"
    n=0
    while read -r path; do
        n=$((n + 1))
        same_pixels "store/$path" "stack/$n.pgm" || fail "$1: page $n is not sheet $n"
    done <paths
    same "$1: masters" 6 "$(find store/pages -name '*.tif' | wc -l)"
    exits "$1: verify" 0 m verify
}

scan_all() { m scan --device feeder --file A-12/2008 --sheets 6; }
scan_on() { m scan --device feeder --resume --sheets 6 || { [ $? = 2 ] && scan_if_none; }; }
scan_if_none() { # killed before the batch was opened, or after it was closed
    [ "$(m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length')" = 6 ] || scan_all
}
ingest_all() { m ingest --file A-12/2008 all.tif; }

disturb() { # WHAT MOMENTS: WHAT_all is killed, then WHAT_on goes on
    rm -rf store && cp -a pristine store
    started=$(date +%s%N)
    "$1_all" >/dev/null 2>&1
    took_ms=$((($(date +%s%N) - started) / 1000000))
    check_pages "$1 undisturbed"
    i=0
    while [ $i -lt "$2" ]; do
        i=$((i + 1))
        seed=$(((seed * 1103515245 + 12345) % 2147483648))
        wait_ms=$((seed / 65536 % took_ms))
        rm -rf store && cp -a pristine store
        (exec setsid sh -c 'echo $$ >victim; exec "$@"' sh "$MUHAFIZ" --store "$store" $3) >/dev/null 2>&1 &
        sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
        kill -9 "$(cat victim)" 2>/dev/null || true
        wait $! 2>/dev/null || true
        exits "$1 going on after being killed at $wait_ms ms" 0 "$4"
        check_pages "$1 killed at $wait_ms ms"
    done
}

seed=${SEED:-$$}
echo "seed $seed"
disturb scan "${1:-10}" "scan --device feeder --file A-12/2008 --sheets 6" scan_on
disturb ingest "${1:-10}" "ingest --file A-12/2008 all.tif" ingest_all
done_testing
