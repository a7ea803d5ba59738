#!/bin/sh
# preflight.sh FILE... - validates PDF/A-1b files with Apache PDFBox Preflight, all in one process.
#
# Exit 0: all valid; 1: at least one is not, each named with its errors; 77: Preflight is not here,
# with the package to install (1 where CI=true, because CI must validate).
set -eu

unavailable() { # REASON
    echo "preflight.sh: $1"
    [ "${CI:-}" = true ] && exit 1
    exit 77
}

[ $# -ge 1 ] || { echo "usage: preflight.sh FILE..." >&2; exit 2; }
command -v javac >/dev/null || unavailable "no Java compiler; install default-jdk-headless"
classpath=$(dirname "$0")
for jar in preflight xmpbox pdfbox2 fontbox2 commons-logging javax.activation jaxb-api; do
    [ -e "/usr/share/java/$jar.jar" ] || unavailable "no $jar.jar; install libpdfbox2-java \
libfontbox2-java libcommons-logging-java libactivation-java libjaxb-api-java"
    classpath=$classpath:/usr/share/java/$jar.jar
done
exec java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classpath" "$(dirname "$0")/Preflight.java" "$@"
