#!/bin/sh
# axe.sh - prints the path of axe.min.js, the accessibility rules of axe-core, from the npm registry into
# ${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests, once, at one version whose hash is known.
#
# Exit 77: it cannot be had here, with the reason.
set -eu
VERSION=4.14.1
SHA512=FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==

unavailable() { # REASON
    echo "axe.sh: $1" >&2
    exit 77
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests/axe-core-$VERSION
if [ ! -e "$cache/axe.min.js" ]; then
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    curl -fsSL --retry 2 --max-time 60 -o "$work/axe.tgz" \
        "https://registry.npmjs.org/axe-core/-/axe-core-$VERSION.tgz" 2>"$work/log" ||
        unavailable "axe-core $VERSION could not be fetched: $(head -n 1 "$work/log")"
    [ "$(openssl dgst -sha512 -binary "$work/axe.tgz" | openssl base64 -A)" = "$SHA512" ] || {
        echo "axe.sh: axe-core $VERSION is not what it was when its hash was written down" >&2
        exit 1
    }
    tar -xzf "$work/axe.tgz" -C "$work" package/axe.min.js
    mv "$work/package/axe.min.js" "$cache/axe.min.js"
fi
echo "$cache/axe.min.js"
