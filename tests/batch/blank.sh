# Which pages are blank is what the scan found, before recognition and after it, and the PDF of an office that
# leaves blank pages out has all others: a photograph, a line in pencil, a word.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdfinfo
new_store
sed -i 's/^blank_pages=.*/blank_pages=omit/' store/muhafiz.conf

pages --kind order --ageing light --seed 1 --mode gray -o 1.png >/dev/null
pages --kind back --ageing heavy --seed 2 --mode gray -o 2.png >/dev/null
pages --kind photo --ageing medium --seed 3 --mode gray -o 3.png >/dev/null
pages --kind mark-pencil-line --ageing light --seed 4 --mode gray -o 4.png >/dev/null
pages --kind back --ageing medium --seed 5 --mode gray -o 5.png >/dev/null
pages --kind mark-initial --ageing medium --seed 6 --mode gray -o 6.png >/dev/null
m register set A-12/2008 correspondence_pages=6 >/dev/null
exits "ingest" 0 m ingest --file A-12/2008 1.png 2.png 3.png 4.png 5.png 6.png
says "complete with blank pages alone" \
    'A-12/2008, correspondence: 2 pages are blank or there twice, .*record close A-12/2008 --side correspondence.*There twice, .*page move A-12/2008 PAGES --aside.*page unlike A-12/2008'
exits "closed" 0 m record close A-12/2008 --reason "the backs are empty"

blanks() {
    m show --json A-12/2008 | jq -c '[.items[0].sides[0].pages[] | select(.flags | any(.flag == "blank")) | .seq]'
}
same "blank pages as scanned" '[2,5]' "$(blanks)"
exits "run" 0 m run
same "blank pages as read" '[2,5]' "$(blanks)"
same "folios count all" '[1,2,3,4,5,6]' "$(m show --json A-12/2008 | jq -c '[.items[0].sides[0].pages[].seq]')"
same "pages of the PDF" 4 "$(pdfinfo "$(find store/efiles -name '*.pdf')" | sed -n 's/^Pages: *//p')"
done_testing
