#!/bin/sh
# alto.sh FILE... - validates ALTO files against the Library of Congress' schema, version 4.2.
#
# Exit 0: all valid; 1: at least one is not, each named with what is wrong; 77: the schema cannot be had
# here, with the reason. alto-4-2.xsd comes from its editorial board's repository and xlink.xsd, which it
# imports, from a package of PyPI, both with fixed hashes, into
# ${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests, once. Where there is no network they may lie in
# $MUHAFIZ_ALTO_SCHEMA.
set -eu

alto_url=https://raw.githubusercontent.com/altoxml/schema/1a67f01c3689e5ff4b1714c4395b9fdcf668d93b/v4/alto-4-2.xsd
alto_sha256=ee4aeb0ee4e040e51fbdabb482fb24dd8fa6d6053a77447815d3a8042a670723
xlink_package=ocrd==3.13.3
xlink_member=ocrd_validators/xlink.xsd
xlink_sha256=f1f5bb6003165cdd8f6c1fcc32f8fd1f965e1681010f3b9806d9460bcffa8a3c

unavailable() { # REASON
    echo "alto.sh: $1"
    exit 77
}

[ $# -ge 1 ] || { echo "usage: alto.sh FILE..." >&2; exit 2; }
command -v xmllint >/dev/null || unavailable "no xmllint; install libxml2-utils"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests/alto-4-2
mkdir -p "$cache"
work=$(mktemp -d "$cache/work-XXXXXX")
trap 'rm -rf "$work"' EXIT

is_right() { # FILE SHA256
    echo "$2  $1" | sha256sum --status -c - 2>/dev/null
}

# Into $work/FILE; its output is what went wrong.
fetch_alto() {
    python3 - "$alto_url" "$work/alto-4-2.xsd" <<'PYTHON' 2>&1
import sys, urllib.request
open(sys.argv[2], "wb").write(urllib.request.urlopen(sys.argv[1], timeout=30).read())
PYTHON
}

fetch_xlink() {
    python3 -m venv "$work/venv" && "$work/venv/bin/pip" -q download --no-deps -d "$work" "$xlink_package" &&
        python3 -m zipfile -e "$work"/ocrd-*.whl "$work/wheel" && cp "$work/wheel/$xlink_member" "$work/xlink.xsd"
}

# Tests run side by side: whoever comes last puts the same file there.
provide() { # NAME SHA256
    is_right "$cache/$1.xsd" "$2" && return
    given=${MUHAFIZ_ALTO_SCHEMA:-}/$1.xsd
    if is_right "$given" "$2"; then
        cp "$given" "$work"
    else
        "fetch_${1%%-*}" >"$work/log" 2>&1 || unavailable "$1.xsd cannot be fetched: $(tail -n 1 "$work/log")"
    fi
    is_right "$work/$1.xsd" "$2" || unavailable "$1.xsd is not the file that was expected"
    mv "$work/$1.xsd" "$cache"
}

provide alto-4-2 "$alto_sha256"
provide xlink "$xlink_sha256"

cat >"$work/catalog.xml" <<CATALOG
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <system systemId="http://www.loc.gov/standards/xlink/xlink.xsd" uri="file://$cache/xlink.xsd"/>
</catalog>
CATALOG
status=0
XML_CATALOG_FILES="$work/catalog.xml" xmllint --nonet --noout --schema "$cache/alto-4-2.xsd" "$@" \
    2>"$work/said" || status=1
grep -v ' validates$' "$work/said" || true
exit $status
