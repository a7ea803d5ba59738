#!/bin/sh
# axe.sh - prints the path of axe.min.js, the accessibility rules of axe-core, from the npm registry into
# ${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests, once, at one version whose hash is known.
#
# Exit 77: it cannot be had here, with the reason.
set -eu
VERSION=4.14.1
INTEGRITY=sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==

unavailable() { # REASON
    echo "axe.sh: $1" >&2
    exit 77
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests/axe-core-$VERSION
if [ ! -e "$cache/axe.min.js" ]; then
    command -v npm >/dev/null || unavailable "no npm to fetch axe-core with"
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    echo '{"name":"muhafiz-tests","version":"1.0.0","dependencies":{"axe-core":"'$VERSION'"}}' >"$work/package.json"
    cat >"$work/package-lock.json" <<LOCK
{"name":"muhafiz-tests","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{
  "":{"name":"muhafiz-tests","version":"1.0.0","dependencies":{"axe-core":"$VERSION"}},
  "node_modules/axe-core":{"version":"$VERSION","integrity":"$INTEGRITY"}}}
LOCK
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund) >"$work/log" 2>&1 ||
        unavailable "npm could not fetch axe-core $VERSION: $(grep -m 1 -i error "$work/log")"
    mv "$work/node_modules/axe-core/axe.min.js" "$cache/axe.min.js"
fi
echo "$cache/axe.min.js"
