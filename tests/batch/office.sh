# What an office does before the first sheet is fed: register, covers, doctor, an empty return.
# Replies are checked against their schemas and, where they are the same each time, against
# golden ones.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdfinfo pdfseparate pdftoppm xmllint python3
python3 -c 'import jsonschema' 2>/dev/null || {
    echo "skipped: python3-jsonschema is not installed"
    exit 77
}

mkdir replies
fits() { # SCHEMA: the last command's output, looked at in the end
    checks=$((checks + 1))
    cp out "replies/$1.$checks.json"
}

golden() { # SCHEMA [JQ FILTER]: and is the golden one
    fits "$1"
    jq "${2:-.}" out >reply
    jq "${2:-.}" "$MUHAFIZ_TESTS/schemas/golden/$1.json" >golden
    ok "golden reply of $1" diff golden reply
}

# init
exits "init without a store" 2 "$MUHAFIZ" init --office 01-999 --name X
exits "init without an office" 2 m init
exits "init in a language nobody can read" 2 m init --office 01-999 --name X --lang eng+tlh
[ ! -e "$store/muhafiz.db" ] || fail "a refused init left a store"
exits "init" 0 "$MUHAFIZ" --store "$work/other" init --office 01-998 --name "तहसील" --lang hin --json
fits init

# register
new_store
exits "register import again" 0 m register import --json register.csv
golden register-import
exits "register list" 0 m register list --json
golden register-list
exits "show" 0 m show --json B-7/2011
golden show
exits "status" 0 m status --json
golden status 'del(.items[].verified)'
exits "report" 0 m report --json
golden report 'del(.items[] | .at, .grand_total.figures_at, .offices[].figures_at, .grand_total.chain.hash, .offices[].chain.hash)'

# corrections
printf 'file_no,subject,kind\nC-1,First,file\nC-2,Second,sack\n' >bad.csv
exits "a bad line" 1 m register import bad.csv
says "a bad line" 'bad.csv:3: .*kind'
exits "the good line is in" 0 m show C-1
printf 'file_no,subject,colour\nC-3,Third,red\n' >bad.csv
exits "an unknown column" 2 m register import bad.csv
says "an unknown column" 'colour'
exits "set" 0 m register set A-12/2008 section=Lands location="shelf 9" --json
fits show
same "set" 'Lands shelf 9' "$(jq -r '.items[0] | .section + " " + .location' out)"
exits "set what is no column" 2 m register set A-12/2008 colour=red
exits "set to what it cannot be" 1 m register set A-12/2008 availability=lost
exits "set without a value" 2 m register set A-12/2008 section
m register set A-12/2008 section=Revenue location= >/dev/null

# search
exits "search finds nothing" 0 m search --json intiqal
fits search
same "search finds nothing" 0 "$(jq '.items | length' out)"

# cover
exits "cover" 0 m cover A-12/2008 پ-3/2015 --separators -o covers.pdf --json
fits cover
same "two covers and eight separators" 10 "$(pdfinfo covers.pdf | sed -n 's/^Pages: *//p')"
exits "cover of a record that is not there" 1 m cover Z-9 A-12/2008 -o one.pdf
says "cover of a record that is not there" 'Z-9'
same "the others are printed" 1 "$(pdfinfo one.pdf | sed -n 's/^Pages: *//p')"
exits "no cover at all" 1 m cover Z-9 -o none.pdf
[ ! -e none.pdf ] || fail "an empty PDF was written"

# reusable sheets
exits "separators and letters alone" 0 m cover --separators --letters 3 -o separators.pdf
same "four separators and three letters" 7 "$(pdfinfo separators.pdf | sed -n 's/^Pages: *//p')"
exits "nothing to print" 2 m cover -o none.pdf
exits "no tokens yet" 0 m assign --json
same "no tokens yet" 0 "$(jq '.items | length' out)"
exits "tokens" 0 m cover --tokens 3 -o tokens.pdf --json
fits cover
same "numbered from 1" '[1,2,3]' "$(jq -c '[.items[].token]' out)"
exits "more tokens" 0 m cover --tokens 2 -o more.pdf --json
same "the numbers go on" '[4,5]' "$(jq -c '[.items[].token]' out)"
exits "a lost token" 1 m cover --reprint 2 9 -o again.pdf
says "a token that was never made" 'no token 9'
same "the lost one is printed" 1 "$(pdfinfo again.pdf | sed -n 's/^Pages: *//p')"
ok "as it was" cmp "$(pdfseparate -f 2 -l 2 tokens.pdf second.pdf && pdftoppm -r 50 second.pdf second && echo second-1.ppm)" \
    "$(pdftoppm -r 50 again.pdf again && echo again-1.ppm)"
exits "reprint of nothing" 2 m cover --reprint
exits "assign" 0 m assign 2 A-12/2008 --json
fits assign
same "assigned" 'bound A-12/2008' "$(jq -r '.items[0] | .status + " " + .file_no' out)"
exits "to another file, while it lies on the first" 2 m assign 2 B-7/2011
says "to another file" 'stands for A-12/2008.*assign 2 --free'
exits "free" 0 m assign 2 --free
exits "to another file" 0 m assign 2 B-7/2011
exits "to a file that is not there" 2 m assign 3 Z-9
exits "a token that is not there" 2 m assign 99 A-12/2008
exits "a token that is no number" 2 m assign A-12/2008 2
exits "a token for nothing" 2 m assign 2
exits "both at once" 2 m assign 2 B-7/2011 --free
m register set B-7/2011 availability=excluded reason="sub judice" >/dev/null
exits "to an excluded file" 2 m assign 4 B-7/2011
says "to an excluded file" 'excluded'
exits "a cover of an excluded file" 0 m cover B-7/2011 A-12/2008 -o excluded.pdf --json
fits cover
says "a cover of an excluded file" 'note: B-7/2011 is excluded from scanning'
same "in the answer, too" '[true,false]' "$(jq -c '[.items[].note != null]' out)"
m register set A-12/2008 classification=Secret >/dev/null
exits "a cover of a secret file" 0 m cover A-12/2008 -o secret.pdf
says "a cover of a secret file" 'note: A-12/2008 is Secret, and this office keeps only'
sed -i 's/^#*confidential=.*/confidential=keep/' store/muhafiz.conf
exits "where its pages are kept" 0 m cover A-12/2008 -o secret.pdf
says "where its pages are kept" 'note: A-12/2008 is Secret: its pages are kept, but neither read'
sed -i 's/^confidential=keep/confidential=register-only/' store/muhafiz.conf
m register set A-12/2008 classification=Normal >/dev/null
m register set B-7/2011 availability=available >/dev/null
exits "assign lists" 0 m assign --list
grep -qE '^2 +bound +B-7/2011' out || fail "assign --list: $(cat out)"
m assign --json >out
fits assign
exits "an item that is not there" 2 m record item A-12/2008 1 number=117
says "an item that is not there" 'no item 1'
exits "an item without a number" 2 m record item A-12/2008 first number=117

# report
exits "report as JSON" 0 m report --format json -o report.json
cp report.json out
fits report
for format in html csv pdf; do
    exits "report as $format" 0 m report --format $format -o report.$format
done
sed 1d report.html >body.html
ok "the page is well-formed" xmllint --noout body.html
column() { # NAME: of the Grand Total in report.csv
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } NR == 2 { print $c }' report.csv
}
same "Grand Total in CSV" "$(jq -r '.items[0].grand_total.records | "\(.registered) \(.scanned)"' report.json)" \
    "$(column records_registered) $(column records_scanned)"
exits "report on the screen" 0 m report
grep -qE '^2 +Records scanned +4 +0 +0.00%' out || fail "report: $(cat out)"
exits "report where nothing can be written" 1 m report -o /proc/report.html
exits "report to standard output" 0 m report --format json
fits report
exits "report as CSV to standard output" 0 m report --format csv
same "as many rows as in the file" "$(wc -l <report.csv)" "$(wc -l <out)"
exits "report over another kind of file" 2 m report --format html -o register.csv
says "report over another kind of file" 'register.csv is another kind of file'
exits "report in Urdu" 0 m report --lang urd -o urdu.html
grep -q '<html lang="ur-IN" dir="rtl">' urdu.html || fail "the report is not in Urdu"
exits "report in no language of ours" 2 m report --lang pan -o urdu.html

# reports joined, without a store
cp report.json tehsil.json
exits "joined" 0 "$MUHAFIZ" report --merge --format json tehsil.json
says "joined" 'measured by'
fits report
same "Grand Total of those joined" "$(jq -c '.items[0].grand_total.records' tehsil.json)" \
    "$(jq -c '.items[0].grand_total.records' out)"
jq -c '.items[0] |= (del(.lists.withheld, .lists.disputed, .lists.dissolved, .lists.doubtful, .persons[].unproven) |
    del((.offices[], .grand_total) | .heads, .records.removed, .pages.removed, .pages.unproven))' tehsil.json >older.json
exits "one of before is joined" 0 "$MUHAFIZ" report --merge --format json older.json
fits report
exits "its page" 0 "$MUHAFIZ" report --merge -o older.html older.json
grep -q 'Reports of older versions' older.html && grep -q 'Tehsil Test: what their version' older.html || fail "the page does not say whose report is older"
echo '{"schema":1,"items":[{}]}' >spoilt.json
exits "one is spoilt" 1 "$MUHAFIZ" report --merge --format csv tehsil.json spoilt.json
says "one is spoilt" 'spoilt.json: '
same "the other is joined" 3 "$(wc -l <out)"
exits "one is refused on the page" 1 "$MUHAFIZ" report --merge -o page.html tehsil.json spoilt.json
grep -q '>Not joined' page.html && grep -q '>spoilt.json<' page.html || fail "the page does not name the refused file"
grep -q 'Each office by its own plan' page.html || fail "the page does not say by whose plan"
sha256sum tehsil.json >tehsil.sum
ln tehsil.json same.json
for name in tehsil.json ./tehsil.json same.json; do
    exits "joined into itself" 2 "$MUHAFIZ" report --merge --format json -o "$name" tehsil.json
    says "joined into itself" 'would be lost'
done
ok "it is as it was" sha256sum -c --quiet tehsil.sum
exits "a report without a store" 2 "$MUHAFIZ" report
says "a report without a store" 'which store'
exits "a file without --merge" 2 m report tehsil.json
exits "--merge without a file" 2 m report --merge
exits "a return of others" 2 m report --merge --return 1 tehsil.json

# the rows of those joined: a station's that has them, as this version and as the one before wrote them, and one's that has none
m report --rows --format json -o rows.json
jq -c '.items[0] |= (.at = "2001-01-01T10:00:00+05:30" | (.offices[], .grand_total) |= (.office = "01-998" | .name = "Tehsil Other" | .chain.hash = "ab" * 32 |
    .figures_at = "2001-01-01T10:00:00+05:30") | .office = "01-998" | .name = "Tehsil Other" | (.categories[], .work[], .lots[], .lists[][]) |= (.office = "01-998") |
    del(.records[].office))' rows.json >other.json
sed 's/01-998/01-997/g; s/Tehsil Other/Tehsil Third/g; s/abab/cdcd/g' other.json | jq -c '.items[0] |= del(.records, .work, .lots)' >third.json
exits "rows of those joined" 0 "$MUHAFIZ" report --merge --rows --format json -o joined-rows.json third.json rows.json other.json
says "rows of those joined" 'no rows of 01-997: ask for muhafiz report --rows'
cp joined-rows.json out
fits report
ok "every number of two offices follows from the rows" python3 "$MUHAFIZ_TESTS/tools/report-rows.py" joined-rows.json
same "whose they are" '[["01-997"],[["01-998",4],["01-999",4]]]' "$(jq -c '[.items[0].rowless, (.items[0].records | group_by(.office) | map([.[0].office, length]))]' joined-rows.json)"
exits "joined again" 0 "$MUHAFIZ" report --merge --rows --format json -o again-rows.json joined-rows.json
same "the same rows" "$(jq -c '.items[0] | [.work, .lots, .records, .rowless]' joined-rows.json)" "$(jq -c '.items[0] | [.work, .lots, .records, .rowless]' again-rows.json)"
jq -c . rows.json | sed 's/"records":\[{/"records":[7,{/' >spoilt-rows.json
exits "rows that are none" 1 "$MUHAFIZ" report --merge --rows --format json -o joined-rows.json spoilt-rows.json
says "rows that are none" 'spoilt-rows.json: its rows are left out'
same "nothing of them is there" '[["01-999"],[]]' "$(jq -c '.items[0] | [.rowless, .records]' joined-rows.json)"

# the plan, and returns
printf 'office,records,pages,deadline\n01-999,"1,000",26000,31/03/2027\n' >targets.csv
printf 'office,name,parent,level,lgd\n01-999,Tehsil Test,01,tehsil,00123\n01,District Test,,district,\n' >offices.csv
printf 'priority,category\npublic matters,domicile\n' >rules.csv
printf 'office,records,counted_on,counted_by\n01-999,960,01/04/2026,R. Khan\n' >census.csv
printf 'date,name\n26/01/2027,Republic Day\n' >holidays.csv
exits "no plan yet" 0 m plan list
for table in offices rules census holidays targets; do
    exits "plan import $table" 0 m plan import $table.csv --json
done
golden plan-import
exits "the same again" 0 m plan import targets.csv
grep -q 'as before (version 1)' out || fail "plan import: $(cat out)"
printf 'office,records,deadline\n9,1,2027-03-31\n' >bad.csv
exits "an office that is not in the tree" 1 m plan import bad.csv
says "an office that is not in the tree" 'bad.csv:2: column office: "9"'
exits "no table of a plan" 2 m plan import register.csv
exits "plan list" 0 m plan list --json
golden plan-list 'del(.items[].versions[] | .imported_at, .person)'
printf 'office,name,parent,level,lgd\n02,District Other,,district,\n' >others.csv
exits "a tree of others" 0 m plan import others.csv
says "a tree of others" 'this office, 01-999, is none of these'
exits "the tree again" 0 m plan import offices.csv
exits "plan list for people" 0 m plan list
printf 'date,name\n26/01/2027,Republic Day\n26/01/2020,Snow\n' >late.csv
exits "a holiday that is over" 0 m plan import late.csv
says "a holiday that is over" '1 holiday was not named by any list before the day began'
exits "no return yet" 0 m return list
exits "return freeze" 0 m return freeze --json
fits report
exits "return list" 0 m return list --json
golden return-list 'del(.items[] | .at, .to, .person, .sha256)'
exits "return show" 0 m return show 1
fits report
same "its bytes are those of its SHA-256" "$(m return list --json | jq -r '.items[0].sha256')" \
    "$(sed 's/^{"schema":1,"items":\[//; s/\]}$//' out | tr -d '\n' | sha256sum | cut -d' ' -f1)"
exits "a return that is not there" 2 m return show 7
m return show 1 >week.json
exits "a return is joined" 0 "$MUHAFIZ" report --merge --format json week.json
fits report
same "its number, and the office above" '[{"office":"01-999","return":1}] District Test 01-999' \
    "$(jq -r '.items[0] | "\([.returns[] | del(.at)] | tojson) \(.name) \(.tree[1].office)"' out)"
m report --format json -o after.json
exits "it fits the report after it" 0 "$MUHAFIZ" report --merge week.json after.json
jq '.items[0] |= (.offices[0].heads[0].scanned += 900 | .grand_total.heads[0].scanned += 900)' after.json >rewritten.json
for earlier in week.json after.json; do
    jq '.items[0].at = "2001-01-01T10:00:00+05:30" | .items[0].offices[0].figures_at = "2001-01-01T10:00:00+05:30"' $earlier >earlier.json
    exits "history that was rewritten since $earlier" 1 "$MUHAFIZ" report --merge --format json -o joined.json earlier.json rewritten.json
    says "history that was rewritten since $earlier" '01-999: history was rewritten: return 1, Records scanned: 0 in the report of 2001-.*, 900 in that'
done
exits "the store tells which is true" 0 m verify --anchor after.json
exits "the store knows of no such return" 1 m verify --anchor rewritten.json
says "the store knows of no such return" 'return 1 is not what rewritten.json says of it .scanned.: that report was changed'
cp joined.json out
fits report
exits "whoever joins it again knows" 1 "$MUHAFIZ" report --merge -o page.html joined.json after.json
grep -q '>History was rewritten' page.html && grep -q 'reports contradict earlier ones' page.html || fail "the page does not say that history was rewritten"
exits "the page of a joined return" 0 "$MUHAFIZ" report --merge -o page.html week.json
grep -q '>Frozen returns' page.html || fail "the page does not say which return it has figures of"
m return show 1 >return.json
exits "the report of a return" 0 m report --return 1 --format json
ok "has its bytes" cmp out return.json
exits "it is the store's own" 0 m verify --anchor return.json
jq '.items[0].persons += [{}]' return.json >anew.json
exits "a return that was frozen anew" 1 m verify --anchor anew.json
says "a return that was frozen anew" 'return 1 is not the one in anew.json'
exits "the page of a return" 0 m report --return 1 -o return.html
grep -q 'Weekly return no. 1' return.html || fail "the page does not say which return it is"
exits "the report of a return that is not there" 2 m report --return 7
exits "a return with rows" 2 m report --return 1 --rows
exits "another return within the hour" 0 m return freeze
says "another return within the hour" 'return 1 was frozen less than a day before'

# verify
exits "verify" 0 m verify --json
fits verify

# doctor
finding() { # CHECK STATUS PATTERN: of the last doctor --json
    fits doctor
    jq -e --arg check "$1" --arg status "$2" --arg pattern "$3" \
        'any(.items[]; .check == $check and .status == $status and (.message | test($pattern)))' out >/dev/null ||
        fail "doctor: no $2 of $1 /$3/ in $(cat out)"
    checks=$((checks + 1))
}
"$MUHAFIZ" doctor --json >out
finding store warning 'machine'
exits "doctor" 0 m doctor --json
finding languages ok 'eng\+hin\+urd'
finding permissions ok ''
finding index ok sound
finding scanners warning 'muhafiz devices'
exits "doctor without poppler" 1 env PATH=/nowhere "$MUHAFIZ" --store "$store" doctor --json
finding tools problem 'poppler-utils'
exits "doctor without SANE" 1 env SANE_CONFIG_DIR=/nowhere "$MUHAFIZ" --store "$store" doctor --json
finding drivers problem 'SANE_CONFIG_DIR'
chmod o+rx "$store"
exits "doctor of an open store" 1 m doctor --json
finding permissions problem 'chmod o='
chmod o= "$store"
printf '[scanner one]\nsource=adf\n' >>"$store/muhafiz.conf"
exits "doctor of a scanner without a device" 1 m doctor --json
finding scanners problem 'scanner one'
printf 'device=test:0\n' >>"$store/muhafiz.conf"
exits "doctor of a scanner" 0 m doctor --json
finding scanners ok 'one answers: Noname frontend-tester'
cp "$store/muhafiz.conf" sound.conf
printf '[scanner two]\ndevice=test:99\n' >>"$store/muhafiz.conf"
exits "doctor of a scanner that is not there" 0 m doctor --json
finding scanners warning 'two .test:99.: .*does not answer'
cp sound.conf "$store/muhafiz.conf"
for line in resolution=300 dpi=3OO width_mm=-1 master=png airscan=http://host/eSCL; do
    printf '%s\n' "$line" >>"$store/muhafiz.conf"
    exits "doctor of a scanner with $line" 1 m doctor --json
    finding scanners problem 'scanner one'
    cp sound.conf "$store/muhafiz.conf"
done
python3 - "$store/muhafiz.db" <<'PYTHON'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    db.execute("INSERT INTO event_kept SELECT office_id, number + 1, NULL, person, act, '2099-01-01T00:00:00+05:30', object,"
               " detail, hash FROM event_kept ORDER BY number DESC LIMIT 1")
PYTHON
exits "doctor of a clock that went back" 1 m doctor --json
finding clock problem '2099-01-01'
exits "doctor of a store that is not there" 1 "$MUHAFIZ" --store /nowhere doctor --json
finding store problem '/nowhere'

ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" "$MUHAFIZ_TESTS"/schemas/golden/*.json replies/*
done_testing
