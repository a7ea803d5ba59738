#!/bin/sh
# The whole way in one go, without a scanner: installs what is missing, builds, and takes a demo
# tehsil's paper from an emulated feeder to PDF/A e-files, a search, packages and a report.
# Running it again is harmless: what is done stays done. "rm -r demo" starts afresh.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
unset MUHAFIZ_STORE SANE_CONFIG_DIR || true

step() { printf '\n== %s\n' "$*"; }
quietly() { # COMMAND...: shows what it said only if it failed
    "$@" >demo/build.log 2>&1 || {
        tail -n 40 demo/build.log >&2
        exit 1
    }
}

sh batch/setup.sh
mkdir -p demo

step "Building (in build/demo)"
quietly cmake -S . -B build/demo -G Ninja -DMUHAFIZ_TESTS=OFF
quietly cmake --build build/demo --target muhafiz pages
m() { build/demo/batch/muhafiz --store demo/store "$@"; }

step "The office and its register"
[ -e demo/store/muhafiz.conf ] || {
    m init --office 01-0142 --name "Tehsil Ramnagar (demo)" --lang eng+hin+urd
    printf '\n[scanner feeder]\nfeed=%s/demo/paper/*.p?m\nmode=color\ndpi=300\n' "$PWD" >>demo/store/muhafiz.conf
}
[ -e demo/paper/register.csv ] || {
    rm -rf demo/paper.new
    build/demo/tests/pages/pages --set demo --format pnm --out demo/paper.new >/dev/null
    mv demo/paper.new demo/paper
}
m register import demo/paper/register.csv
m register list

step "Cover sheets and separators: demo/covers.pdf"
records=$(sed '1d; s/,.*//' demo/paper/register.csv)
# shellcheck disable=SC2086
m cover --separators $records -o demo/covers.pdf
# What a clerk does by hand: each cover on its file, a separator before each side.
pdftoppm -r 150 -gray demo/covers.pdf demo/cover
n=0
for record in $records; do
    n=$((n + 1))
    place() { # SHEET OF THE FIVE, NAME
        mv "demo/cover-$(printf '%02d' $((n * 5 - 5 + $1))).pgm" "demo/paper/$n-$2.pgm"
    }
    place 1 0-cover
    ls demo/paper/$n-1-notes-* >/dev/null 2>&1 && place 2 1-a-separator
    place 3 2-a-separator
done
rm -f demo/cover-*.pgm
sheets=$(ls demo/paper/*.p?m | wc -l)

step "Scanning $sheets sheets from the feeder, through SANE's pnm back end"
if [ -e demo/scanned ]; then
    echo "Scanned already."
else
    status=2 # nothing to resume
    [ ! -e demo/scanning ] || { status=0 && m scan --resume || status=$?; }
    touch demo/scanning
    [ $status != 2 ] || m scan --sheets "$sheets"
    mv demo/scanning demo/scanned
fi

step "Recognising, assembling, reading back"
m run

step "Searching in each language"
while IFS='	' read -r file record side language kind ageing phrase; do
    [ -n "$phrase" ] && [ "$language" != "${last:-}" ] && [ "$file" != file ] || continue
    last=$language
    printf '\nmuhafiz search "%s"\n' "$phrase"
    m search --limit 1 "$phrase"
done <demo/paper/manifest.tsv

step "Packages for the import job, and the first progress page"
m export --unchecked
m report --format html -o demo/progress.html
m verify
m status

cat <<EOF

Done. Open:
  demo/covers.pdf        the cover sheets
  demo/progress.html     the progress page
$(find demo/store/efiles -name '*.pdf' | sort | sed 's/^/  /')
  demo/store/outbox/     one package for each record
Try: build/demo/batch/muhafiz --store demo/store search Bhagwanpur
EOF
