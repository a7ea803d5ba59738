#!/bin/sh
# Reading's cost and accuracy beside its peer's, in one run: the same pages as masters through "muhafiz run" to
# read-back PDF/A, and as a PDF through OCRmyPDF to PDF/A, plain and with --deskew --clean (each language by
# its own model). Seconds of processor and of the clock for a page, characters wrong in the text layers.
# Then tests/bench/read: against the engine's own Recognize, by language and ageing, and real scans.
# Installs OCRmyPDF where it is missing (root or sudo). The issue's bounds: 1/3.5 of plain, 1/8 of the other.
#
#   MUHAFIZ=build/gcc/batch/muhafiz sh tests/bench/read.sh [SEED] [KINDS]
set -eu
seed=${1:-$(date +%s)} kinds=${2:-"note application order letter"}
bin=${MUHAFIZ_TEST_BIN:-$(dirname "$MUHAFIZ")/../tests}
tests=${MUHAFIZ_TESTS:-$(cd "$(dirname "$0")/.." && pwd)}
corpus=${MUHAFIZ_CORPUS:-$tests/../../shared/corpus}
work=$(mktemp -d "${TMPDIR:-/tmp}/muhafiz-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 MUHAFIZ_USER=bench OMP_THREAD_LIMIT=1
sh "$tests/../batch/setup.sh" bench || {
    echo "skipped: its peers cannot be installed"
    exit 77
}

languages="eng hin pan urd"
echo "seed $seed, pages: $kinds in $languages; light, medium and heavy ageing by turns"
printf 'file_no,subject,language\n' >"$work/register.csv"
n=0
for language in $languages; do
    mkdir "$work/$language"
    printf '%s,Bench,%s\n' "$language" "$language" >>"$work/register.csv"
    for kind in $kinds; do
        n=$((n + 1))
        case $((n % 3)) in 0) ageing=heavy ;; 1) ageing=light ;; *) ageing=medium ;; esac
        "$bin/pages/pages" --lang "$language" --kind "$kind" --ageing "$ageing" --seed $((seed + n)) \
            -o "$work/$language/$n-$ageing.jpg" >/dev/null
    done
    # shellcheck disable=SC2046
    img2pdf $(ls -v "$work/$language/"*.jpg) -o "$work/$language.pdf"
done

timed() { # COMMAND...: adds to "$work/time" its wall and processor seconds and peak memory in MB
    /usr/bin/time -a -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>"$work/err" || {
        cat "$work/out" "$work/err"
        exit 1
    }
}
told() { # NAME: what was timed since the last
    awk -v name="$1" -v n="$n" '{ wall += $1; cpu += $2 + $3; if ($4 > most) most = $4 }
        END { printf "%-28s %6.2f CPU s/page  %6.2f s/page  %5.0f MB\n", name, cpu / n, wall / n, most / 1024
              printf "%s\t%s\t%s\n", name, cpu / n, wall / n >>"'"$work/costs"'" }' "$work/time"
    : >"$work/time"
}

scored() { # NAME, where LANGUAGE's text layer is "$work/text-LANGUAGE.pdf"
    for language in $languages; do
        page=0 sum=0
        for truth in $(ls -v "$work/$language/"*.gt.txt); do
            page=$((page + 1))
            # As it stands in the file; poppler's own order tears signature blocks, and -raw turns Urdu around.
            order=-raw
            [ "$language" != urd ] || order=
            pdftotext $order -f $page -l $page "$work/text-$language.pdf" "$work/text"
            sum="$sum + $("$bin/tools/score" cer "$truth" "$work/text")"
        done
        printf '  %s %s' "$language" "$(awk "BEGIN { printf \"%.2f\", ($sum) / $page }")"
    done
    echo "  (characters wrong in %)"
}

ours() { # JOBS
    rm -rf "$work/store"
    "$MUHAFIZ" --store "$work/store" init --office BENCH --name Bench --lang eng+hin+urd+pan >/dev/null
    "$MUHAFIZ" --store "$work/store" register import "$work/register.csv" >/dev/null
    for language in $languages; do
        # shellcheck disable=SC2046
        "$MUHAFIZ" --store "$work/store" ingest --file "$language" $(ls -v "$work/$language/"*.jpg) >/dev/null
    done
    timed "$MUHAFIZ" --store "$work/store" run --jobs "$1"
    told "muhafiz run --jobs $1"
}
ours 2
for language in $languages; do
    cp "$(find "$work/store/efiles" -name '*.pdf' -path "*$language*" | head -n 1)" "$work/text-$language.pdf"
done
scored
ours 1

peer() { # NAME OPTIONS...
    name=$1
    shift
    for language in $languages; do
        timed ocrmypdf --quiet --jobs 2 --output-type pdfa -l "$language" "$@" "$work/$language.pdf" "$work/text-$language.pdf"
    done
    told "$name"
    scored
}
peer "OCRmyPDF"
peer "OCRmyPDF --deskew --clean" --deskew --clean
awk -F '\t' '{ cpu[$1] = $2; wall[$1] = $3 }
    END { ours = cpu["muhafiz run --jobs 2"]
          printf "of the peer: %.2f of plain, %.2f of --deskew --clean; two workers are %.2f times one\n",
              ours / cpu["OCRmyPDF"], ours / cpu["OCRmyPDF --deskew --clean"],
              wall["muhafiz run --jobs 1"] / wall["muhafiz run --jobs 2"] }' "$work/costs"

"$bin/bench/read" --seed "$seed"
[ ! -d "$corpus" ] || "$bin/bench/read" --corpus "$corpus"
