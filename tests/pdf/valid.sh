#!/bin/sh
# Every kind of page, and every number of pages, is valid: 2u under veraPDF, 1b under veraPDF and
# Preflight, and sound under qpdf. And each of them notices what our writer might do wrong.
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
for file in "$work"/*.pdf; do
    qpdf --check "$file" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
done
run sh "$tools/verapdf.sh" 2u "$work"/*-2u.pdf
run sh "$tools/verapdf.sh" 1b "$work"/*-1b.pdf
run sh "$tools/preflight.sh" "$work"/*-1b.pdf

# A mistake is made in the written file, by as many bytes, so that nothing else is wrong with it.
# NAME, what is written, what instead, who must notice: u veraPDF for 2u, b veraPDF for 1b, p Preflight.
# (Part 1 declares no extension. A font that is not embedded would be no mistake: all our text is invisible.)
# Part 2 has its metadata deflated: where the words do not stand in the file, they are changed in a copy that is not.
mistakes='
intent        /OutputIntents          /OutputIntentX          ubp
xml           </rdf:RDF>              <!rdf:RDF>              ubp
ampersand     &amp;                   \&\x20and               ubp
no-part       pdfaid:part             pdfaid:parx             ubp
extension     pdfaExtension:schemas   pdfaExtension:schemax   u
metadata      /Metadata               /Metadatx               ubp
title         Mutation                Mutatiom                p
identifier    /ID                     /IX                     ubp
glyphs        /CIDToGIDMap            /CIDToGIDMax            up
unicode       /ToUnicode              /ToUnicodX              u
filter        FlateDecode             LZWDecode\x20\x20       ubp
'
mistake() { # FILE MISTAKE FROM TO
    base=$1
    mistaken="$work/mistaken-$2-$(basename "$1")"
    LC_ALL=C grep -aq "$3" "$base" || base=$work/plain/$(basename "$1")
    LC_ALL=C sed "s,$3,$4,g" "$base" >"$mistaken"
    [ "$(stat -c %s "$base")" = "$(stat -c %s "$mistaken")" ] && ! cmp -s "$base" "$mistaken" ||
        { echo "valid.sh: the mistake $2 cannot be made in $1"; exit 1; }
}
refuse() { # WHO COMMAND... FILE...: none of the files passes; 77: cannot run here
    who=$1
    shift
    code=0
    "$@" >"$work/said" 2>/dev/null || code=$?
    [ $code -eq 77 ] && { skipped=77; return 0; }
    grep -q ': 0 of [1-9][0-9]* valid' "$work/said" && return 0
    echo "valid.sh: $who overlooks a mistake:"
    cat "$work/said"
    exit 1
}
made() { # LETTER PART: the files whose mistake the validator must notice
    echo "$mistakes" | while read -r name from to who; do
        case $who in *$1*) echo "$work/mistaken-$name-english-gray-$2.pdf" ;; esac
    done
}
mkdir "$work/plain"
qpdf --stream-data=uncompress --newline-before-endstream "$work/english-gray-2u.pdf" "$work/plain/english-gray-2u.pdf"
run sh "$tools/verapdf.sh" 2u "$work/plain/english-gray-2u.pdf"
echo "$mistakes" | while read -r name from to who; do
    case $who in *[bp]*) mistake "$work/english-gray-1b.pdf" "$name" "$from" "$to" ;; esac
    case $who in *u*) mistake "$work/english-gray-2u.pdf" "$name" "$from" "$to" ;; esac
done
refuse "veraPDF 2u" sh "$tools/verapdf.sh" 2u $(made u 2u)
refuse "veraPDF 1b" sh "$tools/verapdf.sh" 1b $(made b 1b) "$work/bare-2u.pdf"
refuse Preflight sh "$tools/preflight.sh" $(made p 1b) "$work/bare-2u.pdf"
exit $skipped
