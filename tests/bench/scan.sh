#!/bin/sh
# The scanning room's speed: A4, 300 dpi, gray from SANE's test back end (10 sheets a feed, put in again by an
# operator at a terminal, so that one worker takes all of them) to durable masters with everything measured and
# rows written, beside scanimage --batch on the same scanner, which only writes files. Prints pages/s on the
# clock and for a second of processor (that is on one core), seconds of processor for a page of all processes
# with their start, where they go, and the most memory that one process held, after each tenth of the
# batch too. The issue's bounds: 6 pages/s on one core, 120 MB.
#
#   MUHAFIZ=build/batch/muhafiz sh tests/bench/scan.sh [FEEDS]
set -eu
feeds=${1:-10}
tests=${MUHAFIZ_TESTS:-$(dirname "$0")/..} bin=${MUHAFIZ_TEST_BIN:-$(dirname "$MUHAFIZ")/../tests}
work=$(mktemp -d "${TMPDIR:-/tmp}/muhafiz-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 LD_BIND_NOW=1 SANE_CONFIG_DIR="$work/sane" MUHAFIZ_USER=bench
mkdir "$SANE_CONFIG_DIR"
echo test >"$SANE_CONFIG_DIR/dll.conf"
cat >"$SANE_CONFIG_DIR/test.conf" <<CONF
number_of_devices 1
mode Gray
depth 8
resolution_min 1.0
resolution_max 1200.0
resolution_quant 1.0
resolution 300.0
test-picture "Grid"
geometry_min 0.0
geometry_max 300.0
geometry_quant 1.0
br_x 210.0
br_y 297.0
CONF
command -v /usr/bin/time >/dev/null || { echo "skipped: /usr/bin/time is not installed"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
command -v scanimage >/dev/null || { echo "skipped: scanimage is not installed"; exit 77; }

told() { # NAME PAGES, of the command that was timed last
    tail -n 1 "$work/time" | awk -v name="$1" -v n="$2" '{
        printf "%-24s %4d pages  %5.1f pages/s  %5.1f pages/CPU s  %.3f CPU s/page  %4.0f MB\n", name, n, n / $1,
            n / ($2 + $3), ($2 + $3) / n, $4 / 1024 }'
}

"$MUHAFIZ" --store "$work/store" init --office BENCH --name Bench >/dev/null
printf 'file_no,subject\nA-1/2008,Speed\n' >"$work/register.csv"
"$MUHAFIZ" --store "$work/store" register import "$work/register.csv" >/dev/null
# After each feed the operator puts in the next ten sheets; the worker's memory is noted.
cat >"$work/memory.sh" <<'RUN'
for child in $(pgrep -P "$1"); do
    for muhafiz in $(pgrep -P "$child"); do ps -o rss= --ppid "$muhafiz"; done
done | sort -n | tail -n 1
RUN
set --
for feed in $(seq 1 $((feeds - 1))); do
    set -- "$@" "go on with sheet $((feed * 10 + 1)), .*: =>"
    export "STEP_$feed=sh $work/memory.sh \$PPID >>$work/memory"
done
python3 "$tests/batch/terminal.py" "$@" -- /usr/bin/time -o "$work/time" -f '%e %U %S %M' \
    "$MUHAFIZ" --store "$work/store" scan --device test:0 --source 'Automatic Document Feeder' --dpi 300 --mode gray \
    --file A-1/2008 --side correspondence --sheets $((feeds * 10)) >"$work/out" 2>"$work/err" ||
    { cat "$work/out" "$work/err"; exit 1; }
told "muhafiz scan" $((feeds * 10))
masters=$(find "$work/store/pages" -name '*.tif' | wc -l)
echo "  rows of pages: $("$MUHAFIZ" --store "$work/store" show --json A-1/2008 | grep -o '"page_id"' | wc -l), masters on disk (equal pages are one): $masters"
[ ! -e "$work/memory" ] || echo "  MB of the worker after its feeds:$(awk -v n=$((feeds / 10 + 1)) '
    NR % n == 1 || n == 1 { printf " %.0f", $1 / 1024 }' "$work/memory")"
scanimage -d test:0 --resolution 300 --mode Gray --depth 8 -x 210 -y 297 --format=pnm >"$work/page.pgm" 2>"$work/err"
"$bin/bench/parts" "$work/page.pgm" 300
for format in tiff jpeg; do
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' sh -c 'for feed in $(seq "$3"); do
        scanimage -d test:0 --source "Automatic Document Feeder" --resolution 300 --mode Gray --depth 8 -x 210 -y 297 \
            --format="$1" --batch="$2/$feed-%d.$1" || true; rm -f "$2/$feed"-*; done' \
        sh "$format" "$work" "$feeds" >"$work/out" 2>"$work/err" || true
    told "scanimage --batch $format" $((feeds * 10))
done
