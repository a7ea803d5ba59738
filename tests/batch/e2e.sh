# The whole way: register, covers, a stack of paper through SANE's pnm back end, recognition,
# PDF/A, search, package, receipt, fixity.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdftoppm pdftotext pdfinfo qpdf sha256sum
new_store

# One stack: the cover of each record, then its pages.
m cover A-12/2008 B-7/2011 پ-3/2015 -o covers.pdf >/dev/null
pdftoppm -r 200 -gray covers.pdf cover
mkdir stack
mv cover-1.pgm stack/010.pgm
pages --lang eng --kind letter --seed 11 --ageing light --mode gray -o stack/011.pgm >phrases
pages --lang eng --kind note --seed 12 --ageing clean --mode gray -o stack/012.pgm >>phrases
mv cover-2.pgm stack/020.pgm
pages --lang hin --kind application --seed 13 --ageing light --mode color -o stack/021.ppm >>phrases
mv cover-3.pgm stack/030.pgm
pages --lang urd --kind order --seed 14 --ageing clean --mode lineart -o stack/031.pbm >>phrases
rm -f stack/*.txt
printf '\n[scanner feeder]\nfeed=%s/stack/*.p?m\nmode=gray\ndpi=300\n' "$work" >>store/muhafiz.conf

exits "scan of the stack" 0 m scan --sheets 7
grep -q '7 sheets = 3 covers + 0 separators + 4 folio sheets; 4 pages' out || fail "ledger: $(cat out)"
exits "run" 0 m run
exits "status" 0 m status --json
same "stages" '{"assembled":3}' "$(jq -c '.items[0].records | with_entries(select(.value > 0))' out)"

# Every record has its own pages, in order, with its own words.
same "pages of A-12" '[1,2]' "$(m show --json A-12/2008 | jq -c '[.items[0].sides[0].pages[].seq]')"
same "pages of B-7" '[1]' "$(m show --json B-7/2011 | jq -c '[.items[0].sides[0].pages[].seq]')"
same "bits of the Urdu master" "1" "$(tiffinfo "store/$(m show --json پ-3/2015 | jq -r '.items[0].sides[0].pages[0].path')" 2>/dev/null | sed -n 's/.*Bits\/Sample: //p')"

while IFS="$(printf '\t')" read -r file phrase; do
    case $file in
        *011*|*012*) number=A-12/2008 ;;
        *021*) number=B-7/2011 ;;
        *) number=پ-3/2015 phrase=انتقال ;; # Tesseract loses spaces within Urdu names
    esac
    m search --json "\"$phrase\"" >hits
    same "search for $phrase" "$number" "$(jq -r '.items[0].file_no // "nothing"' hits)"
done <phrases

for pdf in $(find store/efiles -name '*.pdf'); do
    ok "qpdf finds $pdf sound" qpdf --check --no-warn "$pdf"
done
size=$(pdfinfo "$(find store/efiles -name 'correspondence-1-*' -path '*A-12*')" | sed -n 's/^Page size: *//p')
case $size in
    *"(A4)"*) ;;
    *) fail "page size: $size" ;;
esac

exits "export without checking" 1 m export A-12/2008
says "export without checking" 'unchecked'
exits "export" 0 m export --unchecked --json
cp out export.json
same "packages" 3 "$(jq '.items | length' export.json)"
for path in $(jq -r '.items[].path' export.json); do
    (cd "store/$path" && sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt) ||
        fail "manifests of $path"
done
exits "export again" 0 m export --unchecked --json A-12/2008
same "exporting again changes nothing" "$(jq -c '.items[] | select(.file_no == "A-12/2008")' export.json)" \
    "$(jq -c '.items[0]' out)"

jq -c '.items | to_entries[] | {computer_no: "7\(.key)"} + .value | {package, version, manifest_sha256, status: "accepted", computer_no, reason: "", at: "2026-01-02T03:04:05+05:30"}' \
    export.json >receipts.jsonl
sed 's/"7[0-9]"/"70"/' receipts.jsonl >one-number.jsonl
exits "three files under one number" 1 m ack one-number.jsonl
says "three files under one number" 'computer number 70, which is that of'
exits "receipts" 0 m ack receipts.jsonl
says "that nobody took them out" 'still lying where they were exported to'
exits "the same receipts again" 0 m ack receipts.jsonl
head -n 1 receipts.jsonl | jq -c '.status = "rejected" | .computer_no = null | .at = "2026-01-03T03:04:05+05:30"' >>receipts.jsonl
exits "one is taken back" 1 m ack receipts.jsonl
says "one is taken back" 'muhafiz ack settle'
exits "the list of packages" 0 m export --list
ok "the list tells of it" grep -q 'disputed: rejected at 2026-01-0' out
file=$(m export --list --json | jq -r '.items[] | select(.disputed | length > 0) | .file_no')
exits "show, of its record" 0 m show "$file"
ok "show tells of it" grep -q 'disputed: rejected at 2026-01-0.*ack settle' out
exits "check" 0 m check
ok "check tells of it" grep -q '^nodal *packages of which receipts contradict' out
exits "without a reason" 2 m ack settle --status accepted "$(jq -rs '.[0].package' receipts.jsonl)"
exits "it is settled" 0 m ack settle --json --status accepted --reason "seen in e-Office" "$(jq -rs '.[0].package' receipts.jsonl)"
same "it is settled" '["accepted","70",[]]' "$(jq -c '.items[0] | [.state, .computer_no, .disputed]' out)"
exits "all are known" 0 m ack receipts.jsonl
same "stages in the end" '{"imported":3}' "$(m status --json | jq -c '.items[0].records | with_entries(select(.value > 0))')"
exits "verify" 0 m verify
exits "report" 0 m report --format html -o report.html
forms() { # all forms of the report agree, unless a minute passed between them
    for format in html pdf csv json; do m report --format $format -o report.$format >/dev/null || return; done
    python3 "$MUHAFIZ_TESTS/tools/report-agree.py" report.json report.csv report.html report.pdf
}
forms >agree 2>&1 || forms >agree 2>&1 || fail "the forms of the report differ: $(cat agree)"
exits "doctor" 0 m doctor

# What is in e-Office turns out to be confidential: everybody is told until somebody says that it is gone there.
parcel=$(m export --list --json | jq -r --arg file "$file" '.items[] | select(.file_no == $file) | .package')
exits "it is confidential" 0 m register set "$file" classification=Secret
exits "removed, but for what is out" 1 m record withhold "$file" --reason "order of the DC"
says "removed, but for what is out" 'is in e-Office under 70: ask who runs it .* muhafiz ack recalled'
for command in status "show $file" "why $file"; do
    # shellcheck disable=SC2086
    exits "$command" 0 m $command
    ok "$command tells of it" grep -q "package $parcel is in e-Office under 70" out
done
exits "what is not out" 2 m ack recalled fl-none --reason "letter 12"
exits "it is gone there" 0 m ack recalled "$parcel" --reason "letter 12 of NIC"
exits "status" 0 m status
ok "nobody is told any more" sh -c '! grep -q "ack recalled" out'
exits "verify, what was removed" 0 m verify
done_testing
