#!/bin/sh
# How small and how like their masters volumes are, beside OCRmyPDF's, archive-pdf-tools' and plain JPEG, on
# generated pages of every kind and language and on real scans: tests/bench/size, with the peers installed
# where they are missing (root or sudo; archive-pdf-tools from PyPI into a folder of its own).
#
#   MUHAFIZ_TEST_BIN=build/gcc/tests sh tests/bench/size.sh [OPTIONS OF size...]
set -eu
bin=${MUHAFIZ_TEST_BIN:?say where the tests are built}
tests=${MUHAFIZ_TESTS:-$(cd "$(dirname "$0")/.." && pwd)}
corpus=${MUHAFIZ_CORPUS:-$tests/../../shared/corpus}
venv=${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests/archive-pdf-tools-1.5.7
log=$(mktemp)
trap 'rm -f "$log"' EXIT
sh "$tests/../batch/setup.sh" bench || {
    echo "skipped: its peers cannot be installed"
    exit 77
}
archive=$venv/bin/recode_pdf
if [ ! -x "$archive" ]; then
    python3 -m venv "$venv" && "$venv/bin/pip" install -q archive-pdf-tools==1.5.7 >"$log" 2>&1 || {
        echo "archive-pdf-tools cannot be installed, so it is left out:"
        tail -n 2 "$log"
        rm -rf "$venv"
    }
fi
[ ! -x "$archive" ] || set -- --archive "$archive" "$@"
[ ! -d "$corpus" ] || set -- --corpus "$corpus" "$@"
"$bin/bench/size" "$@"
