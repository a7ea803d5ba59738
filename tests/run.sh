#!/bin/sh
# All tests: format, gcc and clang with warnings as errors, the quick tier under the sanitizers,
# then the quick and full tiers. "sh tests/run.sh long" adds the long tier.
set -eu
cd "$(dirname "$0")/.."
sh batch/setup.sh tests
jobs=$(($(nproc) + 1)) # one more: there is always a test that waits, for a watchdog or a folder to be quiet

echo "== format"
house=$(git ls-files | sed 's|/.*||' | grep -v '^\.' | LC_ALL=C sort -u | tr '\n' ' ')
[ "$house" = "CMakeLists.txt LICENSE README.md batch index ocr pdf scan tests " ] || {
    echo "The top level is fixed, and has: $house"
    exit 1
}
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror

configure() { # FOLDER OPTIONS...
    folder=$1
    shift
    cmake -S . -B "$folder" -G Ninja -DMUHAFIZ_WERROR=ON "$@" >"$folder.log" 2>&1 || {
        cat "$folder.log"
        exit 1
    }
}

mkdir -p build
echo "== clang, AddressSanitizer and UndefinedBehaviorSanitizer: the quick tier"
configure build/sanitize -DCMAKE_C_COMPILER=clang -DMUHAFIZ_SANITIZE=ON -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld
cmake --build build/sanitize
ctest --test-dir build/sanitize -L quick -j "$jobs" --output-on-failure

echo "== gcc: the quick and full tiers"
configure build/gcc -DCMAKE_C_COMPILER=gcc
cmake --build build/gcc
[ "${1:-}" = long ] && tiers='quick|full|long' || tiers='quick|full'
ctest --test-dir build/gcc -L "$tiers" -j "$jobs" --output-on-failure
