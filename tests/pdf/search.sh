#!/bin/sh
# Searching a phrase highlights the right words on the image, in every script.
set -eu
/usr/bin/python3 -c 'import gi; gi.require_version("Poppler", "0.18")' 2>/dev/null || {
    echo "search.sh: install python3-gi and gir1.2-poppler-0.18"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$MUHAFIZ_TEST_BIN/pdf/pdf-phrases" "$work"
/usr/bin/python3 "$MUHAFIZ_TESTS/pdf/search.py" "$work"
