# A file that is in no register yet is scanned all the same, and is found again in the office's list later.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq

new_store
pages --lang eng --kind note --seed 3 --ageing clean --mode gray --dpi 100 -o one.png >/dev/null
exits "not in the register" 2 m ingest --file D-7/2019 one.png
says "not in the register" 'muhafiz register add'
exits "without a subject" 2 m register add D-7/2019 section=Revenue
says "without a subject" 'subject=TEXT'
exits "added for now" 0 m register add D-7/2019 subject="Something about a well" --json
exits "there already" 2 m register add A-12/2008 subject=again
exits "there already, written otherwise" 2 m register add "a 12.2008" subject=again
says "there already, written otherwise" 'A-12/2008 is in the register already'
exits "a number that may be another's" 0 m register add A12/2008 subject=again
says "a number that may be another's" 'A-12/2008 is in the register, too.*muhafiz register remove A12/2008 --reason'
exits "it was" 0 m register remove A12/2008 --reason "typed wrong"
exits "scanned" 0 m ingest --file D-7/2019 one.png
exits "read" 0 m run
same "it is counted" 1 "$(m status --json | jq '.items[0].provisional')"
exits "not handed over yet" 1 m export --unchecked D-7/2019
says "not handed over yet" 'provisional'

exits "a plain export" 0 m export
says "a plain export" 'not exported: D-7/2019: the office.s register does not have'

# The office's list writes the number in another way, and knows the year and what it is about.
printf 'file_no;subject;year;correspondence_pages\nd-7-2019;Well in khasra 12;2019;1\nE-1;Other;2019;\n' >office.csv
exits "the list comes" 0 m register import office.csv --json
same "what does not count by itself is told" 'd-7-2019, correspondence: 1 page scanned before the register had it' \
    "$(jq -r '.items[0].notes[0]' out | sed 's/,[^,]*$//')"
same "it was taken over" '1 1' "$(jq -r '.items[0] | "\(.added) \(.changed)"' out)"
exits "why" 0 m why d-7-2019
ok "why" grep -q 'muhafiz record close d-7-2019 --side correspondence --reason TEXT' out
exits "status" 0 m status
ok "status" grep -q '1 record is scanned, and not counted in reports' out
same "with its page" 'd-7-2019 2019 Well in khasra 12 1' \
    "$(m show --json d-7-2019 | jq -r '.items[0] | "\(.file_no) \(.year) \(.subject) \(.sides[0].pages | length)"')"
same "under the name that the office writes" d-7-2019 "$(m show --json d-7-2019 | jq -r '.items[0].nic_no')"
same "none is provisional" null "$(m status --json | jq '.items[0].provisional')"
exits "assembled with its new name" 0 m run
exits "handed over" 0 m export --unchecked d-7-2019 --json
same "handed over" fl-d-7-2019 "$(jq -r '.items[0].package' out)"
exits "closed" 0 m record close d-7-2019 --side correspondence --reason "all of it"
same "nothing waits to be counted" 0 "$(m status --json | jq '.items[0].progress.records.uncounted')"
pages --lang eng --kind note --seed 4 --ageing clean --mode gray --dpi 100 -o two.png >/dev/null
exits "more comes into a closed side" 0 m ingest --file d-7-2019 two.png
says "more comes into a closed side" 'correspondence: it was closed \("all of it"\), and has 2 pages of 1 now'
exits "opened" 0 m record close d-7-2019 --side correspondence --reopen
exits "said anew" 0 m record close d-7-2019 --side correspondence --reason "the second one was found"
exits "the list again" 0 m register import office.csv --json
same "changes nothing" '0 0 2' "$(jq -r '.items[0] | "\(.added) \(.changed) \(.unchanged)"' out)"
exits "what went out keeps its number" 2 m register set d-7-2019 file_no=D-8/2019
says "what went out keeps its number" 'handed over under this number'

# Numbers that were typed wrong; what a spreadsheet made of others is told.
printf 'file_no,subject\n12-Aug,Lease\n2012-03-01 00:00:00,Lease\nF-1/2019,Fence\n' >list.csv
exits "a spreadsheet's dates" 0 m register import list.csv
says "a spreadsheet's dates" 'list.csv:2: column file_no: "12-Aug" looks like a date'
says "a command that can be copied" "register set '2012-03-01 00:00:00' file_no=NUMBER"
exits "put right" 0 m register set 12-Aug file_no=8/12 --json
same "put right" '8/12 12-Aug' "$(jq -r '.items[0] | "\(.file_no) \(.earlier_numbers[0].file_no)"' out)"
same "found by either" '8/12 8/12' "$(for n in 8/12 12-Aug; do m search --json $n | jq -r '.items[0].file_no'; done | xargs)"
exits "taken out without a word" 2 m register remove F-1/2019
exits "taken out" 0 m register remove F-1/2019 --reason "of another tehsil" --json
mkdir replies && cp out replies/register-remove.json
exits "is gone" 2 m show F-1/2019
exits "what has pages stays" 2 m register remove d-7-2019 --reason "no"
exits "all is whole" 0 m verify

done_testing
