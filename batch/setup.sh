#!/bin/sh
# Installs what is missing on Debian 12 and says what: sh batch/setup.sh [tests|bench]
# With "tests" also what only the tests need, with "bench" the peers that benchmarks measure beside, and PostgreSQL, for
# which the SQL is kept right though nothing runs on it yet.
# Asks for nothing; needs root or sudo only when something is missing.
set -eu

build="gcc libc6-dev cmake ninja-build pkg-config libglib2.0-dev libsane-dev libtiff-dev libjpeg62-turbo-dev libpng-dev zlib1g-dev
libleptonica-dev libtesseract-dev libhpdf-dev liblcms2-dev libxml2-dev libsqlite3-dev libicu-dev
libjson-glib-dev libzbar-dev libqrencode-dev libpango1.0-dev libcairo2-dev libssl-dev libp11-dev libp11-kit-dev libsodium-dev"
run="libsane1 libsane-common sane-airscan poppler-utils qpdf tesseract-ocr-eng tesseract-ocr-hin tesseract-ocr-urd
tesseract-ocr-pan tesseract-ocr-script-latn tesseract-ocr-script-deva tesseract-ocr-osd fonts-noto-core
fonts-noto-extra fonts-nafees fonts-sil-awami-nastaliq"
tests="git clang clang-format libclang-rt-14-dev lld mupdf-tools jq maven default-jdk-headless libpdfbox2-java
libfontbox2-java libcommons-logging-java libactivation-java libjaxb-api-java libxml2-utils
python3-jsonschema python3-venv zbar-tools sane-utils util-linux libtiff-tools netpbm libsoup-3.0-dev
sqlite3 procps jbig2dec openssl softhsm2 opensc
nodejs libjs-pdf chromium curl python3-gi gir1.2-poppler-0.18"
bench="ocrmypdf pngquant unpaper ghostscript img2pdf time libopenjp2-tools postgresql python3-venv"

wanted="$build $run"
case "${1:-}" in
tests) wanted="$wanted $tests" ;;
bench) wanted="$wanted $bench" ;;
esac

missing=
for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing:$missing"
as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "Please run this as root, or install sudo: packages are missing." >&2
        exit 1
    }
    as_root=sudo
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "The packages could not be installed; is this Debian 12, with a network?" >&2
    exit 1
fi
