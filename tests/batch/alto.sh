# ALTO files of real pages, of every language, of a picture and of nothing, against the official schema.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pgmmake pnmtopng xmllint
new_store

put() { # FILE_NO LANG:KIND...
    number=$1
    shift
    for page in "$@"; do
        pages --lang "${page%:*}" --kind "${page#*:}" --seed 5 --ageing light --mode gray --dpi 200 \
            -o "$page.png" >/dev/null
        exits "ingest of $page" 0 m ingest --file "$number" "$page.png"
    done
}
put A-12/2008 eng:letter lus:note eng:photo
put B-7/2011 hin:note pan:note
put پ-3/2015 urd:order
pgmmake 1 1654 2339 | pnmtopng >blank.png 2>/dev/null
exits "ingest of nothing" 0 m ingest --file A-12/2008 blank.png
m register set A-12/2008 language=eng+lus >/dev/null
m register set B-7/2011 language=hin+pan >/dev/null
exits "run" 0 m run
same "pages" 7 "$(m status --json | jq '.items[0].pages.recognised')"

mkdir made
MUHAFIZ_ALTO_OUT=made "$MUHAFIZ_TEST_BIN/ocr/test-ocr-alto" >/dev/null
files=$(find store/text made -name '*.xml')
same "files" 1 "$(($(echo "$files" | wc -l) >= 9))"
grep -l 'right-to-left' $files >/dev/null || fail "none is right to left"
grep -L '<String' $files | grep -q store/text || fail "none is empty"

status=0
sh "$MUHAFIZ_TESTS/tools/alto.sh" $files >said 2>&1 || status=$?
if [ "$status" = 77 ]; then
    cat said
    exit 77
fi
[ "$status" = 0 ] || fail "not valid: $(cat said)"
sed 's/BASELINE=/BASE=/' "$(grep -l '<String' $files | head -n 1)" >spoilt.xml
exits "a file that is not valid" 1 sh "$MUHAFIZ_TESTS/tools/alto.sh" spoilt.xml
done_testing
