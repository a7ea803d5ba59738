#!/bin/sh
# The scanning room's speed: A4, 300 dpi, gray from SANE's test back end (10 sheets a feed) to durable masters
# with everything measured and rows written, beside scanimage --batch on the same scanner, which only
# writes files. Prints pages/s on the clock, processor seconds a page of all processes, and the most memory
# that one of them held.
#
#   MUHAFIZ=build/batch/muhafiz sh tests/bench/scan.sh [FEEDS]
set -eu
feeds=${1:-3}
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
command -v scanimage >/dev/null || { echo "skipped: scanimage is not installed"; exit 77; }

timed() { # NAME PAGES COMMAND...
    name=$1 pages=$2
    shift 2
    status=0
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>"$work/err" || status=$?
    tail -n 1 "$work/time" | awk -v name="$name" -v n="$pages" '{
        printf "%-28s %4d pages  %5.1f pages/s  %.3f CPU s/page  %4.0f MB\n", name, n, n / $1, ($2 + $3) / n, $4 / 1024 }'
    return 0
}

"$MUHAFIZ" --store "$work/store" init --office BENCH --name Bench >/dev/null
printf 'file_no,subject\nA-1/2008,Speed\n' >"$work/register.csv"
"$MUHAFIZ" --store "$work/store" register import "$work/register.csv" >/dev/null
cat >"$work/feeds.sh" <<'RUN'
for feed in $(seq "$2"); do
    "$MUHAFIZ" --store "$1" scan --device test:0 --source 'Automatic Document Feeder' --dpi 300 --mode gray \
        --file A-1/2008 --side correspondence
done
RUN
timed "muhafiz scan" "$((feeds * 10))" sh "$work/feeds.sh" "$work/store" "$feeds"
masters=$(find "$work/store/pages" -name '*.tif' | wc -l)
echo "  rows of pages: $("$MUHAFIZ" --store "$work/store" show --json A-1/2008 | grep -o '"page_id"' | wc -l), masters on disk (equal pages are one): $masters"
for format in tiff jpeg; do
    timed "scanimage --batch $format" "$((feeds * 10))" sh -c 'for feed in $(seq "$3"); do
        scanimage -d test:0 --source "Automatic Document Feeder" --resolution 300 --mode Gray --depth 8 -x 210 -y 297 \
            --format="$1" --batch="$2/$feed-%d.$1" || true; done' sh "$format" "$work" "$feeds"
done
