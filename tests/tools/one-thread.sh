#!/bin/sh
# A program that reads pages runs on one thread even where its caller wants many: OpenMP tells what it took from
# the environment each time it is loaded, and the last time is the one that reads.
set -eu
unset OMP_THREAD_LIMIT
for limit in '' 1 8; do
    told=$(env ${limit:+OMP_THREAD_LIMIT=$limit} OMP_DISPLAY_ENV=true "$MUHAFIZ_TEST_BIN/bench/read" --help 2>&1 |
        sed -n 's/.*OMP_THREAD_LIMIT = //p' | tail -n 1)
    [ "$told" = "'1'" ] || {
        echo "FAILED: OMP_THREAD_LIMIT is $told where the caller said \"$limit\"" >&2
        exit 1
    }
done
