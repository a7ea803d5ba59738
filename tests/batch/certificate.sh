# The certificate of section 63(4) with the real command: it names every master and volume by the hash
# that sha256sum finds, is valid PDF/A, can be searched in every script, and is not made of what was
# tampered with.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pngtopnm pdftotext pdfinfo pbmtext pnmtotiff tiffcp sqlite3 sha256sum
new_store
events() { sqlite3 store/muhafiz.db "SELECT count(*) FROM event_kept WHERE act = 'record.certified'"; }
event() { python3 "$MUHAFIZ_TESTS/tools/brief.py" store/muhafiz.db "SELECT at, json_extract(detail, '$.sha256') FROM event
    WHERE act = 'record.certified' ORDER BY number DESC LIMIT 1"; }
paths() { # NUMBER: of volumes and masters, in the order of the certificate
    m show --json "$1" | jq -r '.items[0].sides | (.[].volumes[].path), (.[].pages[].path)'
}

exits "no such record" 2 m certificate X-1/1900 -o none.pdf
exits "no file to write" 2 m certificate A-12/2008
says "no file to write" 'which file to write: -o FILE.pdf'
exits "no page of it is here" 1 m certificate A-12/2008 -o none.pdf
says "no page of it is here" 'A-12/2008: correspondence has 0 of 2 pages'

for n in 1 2; do
    pages --lang eng --kind letter --seed "$n" --ageing clean --mode gray --dpi 150 -o "$n.png" >/dev/null
done
for lang in hin urd; do
    pages --lang "$lang" --kind note --seed 3 --ageing clean --mode gray --dpi 150 -o "$lang.png" >/dev/null
done
exits "ingest" 0 m --user asha ingest --file A-12/2008 1.png 2.png
pngtopnm hin.png >hin.pgm
printf '\n[scanner desk]\nfeed=%s/hin.pgm\n' "$work" >>store/muhafiz.conf
exits "scan" 0 m scan --device desk --file B-7/2011
exits "ingest" 0 m ingest --file پ-3/2015 urd.png
exits "not read yet" 1 m certificate A-12/2008 -o none.pdf
says "not read yet" 'A-12/2008: .*muhafiz run'
ok "nothing was written" test ! -e none.pdf
exits "run" 0 m run

exits "certificate" 0 m --user vikram certificate --json A-12/2008 -o certificate.pdf
cp out certificate.json
python3 "$MUHAFIZ_TESTS/schemas/check.py" certificate.json || fail "the answer does not fit its schema"
same "its hash" "$(sha256sum <certificate.pdf | cut -d' ' -f1)" "$(jq -r '.items[0].sha256' certificate.json)"
same "its pages" "$(pdfinfo certificate.pdf | sed -n 's/^Pages: *//p')" "$(jq '.items[0].pages' certificate.json)"
same "its event" "$(jq -r '.items[0] | "\(.at)|\(.sha256)"' certificate.json)" "$(event)"
pdftotext certificate.pdf text
same "the hash over all hashes" "$(cd store && paths A-12/2008 | xargs sha256sum | sha256sum | cut -d' ' -f1)" \
    "$(jq -r '.items[0].list_sha256' certificate.json)"
for path in $(paths A-12/2008); do
    ok "the hash of $path" grep -q "$(sha256sum <"store/$path" | cut -d' ' -f1)" text
done
for words in 'To be filled by the Party' 'To be filled by the Expert' 'Hash report to be enclosed' \
    'solemnly affirm and sincerely state' "$(jq -r '.items[0].list_sha256' certificate.json)" \
    'CUSTODIAN OF THE PAPER RECORD' 'SHA256: ☒' 'SHA1: ☐' 'by vikram' asha; do
    ok "it says $words" grep -qF "$words" text
done
pages=$(jq '.items[0].pages' certificate.json)
ok "its last page says so" grep -q "Page $pages of $pages" text
exits "verify" 0 m verify

# Any script, found in the text as a reader types it.
exits "of a Hindi record" 0 m certificate B-7/2011 -o hindi.pdf
exits "of an Urdu record" 0 m certificate پ-3/2015 -o urdu.pdf
ok "Hindi is found" grep -q 'निवास प्रमाण पत्र' <<TEXT
$(pdftotext hindi.pdf -)
TEXT
ok "its scanner" grep -q '^scanner desk: pnm:' <<TEXT
$(pdftotext hindi.pdf -)
TEXT
same "its scanner" "pnm" "$(m show --json --page 1 "$(m show --json B-7/2011 | jq -r '.items[0].sides[0].volumes[0].path')" | jq -r '.items[0].device | split(":")[0]')"
ok "Urdu is found" grep -q 'انتقال اراضی' <<TEXT
$(pdftotext urdu.pdf -)
TEXT

# As it was handed over, whatever came after.
exits "export" 0 m export --unchecked A-12/2008
before=$(jq -r '.items[0].list_sha256' certificate.json)
exits "aside" 0 m page move A-12/2008 1 --aside --reason "fed twice"
exits "closed" 0 m record close A-12/2008 --reason "one page was fed twice"
exits "run" 0 m run
exits "as it is now" 0 m certificate --json A-12/2008 -o now.pdf
[ "$(jq -r '.items[0].list_sha256' out)" != "$before" ] || fail "a page less, the same hashes"
exits "as it was handed over" 0 m certificate --json --version 1 A-12/2008 -o then.pdf
same "as it was handed over" "$before 1" "$(jq -r '.items[0] | "\(.list_sha256) \(.version)"' out)"

# A page of any volume, also of one that was corrected since, back to its master.
old=store/outbox/fl-A-12_2008/data/Receipts/correspondence-001.pdf
new=$(m show --json A-12/2008 | jq -r '.items[0].sides[0].volumes[0].path')
exits "a page of an older volume" 0 m show --json --page 1 "$old"
cp out show-page.old.json
same "a page of an older volume" "correspondence 1 1 true intact asha fl-A-12_2008" \
    "$(jq -r '.items[0] | "\(.side) \(.folio) \(.page_id) \(.volume_retired) \(.master) \(.operator) \(.packages[0])"' out)"
same "all it was part of" "pages.added page.recognised pages.set-aside" "$(jq -r '[.items[0].events[].act] | join(" ")' out)"
exits "a page of a volume in the store" 0 m show --json --page 1 "$new"
cp out show-page.new.json
same "a page of a volume in the store" "1 2 false" "$(jq -r '.items[0] | "\(.folio) \(.page_id) \(.volume_retired)"' out)"
same "its master" "$(jq -r '.items[0].sha256' out)" "$(sha256sum <"store/$(jq -r '.items[0].path' out)" | cut -d' ' -f1)"
python3 "$MUHAFIZ_TESTS/schemas/check.py" show-page.old.json show-page.new.json || fail "the answer does not fit its schema"
exits "for people" 0 m show --page 1 "$old"
grep -q "is A-12/2008, correspondence folio 1 (place 1)" out || fail "for people: $(cat out)"
exits "a page that it has not" 2 m show --page 3 "$old"
says "a page that it has not" 'has 2 pages, not page 3'
cp "$old" changed.pdf
printf x | dd of=changed.pdf bs=1 seek=3000 conv=notrunc 2>/dev/null
exits "a volume that was changed" 1 m show --page 1 changed.pdf
says "a volume that was changed" 'no volume has its SHA-256'

# What is not what it was is not certified, and what is there stays.
master=store/$(m show --json B-7/2011 | jq -r '.items[0].sides[0].pages[0].path')
n=$(events)
cp "$master" kept.tif
sum=$(sha256sum <hindi.pdf)
printf x | dd of="$master" bs=1 seek=2000 conv=notrunc 2>/dev/null
exits "a master that was changed" 1 m certificate B-7/2011 -o hindi.pdf
says "a master that was changed" 'B-7/2011, correspondence folio 1 \(pages/.* is damaged.*nothing is certified'
rm "$master"
exits "a master that is gone" 1 m certificate B-7/2011 -o hindi.pdf
says "a master that is gone" 'is missing: nothing is certified'
exits "a page whose master is gone" 1 m show --page 1 "$(m show --json B-7/2011 | jq -r '.items[0].sides[0].volumes[0].path')"
says "a page whose master is gone" 'is missing: .*verify --mend DIR'
same "the file that was there" "$sum" "$(sha256sum <hindi.pdf)"
same "no event of what was not made" "$n" "$(events)"
mv kept.tif "$master"
exits "it is back" 0 m certificate B-7/2011 -o hindi.pdf
cp hindi.pdf earlier.pdf
echo "a letter" >letter.pdf
exits "a file that is no certificate" 2 m certificate B-7/2011 -o letter.pdf
says "a file that is no certificate" 'letter.pdf is there already, and is no certificate of B-7/2011 .*say another name'
same "it is as it was" "a letter" "$(cat letter.pdf)"
exits "a certificate of another record" 2 m certificate B-7/2011 -o urdu.pdf
exits "a certificate of ours, copied" 0 m certificate B-7/2011 -o earlier.pdf
n=$((n + 1))
exits "a place that cannot be written" 1 m certificate B-7/2011 -o /dev/full/certificate.pdf
same "no event of what could not be written" $((n + 1)) "$(events)"
exits "a full disk" 1 sh -c 'ulimit -f 64 && exec "$@"' - "$MUHAFIZ" --store "$store" certificate A-12/2008 -o full.pdf
says "a full disk" 'the file became larger than the system allows'
ok "nothing of it is there" test ! -e full.pdf
same "no event of what did not fit" $((n + 1)) "$(events)"
exits "withheld" 0 m register set B-7/2011 classification=Secret
exits "of a record that is Secret" 1 m certificate B-7/2011 -o hindi.pdf
says "of a record that is Secret" 'is Secret'

# More pages than one volume holds.
mkdir long
for i in $(seq 205); do
    pbmtext "page $i" | pnmtotiff -xresolution 100 -yresolution 100 >"long/$(printf %03d "$i").tif" 2>/dev/null
done
tiffcp long/*.tif long.tif
printf 'file_no,subject\nL-1/2001,A long file\n' >more.csv
m register import more.csv >/dev/null
exits "ingest 205 pages" 0 m ingest --file L-1/2001 long.tif
exits "run" 0 m run
exits "certificate of 205 pages" 0 m certificate --json L-1/2001 -o long.pdf
same "masters and volumes" "205 2" "$(jq -r '.items[0] | "\(.masters) \(.volumes)"' out)"
pdftotext long.pdf text
paths L-1/2001 | sed 's|^|store/|' | xargs sha256sum | cut -d' ' -f1 >sums
same "hashes" 207 "$(wc -l <sums)"
while read -r sum; do
    grep -q "$sum" text || fail "the certificate lacks the hash $sum"
done <sums
pages=$(jq '.items[0].pages' out)
for i in $(seq "$pages"); do
    grep -q "^Page $i of $pages$" text || fail "the certificate lacks its page $i of $pages"
done

exits "spool" 0 find store/spool -name '*certificate*'
same "nothing is left in the spool" "" "$(cat out)"
skipped=0
sh "$MUHAFIZ_TESTS/tools/verapdf.sh" 2u certificate.pdf hindi.pdf urdu.pdf long.pdf || skipped=$?
[ $skipped -eq 0 ] || [ $skipped -eq 77 ] || fail "veraPDF: not valid"
done_testing
exit $skipped
