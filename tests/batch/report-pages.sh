# The report as people see it: a station's, a district's and a state's page in each language, opened in one headless
# Chromium and asked by axe-core; and the same numbers in every form. Set SHOTS=DIR to keep screenshots.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need python3 node chromium pdftotext
tools=$MUHAFIZ_TESTS/tools
form() { "$MUHAFIZ_TEST_BIN/batch/report-form" "$@"; }

for level in station district state; do
    python3 "$tools/progress-item.py" $level 40 4 >$level.json
    cp $level.json report.$level.json
    for language in eng hin urd; do
        form html $language $level.json $level-$language.html
    done
done

ok "items fit the schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" report.*.json
rm report.*.json

# the forms
forms=
for language in eng hin urd; do
    form pdf $language district.json district-$language.pdf
    forms="$forms district-$language.html district-$language.pdf"
done
form csv eng district.json district.csv
exits "all forms of a district agree" 0 python3 "$tools/report-agree.py" district.json district.csv $forms
sed 's/\(scanned":\) *\([0-9]\)/\1 1\2/' district.json >other.json
exits "a number that differs is found" 1 python3 "$tools/report-agree.py" other.json district.csv $forms
status=0
sh "$tools/verapdf.sh" 2u district-*.pdf >verapdf || status=$?
case $status in
0) same "valid PDF/A" "verapdf 2u: 3 of 3 valid" "$(tail -n 1 verapdf)" ;;
77) echo "not validated: $(cat verapdf)" ;;
*) fail "PDF/A: $(cat verapdf)" ;;
esac

# the pages
status=0
axe=$(sh "$tools/axe.sh") || status=$?
case $status in
0) ;;
77) echo "accessibility is not asked" ;;
*) fail "axe-core is not to be trusted" ;;
esac
exits "pages in a browser" 0 node "$tools/browse.js" ${SHOTS:+--shots "$SHOTS"} district-hin.html district-urd.html \
    state-hin.html state-urd.html ${axe:+--axe "$axe"} station-???.html district-eng.html state-eng.html
sed 's|<h1>|<h1 style="width:99em">|; s|<html lang="[^"]*"|<html|' station-eng.html >spoilt.html
exits "a page with faults" 1 node "$tools/browse.js" ${axe:+--axe "$axe"} spoilt.html
grep -q 'Content Security Policy' out || fail "the policy does not hold: $(cat out)"
[ -z "$axe" ] || grep -q 'html-has-lang' out || fail "axe-core says nothing: $(cat out)"
done_testing
