# Files in: what is good goes in whole, what is bad is refused by name with the reason, and
# nothing half-done stays.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp python3 pnmtopng
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

printf 'P1\n1 1\n0\n' | pnmtopng >dot.png 2>/dev/null

exits "bad files among good ones" 1 m ingest --file A-12/2008 one.png dot.png cut.jpg cut.tif empty.png \
    letter.docx letter.png absurd.png missing.png both.tif
for name in dot.png cut.jpg cut.tif empty.png letter.docx letter.png absurd.png missing.png; do
    says "$name is named with a reason" "$name: .+"
done
same "problems" 8 "$(grep -vc 'note:' err)"
same "pages that went in" 3 "$(m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length')"
same "masters on disk" 3 "$(find store/pages -name '*.tif' | wc -l)"
same "spool" 0 "$(find store/spool -type f ! -name '*.lock' | wc -l)"

exits "the same file again" 0 m ingest --file A-12/2008 one.png
same "pages after taking the same file again" 3 \
    "$(m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length')"
m ingest --json --file A-12/2008 one.png cut.jpg >ingest.json 2>/dev/null || true
ok "the reply fits its schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" ingest.json
same "what became of each" '["known","refused"]' "$(jq -c '[.items[].status]' ingest.json)"
# Taken all the same, also under another name, it is kept and flagged, as is both.tif's second page.
cp one.png copy.png
exits "taken all the same" 0 m ingest --again --file A-12/2008 copy.png
same "it is flagged" '[3,4]' "$(m show --json A-12/2008 |
    jq -c '[.items[0].sides[].pages[] | select(any(.flags[]; .flag == "duplicate")) | .seq]')"
exits "the same file for another record" 0 m ingest --file B-7/2011 one.png
exits "a record that is not there" 2 m ingest --file Z-9 one.png
says "a record that is not there" 'Z-9'
exits "a side that is not there" 2 m ingest --file A-12/2008 --side cellar one.png
exits "no record and no cover sheet" 1 m ingest three.jpg
says "no record" '\-\-file'

# A PDF is kept as it came, beside the masters of its pages; verify knows and watches it.
img2pdf() { # A one-page PDF around a JPEG, as a copier makes them
    python3 - "$1" "$2" <<'PY'
import struct, sys
jpeg = open(sys.argv[1], "rb").read()
at = 2
while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
    at += 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
height, width = struct.unpack(">HH", jpeg[at + 5:at + 9])
draw = b"q 595.2 0 0 841.92 0 0 cm /I Do Q"
objects = [
    b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.2 841.92]/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>>>",
    b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length %d>>\nstream\n" % (width, height, len(jpeg)) + jpeg + b"\nendstream",
    b"<</Length %d>>\nstream\n" % len(draw) + draw + b"\nendstream"]
out, offsets = b"%PDF-1.4\n", []
for number, body in enumerate(objects, 1):
    offsets.append(len(out))
    out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
table = len(out)
out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
out += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
open(sys.argv[2], "wb").write(out)
PY
}
img2pdf three.jpg "a copier's scan.pdf"
exits "a PDF" 0 m ingest --file B-7/2011 "a copier's scan.pdf"
same "the PDF is kept" "$(sha256sum <"a copier's scan.pdf")" "$(sha256sum <"$(find store/pages -name '*.pdf')")"
same "its page at its own resolution" 2480 "$(m show --json B-7/2011 | jq '.items[0].sides[0].pages[-1].width_px')"
exits "verify" 0 m verify
# Marked after it was scanned, a record is not worked on: not a page of it, until it is marked back.
exits "marked secret" 1 m register set B-7/2011 classification=Secret # its pictures are another record's, too
says "marked secret" 'note: B-7/2011 is Secret now, and 2 pages of it are held .*record withhold, by the nodal officer'
m register set A-12/2008 availability=excluded reason="sub judice" >/dev/null 2>&1
exits "nothing to do" 0 m run
same "nothing is read or bound" "0 jobs done, 0 left, 0 given up. 0" "$(cat out) $(find store/efiles store/text -type f | wc -l)"
exits "marked back" 0 m register set A-12/2008 availability=available
says "marked back" 'note: A-12/2008 may be worked on again, 4 pages'
m register set B-7/2011 classification=Normal >/dev/null 2>&1
same "all of it is due again" 6 "$(m status --json | jq '.items[0].jobs.pending')"
# The power goes while a file is taken in: status says so, also after another command, until it is in.
tiffcp two.tif two.tif two.tif two.tif two.tif two.tif long.tif
cut_short() { # ARGUMENTS OF INGEST...: killed in the middle of a file
    "$MUHAFIZ" --store "$store" ingest "$@" >/dev/null 2>&1 &
    victim=$!
    n=0
    until ls store/spool/batch-*/0001.tif >/dev/null 2>&1; do
        n=$((n + 1))
        [ $n -lt 1200 ] || fail "the file was not begun"
        sleep 0.05
    done
    kill -9 $victim
    wait $victim 2>/dev/null || true
}
cut_short --file A-12/2008 --side notes long.tif
for when in "at once" later; do
    exits "status $when" 0 m status
    ok "what was interrupted" grep -q "Interrupted at .*long.tif.*muhafiz ingest --file A-12/2008 --side notes 'FOLDER/long.tif'" out
    exits "another file" 1 m ingest --file A-12/2008 nothing.tif
done
exits "status as JSON" 0 m status --json
cp out status.json
ok "it fits its schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" status.json
exits "the file again" 0 m ingest --file A-12/2008 --side notes long.tif
exits "status" 0 m status
ok "nothing is interrupted" sh -c '! grep -q Interrupted out'
# The same of a watch for one file: the command that status gives puts it into that one.
sed -i 's/^settle_s=.*/settle_s=0/; s/^patience_s=.*/patience_s=1/' store/muhafiz.conf
notes() { m show --json A-12/2008 | jq '[.items[0].sides[] | select(.side == "notes") | .pages[]] | length'; }
before=$(notes)
mkdir "hot folder"
tiffcp two.tif two.tif two.tif two.tif two.tif two.tif two.tif "hot folder/longer.tif"
cut_short --file A-12/2008 --side notes --watch "hot folder"
exits "status of a watch" 0 m status
command=$(sed -n 's/^Interrupted at .*longer.tif. Take it again with: muhafiz //p' out)
exits "the command that it gives" 0 eval "m $command"
same "its pages" 7 "$(($(notes) - before))"
ok "the file is done" test -e "hot folder/done/longer.tif"
exits "verify" 0 m verify
printf x >>"$(find store/pages -name '*.pdf')"
exits "verify a changed original" 1 m verify
says "a changed original" "a copier's scan.pdf"
done_testing
