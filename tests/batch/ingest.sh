# Files in: what is good goes in whole, what is bad is refused by name with the reason, and
# nothing half-done stays.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp
new_store
pages --lang eng --kind letter --seed 1 --ageing clean --mode gray -o one.png >/dev/null
pages --lang eng --kind note --seed 2 --ageing clean --mode gray -o two.tif >/dev/null
pages --lang eng --kind order --seed 3 --ageing clean --mode gray -o three.jpg >/dev/null
tiffcp two.tif two.tif both.tif
head -c 20000 three.jpg >cut.jpg
head -c 9000 both.tif >cut.tif
: >empty.png
printf 'PK\003\004 this is a letter in a word processor' >letter.docx
cp letter.docx letter.png
# 60000 x 60000 pixels declared, no more
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\352\140\0\0\352\140\010\0\0\0\0' >absurd.png

exits "bad files among good ones" 1 m ingest --file A-12/2008 one.png cut.jpg cut.tif empty.png \
    letter.docx letter.png absurd.png missing.png both.tif
for name in cut.jpg cut.tif empty.png letter.docx letter.png absurd.png missing.png; do
    says "$name is named with a reason" "$name: .+"
done
same "problems" 7 "$(wc -l <err)"
same "pages that went in" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length')"
same "masters on disk" 3 "$(find store/pages -name '*.tif' | wc -l)"
same "spool" 0 "$(find store/spool -type f | wc -l)"

exits "the same file again" 0 m ingest --file A-12/2008 one.png
same "pages after taking the same file again" 3 \
    "$(m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length')"
exits "the same file for another record" 0 m ingest --file B-7/2011 one.png
exits "a record that is not there" 2 m ingest --file Z-9 one.png
says "a record that is not there" 'Z-9'
exits "a side that is not there" 2 m ingest --file A-12/2008 --side cellar one.png
exits "no record and no cover sheet" 1 m ingest three.jpg
says "no record" '\-\-file'

exits "a folder that cannot be written" 0 m verify
done_testing
