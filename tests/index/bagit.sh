# A package under the Library of Congress's own validator, from PyPI where pip can get it.
set -eu
cache=${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz/bagit-1.9.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
skip() {
    echo "skipped: $1"
    exit 77
}
if [ ! -e "$cache/ready" ]; then
    rm -rf "$cache"
    python3 -m venv "$cache" >"$work/log" 2>&1 || skip "python3 -m venv does not work (install python3-venv)"
    "$cache/bin/pip" install -q bagit==1.9.0 >"$work/log" 2>&1 || {
        cat "$work/log"
        skip "pip cannot get bagit 1.9.0"
    }
    touch "$cache/ready"
fi
MUHAFIZ_REPLIES=$work "$MUHAFIZ_TEST_BIN/index/test-index-answers" >"$work/log"
bag=$work/fl-B-7_2010~2
"$cache/bin/python" -m bagit --validate "$bag"
printf x >>"$bag/data/efile.json"
if "$cache/bin/python" -m bagit --validate "$bag" 2>"$work/log"; then
    echo "the validator does not see a damaged file" >&2
    exit 1
fi
