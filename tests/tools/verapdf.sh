#!/bin/sh
# verapdf.sh 2u|1b FILE... - validates PDF/A files with veraPDF, all in one Java process.
#
# Exit 0: all valid; 1: at least one is not, each named with the rules it breaks; 77: veraPDF cannot
# be had here, with the reason (1 where CI=true, because CI must validate). veraPDF comes from Maven
# Central into ${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests, once.
set -eu
VERSION=1.28.2

unavailable() { # REASON
    echo "verapdf.sh: $1"
    [ "${CI:-}" = true ] && exit 1
    exit 77
}

[ $# -ge 2 ] || { echo "usage: verapdf.sh 2u|1b FILE..." >&2; exit 2; }
flavour=$1
shift
command -v java >/dev/null || unavailable "no Java; install default-jre-headless"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/muhafiz-tests/verapdf-$VERSION
if [ ! -e "$cache/complete" ]; then
    command -v mvn >/dev/null || unavailable "no Maven to fetch veraPDF with; install maven"
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch-XXXXXX")
    trap 'rm -rf "$work"' EXIT
    cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>muhafiz</groupId><artifactId>verapdf</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId>
    <version>$VERSION</version>
  </dependency></dependencies>
</project>
POM
    mvn -q -B -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
        -DoutputDirectory="$work/jars" >"$work/log" 2>&1 ||
        unavailable "Maven could not fetch veraPDF $VERSION: $(grep -m 1 ERROR "$work/log")"
    # Tests run side by side: the first to finish wins.
    [ -e "$cache/jars" ] || mv -T "$work/jars" "$cache/jars" 2>/dev/null || [ -e "$cache/jars" ]
    touch "$cache/complete"
fi

# One compiler is enough for a process of some seconds: it takes a third less of them.
report=$(mktemp)
errors=$(mktemp)
trap 'rm -rf "${work:-}" "$report" "$errors"' EXIT
java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$cache/jars/*" org.verapdf.apps.GreenfieldCliWrapper \
    --flavour "$flavour" --format text -v "$@" >"$report" 2>"$errors" || true
grep -v '^PASS ' "$report" || true
passed=$(grep -c '^PASS ' "$report" || true)
echo "verapdf $flavour: $passed of $# valid"
[ "$passed" -eq $# ] || { cat "$errors"; exit 1; }
