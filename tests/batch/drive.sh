# The numbers of a drive of forty days are the same everywhere: in report and status, in the totals and in the records and
# days that they are made of, and in every form that the report has.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq python3 pdftotext
python3 -c 'import jsonschema' 2>/dev/null || {
    echo "skipped: python3-jsonschema is not installed"
    exit 77
}
"$MUHAFIZ_TEST_BIN/index/drive" "$store" >drive.log 2>&1 || fail "drive: $(cat drive.log)"
mkdir replies
exits "status" 0 m status --json
cp out replies/status.json
exits "report" 0 m report --rows --json
cp out replies/report.json
exits "joined" 0 "$MUHAFIZ" report --merge --format json replies/report.json
exits "returns" 0 m return list --json
cp out replies/return-list.json
exits "plan" 0 m plan list --json
cp out replies/plan-list.json
for number in $(jq -r '.items[].return' replies/return-list.json); do
    exits "return $number" 0 m return show "$number"
    cp out "replies/report.return-$number.json"
done
ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*
same "five weeks, five returns" 5 "$(jq '.items | length' replies/return-list.json)"
total() { jq -cS ".items[0].grand_total | $1" replies/report.json; }

same "status says what the return says" "$(total '{base, of, records, availability, custody, pages, percent}')" \
    "$(jq -cS '.items[0].progress' replies/status.json)"

# Every sort of record is there, so that what follows says something.
same "nothing is left out" '[]' "$(total '[(.records | del(.examined)), .availability, .custody, (.pages | del(.nothing))] |
    [add | to_entries[] | select(.value == 0) | .key]')"
same "lists (index-take has rows taken, index-withhold removed ones, index-dispute receipts, index-dissolve lots)" '["withheld","dissolved","taken","disputed"]' "$(jq -c '[.items[0].lists | to_entries[] | select(.value | length == 0) | .key]' replies/report.json)"

# All numbers of the item, from its rows alone.
cp replies/report.json rows.json
ok "every number follows from the rows" python3 "$MUHAFIZ_TESTS/tools/report-rows.py" rows.json
same "all but what lists alone tell of are there" '[]' "$(jq -c '.items[0] | [.work, .lots, .records, .persons, .scanners] | map(select(length == 0))' rows.json)"
for change in '.grand_total.records.checked' '.scanners[0].jams' '.work[5].pages' '.lots[0].verdict'; do
    jq -c ".items[0].offices[0] = .items[0].grand_total | .items[0]$change |= (if type == \"number\" then . + 1 else \"other\" end) |
        .items[0].offices[0] = .items[0].grand_total" rows.json >spoilt.json
    exits "$change is another number" 1 python3 "$MUHAFIZ_TESTS/tools/report-rows.py" spoilt.json
done

# From the records.
from_records() { # FILTER OF A RECORD: how many
    jq "[.items[0].records[] | select($1)] | length" replies/report.json
}
sum_records() { # MEMBER [FILTER]
    jq "[.items[0].records[] | select(${2:-true}) | .$1] | add" replies/report.json
}
same "registered" "$(total .records.registered)" "$(from_records .is_own)"
same "scanned" "$(total .records.scanned)" "$(from_records '.scanned_on != null')"
same "short" "$(total .records.short)" "$(from_records .is_short)"
same "uncounted" "$(total .records.uncounted)" \
    "$(from_records '.is_uncounted and .is_own and .availability == "available"')"
same "checked" "$(total .records.checked)" "$(from_records '.checked_on != null')"
same "examined" "$(total .records.examined)" "$(from_records '.checked_on != null and .is_examined')"
same "exported" "$(total .records.exported)" "$(from_records '.exported_on != null')"
same "exported and not counted" "$(total .records.exported_uncounted)" \
    "$(from_records '.exported_on == null and (.stage == "exported" or .stage == "imported")')"
same "both are the packages of status" "$(total '.records | .exported + .exported_uncounted')" \
    "$(jq '.items[0].records | .exported + .imported' replies/status.json)"
same "imported" "$(total .records.imported)" "$(from_records '.imported_on != null')"
for availability in excluded missing damaged; do
    same "$availability" "$(total .availability.$availability)" \
        "$(from_records ".is_own and .availability == \"$availability\"")"
done
for pages in recognised failed; do
    same "pages $pages" "$(total .pages.$pages)" "$(sum_records $pages)"
done
same "pages" "$(total .pages.scanned)" "$(sum_records pages)"
same "surplus" "$(total .pages.surplus)" "$(sum_records surplus '.is_own and .availability == "available"')"

# From the days, persons and categories.
for column in scanned checked exported imported; do
    same "the days of $column" "$(total .records.$column)" "$(total "[.days[].$column] | add")"
done
same "the days of pages" "$(total .pages.scanned)" "$(total '[.days[].pages] | add')"
same "a wrong clock marks its days" true "$(total '[.days[] | select(.flagged)] | length > 0')"
same "pages of persons" "$(total .pages.scanned)" "$(jq '[.items[0].persons[].pages] | add' replies/report.json)"
same "pages of scanners" "$(total .pages.scanned)" "$(jq '[.items[0].scanners[].pages] | add' replies/report.json)"
same "pages of persons whose names no PIN proved" "$(total .pages.unproven)" "$(jq '[.items[0].persons[].unproven] | add' replies/report.json)"
same "jams" true "$(jq '[.items[0].scanners[].jams] | add > 0' replies/report.json)"
for column in registered scanned imported; do
    same "categories, $column" "$(total .records.$column)" \
        "$(jq "[.items[0].categories[].$column] | add" replies/report.json)"
done
same "percentages are of the printed counts" true \
    "$(total '(.records.scanned * 10000 / .of.records | floor) / 100 == .percent.scanned')"

# A return is what the bytes of its SHA-256 are, and each begins where the one before ended.
same "periods" true "$(jq '[.items | [.[:-1], .[1:]] | transpose[] | .[0].to == .[1].from] | all' replies/return-list.json)"

# Every form of the last return, in every language, and of the return as it is now.
forms() { # NAME OPTIONS...
    name=$1
    shift
    for format in html pdf csv json; do
        m report "$@" --format $format -o "$name.$format" >/dev/null || return
    done
    python3 "$MUHAFIZ_TESTS/tools/report-agree.py" "$name.json" "$name.csv" "$name.html" "$name.pdf"
}
for language in eng hin urd; do
    exits "forms of a return, $language" 0 forms return-$language --return 5 --lang $language
done
forms now >out 2>&1 || exits "forms of the return as it is now, unless a minute passed" 0 forms now
ok "the page says what of the packages it leaves out" grep -q \
    "as their records do not count as scanned: $(jq '.items[0].grand_total.records.exported_uncounted' now.json)\\." now.html
done_testing
