#!/bin/sh
# Which words of real recognised pages a search finds: generated pages in Urdu (Naskh and Nastaliq), Hindi and English,
# clean to medium, through "muhafiz run", and tests/bench/found asks for every word of the truth.
#
#   MUHAFIZ=build/gcc/batch/muhafiz sh tests/bench/found.sh [SEED] [LANGUAGES]
#
# Fails where more than LOST_MAX in a hundred words of Naskh, Hindi and English pages are not found (Nastaliq is misread
# too often to promise anything).
set -eu
seed=${1:-500} languages=${2:-"urd urd-nastaliq hin eng"}
bin=${MUHAFIZ_TEST_BIN:-$(dirname "$MUHAFIZ")/../tests}
LOST_MAX=5
work=$(mktemp -d "${TMPDIR:-/tmp}/muhafiz-found.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 MUHAFIZ_USER=bench OMP_THREAD_LIMIT=1 MUHAFIZ_STORE="$work/store"
printf 'file_no,subject,language\n' >"$work/register.csv"
n=0
for language in $languages; do
    mkdir "$work/$language"
    printf '%s,Bench,%s\n' "$language" "${language%-nastaliq}" >>"$work/register.csv"
    for kind in note application order letter; do
        for ageing in clean light medium; do
            n=$((n + 1))
            "$bin/pages/pages" --lang "$language" --kind $kind --ageing $ageing --seed $((seed + n)) \
                -o "$work/$language/$(printf %03d $n)-$kind-$ageing.jpg" >/dev/null
        done
    done
done
"$MUHAFIZ" init --office BENCH --name Bench --lang eng+hin+urd >/dev/null
"$MUHAFIZ" register import "$work/register.csv" >/dev/null
for language in $languages; do
    "$MUHAFIZ" ingest --file "$language" "$work/$language/"*.jpg >/dev/null
done
"$MUHAFIZ" run >/dev/null
for language in $languages; do
    "$bin/bench/found" "$work/store" "$work/$language" | tee "$work/told"
    case $language in *nastaliq) continue ;; esac
    awk -v max=$LOST_MAX '/ words / { match($0, /[0-9.]+ %/); if (substr($0, RSTART, RLENGTH) + 0 > max) exit 1 }' \
        "$work/told" || {
        echo "$language: more than $LOST_MAX % of the words are not found"
        exit 1
    }
done
