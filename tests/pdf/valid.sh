#!/bin/sh
# Every kind of page is valid: 2u under veraPDF, 1b under veraPDF and Preflight.
set -eu
tools=$MUHAFIZ_TESTS/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$MUHAFIZ_TEST_BIN/pdf/pdf-kinds" "$work"

skipped=0
run() { # COMMAND...: ends the test if it fails, notes if it cannot run here
    code=0
    "$@" || code=$?
    [ $code -eq 0 ] || [ $code -eq 77 ] || exit $code
    [ $code -eq 0 ] || skipped=77
}
refuse() { # COMMAND...: the control: a validator that passes everything proves nothing
    "$@" >/dev/null && { echo "valid.sh: $* passed what it must not"; exit 1; }
    return 0
}
refuse sh "$tools/verapdf.sh" 1b "$work/bare-2u.pdf"
refuse sh "$tools/preflight.sh" "$work/bare-2u.pdf"
run sh "$tools/verapdf.sh" 2u "$work"/*-2u.pdf
run sh "$tools/verapdf.sh" 1b "$work"/*-1b.pdf
run sh "$tools/preflight.sh" "$work"/*-1b.pdf
exit $skipped
