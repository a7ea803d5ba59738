# Pages that came twice: a stack that is scanned again is never the same bytes, and lies otherwise; other pages of the same
# form are not the same page; and a picture that stands in two records is told with both places.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pnmrotate pnmtopng pnmtotiff tiffcp tifftopnm
new_store

dpi=100
pages_make() { # NAME SEED N: a stack of letters of one form, each another
    for i in $(seq 1 "$3"); do
        pages --lang eng --kind application --ageing light --seed $(($2 + i)) --dpi $dpi --mode gray -o "$1$i.pgm" >/dev/null
        pnmtotiff -xresolution $dpi -yresolution $dpi "$1$i.pgm" >"$1$i.tif" 2>/dev/null
    done
    tiffcp $(seq -f "$1%g.tif" 1 "$3") "$1.tif"
}
again() { # NAME DEGREES: the sheet lies otherwise: turned, two millimetres off, and compressed by another hand
    pnmrotate -background white "$2" "$1.pgm" 2>/dev/null | pnmcut -left 2 -top 10 -right -4 -bottom -4 |
        pnmpad -left 10 -white | pnmtojpeg -quality 50 | jpegtopnm 2>/dev/null |
        pnmtotiff -xresolution $dpi -yresolution $dpi >"$1-again.tif" 2>/dev/null
}
duplicates() { m show --json "$1" | jq -c '[.items[0].sides[].pages[] | select(any(.flags[]; .flag == "duplicate")) | .seq]'; }

pages_make first 500 3
pages_make other 700 2
again first2 0.5
again first3 -0.5
tiffcp first2-again.tif first3-again.tif again.tif
exits "a stack" 0 m ingest --file A-12/2008 first.tif
same "nothing is like another" '[]' "$(duplicates A-12/2008)"
exits "other letters of the same form" 0 m ingest --file A-12/2008 other.tif
same "are other letters" '[]' "$(duplicates A-12/2008)"
exits "two sheets once more" 0 m ingest --file A-12/2008 again.tif
says "where the first stood" 'sheet 1: looks the same as A-12/2008, correspondence folio 2'
says "where the second stood" 'sheet 2: looks the same as A-12/2008, correspondence folio 3'
same "are flagged" '[6,7]' "$(duplicates A-12/2008)"
exits "others, without a word" 2 m page unlike A-12/2008 6
says "others, without a word" 'say how it is seen'
exits "one that is like none" 2 m page unlike A-12/2008 1 --reason "another letter"
says "one that is like none" 'not flagged'
exits "another all the same" 0 m page unlike A-12/2008 7 --reason "a second copy, signed" --json
mkdir replies && cp out replies/page-unlike.json
ok "the reply fits its schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*
same "stands for itself" '[6]' "$(duplicates A-12/2008)"
again first1 0.4
exits "one more scan of a sheet, by a correction" 0 m page replace A-12/2008 6 first1-again.tif
says "is told" 'looks the same as A-12/2008, correspondence folio 1'
same "and flagged" '[6]' "$(duplicates A-12/2008)"
exits "the same file into another record" 0 m ingest --file B-7/2011 first.tif
says "both places, and what to do" 'sheet 3: the very picture that is now B-7/2011, correspondence folio 3 is also A-12/2008, correspondence folio 3.*page move --aside'
same "they are flagged" '[1,2,3]' "$(duplicates B-7/2011)"
exits "they are no other pages" 2 m page unlike B-7/2011 1 --reason "another paper"
says "what to do" 'counts once in the office: leave it, or set it aside'

# Wherever it is put, in whatever order, and however it lies.
turned() { # NAME: upside down, paler, at two thirds of the dpi
    pnmflip -rotate180 "$1.pgm" | pnmrotate -background white 0.3 2>/dev/null | pnmgamma 1.2 2>/dev/null |
        pamscale 0.75 2>/dev/null | pnmtotiff -xresolution 75 -yresolution 75 >"$1-turned.tif" 2>/dev/null
}
cat >places.csv <<'CSV'
file_no,subject,kind,year,correspondence_pages
Q-1,Lease,file,2001,4
Q-2,Lease,file,2001,1
Q-3,Lease,file,2001,1
Q-4,Lease,file,2001,2
Q-5,Lease,file,2001,1
CSV
m register import places.csv >/dev/null
pages_make round 900 2
again round1 0.5
again round2 -0.4
tiffcp round1.tif round2.tif round1-again.tif round2-again.tif stack.tif
exits "a stack that goes round" 0 m ingest --file Q-1 stack.tif
same "is found, though no sheet follows itself" '[3,4]' "$(duplicates Q-1)"
pages --lang eng --kind application --ageing light --seed 980 --dpi 200 --mode gray -o jpeg1.pgm >/dev/null
pnmtotiff -xresolution 200 -yresolution 200 jpeg1.pgm >jpeg1.tif 2>/dev/null
pnmtojpeg -quality=80 jpeg1.pgm >jpeg1.jpg
exits "a letter" 0 m ingest --file A-12/2008 jpeg1.tif
exits "saved again as a JPEG without a resolution" 0 m ingest --file B-7/2011 jpeg1.jpg
says "saved again as a JPEG without a resolution" 'looks the same as A-12/2008, correspondence folio 8'
exits "a file that is in already, as another page" 1 m page replace A-12/2008 1 jpeg1.jpg
says "whose it is" 'jpeg1.jpg is in already, as batch .*, whose pages stand in B-7/2011: is it the right file'
turned first3
exits "a sheet upside down in another record" 0 m ingest --file Q-2 first3-turned.tif
says "a sheet upside down in another record" 'looks the same as A-12/2008, correspondence folio 3'
same "is flagged there" '[1]' "$(duplicates Q-2)"
laid() { # NAME: copied onto the page somewhat smaller, and put in sideways and askew
    pamscale 0.95 "$1.pgm" 2>/dev/null | pnmflip -cw | pnmrotate -background white 3 2>/dev/null |
        pnmtotiff -xresolution $dpi -yresolution $dpi >"$1-laid.tif" 2>/dev/null
}
laid first2
exits "a smaller copy, sideways" 0 m ingest --file Q-5 first2-laid.tif
says "a smaller copy, sideways" 'looks the same as A-12/2008, correspondence folio 2'
same "is flagged in its record" '[1]' "$(duplicates Q-5)"
pages_make own 950 1
again other2 0.3
exits "a page of its own" 0 m ingest --file Q-3 own.tif
mkdir loose && tifftopnm other2-again.tif >loose/1.pgm 2>/dev/null
printf '\n[scanner loose]\nfeed=%s/loose/*.pgm\ndpi=%s\n' "$work" $dpi >>store/muhafiz.conf
loose=$(m scan --device loose --json 2>/dev/null | jq '.items[0].batch')
exits "a replacement that stands elsewhere" 0 m page replace Q-3 1 --by "batch:$loose"
says "a replacement that stands elsewhere" 'looks the same as A-12/2008, correspondence folio 5'
same "is flagged" '[1]' "$(duplicates Q-3)"
pages_make better 970 1
again better1 0.3
exits "a page, and a better scan of it" 0 m ingest --file Q-4 better1.tif
exits "a page, and a better scan of it" 0 m ingest --file Q-4 better1-again.tif
same "which is like it" '[2]' "$(duplicates Q-4)"
exits "takes its place" 0 m page replace Q-4 1 --by 2
same "and is a page then" '[]' "$(duplicates Q-4)"
exits "taken back" 0 m record undo Q-4
m run >/dev/null 2>&1
same "it is one too many again" '[2]' "$(duplicates Q-4)"

# What pages are found by can be lost: it is taken of the masters again.
echo 'Dear Sir, this is no database.' >store/alike.db
again round2 0.7
exits "with what is no database" 0 m ingest --file Q-3 round2-again.tif
says "what became of it" 'alike.db, .* is made anew: [0-9]* pages are looked at again'
same "which is found later" '[1]' "$(duplicates Q-3)"
exits "a run that looks at all" 0 m run
says "where it stood" 'looks the same as Q-1, correspondence folio 2'
same "and flagged" '[1,2]' "$(duplicates Q-3)"
rm store/alike.db
exits "a run without it" 0 m run
says "what becomes of it" 'alike.db, .* is made anew'
exits "is all there is to do" 0 m run
same "nothing is said then" '' "$(grep alike.db err)"
exits "nothing is amiss" 0 m verify

# Emptied, with its token kept, while a copy comes in.
python3 -c 'import sqlite3
traits = sqlite3.connect("store/alike.db")
with traits: traits.execute("DELETE FROM page_trait")'
exits "verify" 1 m verify
says "verify" 'alike.db, .* has not what was put there of [0-9]* pages: somebody edited it'
pages_make sly 990 1
exits "a page" 0 m ingest --file Q-4 sly1.tif
again other2 0.6
exits "a copy" 0 m ingest --file Q-4 other2-again.tif
same "is not seen yet" '[2]' "$(duplicates Q-4)"
exits "a run" 0 m run
says "what became of it" 'alike.db, .* had not what was put there of some pages: [0-9]* pages are looked at again'
same "the copy is found" '[2,4]' "$(duplicates Q-4)"
exits "all is well" 0 m verify

# A master that is moved away while its copy comes in.
master=store/$(m show --json Q-4 | jq -r '.items[0].sides[] | select(.pages | length > 2) | .pages[2].path')
again sly1 0.7
mv "$master" away.kept
exits "a copy of what is not there" 0 m ingest --file Q-4 sly1-again.tif
same "is like nothing" '[2,4]' "$(duplicates Q-4)"
mv away.kept "$master"
exits "once it is there" 0 m run
same "they are compared" '[2,4,5]' "$(duplicates Q-4)"

# Forms of one print share nearly as much with one another as with their own second scan.
cat >forms.csv <<'CSV'
file_no,subject,kind,year,correspondence_pages
F-1,Certificates,file,2001,6
F-2,Certificates,file,2001,6
CSV
m register import forms.csv >/dev/null
pages_make print 1000 1
for i in 1 2 3 4 5 6; do
    pages --lang eng --kind letter --seed $((1100 + i)) --dpi $dpi --mode gray -o entry.pgm >/dev/null
    pnmcut -left 150 -top $((300 + 20 * i)) -width 500 -height 60 entry.pgm |
        pnmpaste - 150 640 print1.pgm >form$i.pgm
    pnmtotiff -xresolution $dpi -yresolution $dpi form$i.pgm >form$i.tif 2>/dev/null
    again form$i 0.7
done
tiffcp $(seq -f 'form%g.tif' 6) forms.tif
tiffcp $(seq -f 'form%g-again.tif' 6) forms-again.tif
exits "a stack of forms" 0 m ingest --file F-1 forms.tif
same "are other pages" '[]' "$(duplicates F-1)"
exits "the forms once more" 0 m ingest --file F-2 forms-again.tif
same "are the same" '[1,2,3,4,5,6]' "$(duplicates F-2)"

# The same picture counts once in the office (progress.h), whatever file it comes in: no two masters are the same bytes.
cat >more.csv <<'CSV'
file_no,subject,kind,year,correspondence_pages
P-1,Lease,file,2001,1
P-2,Lease,file,2001,1
P-3,Lease,file,2001,1
S-1,Lease,file,2001,2
S-2,Lease,file,2001,2
CSV
m register import more.csv >/dev/null
scanned() { m report --json --rows | jq -c '[.items[0].records[] | select(.file_no | test("^[PS]-")) | select(.scanned_on != null).file_no]'; }
elsewhere() { m report --json | jq -c '[.items[0].lists.elsewhere[] | select(.file_no | test("^[PS]-")) | [.file_no, .pages, .first_file_no]]'; }
mkdir stack
pages_make picture 800 3
rm -f picture*.txt
cp picture2.pgm picture3.pgm stack
pnmtopng -size '3937 3937 1' picture1.pgm >picture.png 2>/dev/null
pnmtopng -size '5906 5906 1' -text /dev/null picture1.pgm >other.png 2>/dev/null # another file, said to be of 150 dpi
ok "another file" test "$(sha256sum <picture.png)" != "$(sha256sum <other.png)"
printf '\n[scanner feeder]\nfeed=%s/stack/*.pgm\n[scan copies]\nmaster=lossless\n' "$work" >>store/muhafiz.conf
m ingest --file P-1 picture.png >/dev/null 2>&1
m ingest --again --profile copies --file P-2 picture.png >/dev/null 2>&1
m ingest --file P-3 other.png >/dev/null 2>&1
m scan --device feeder --file S-1 >/dev/null 2>&1
m scan --device feeder --file S-2 >/dev/null 2>&1
same "seven masters of three pictures" 7 "$(for f in P-1 P-2 P-3 S-1 S-2; do m show --json $f | jq -r '.items[].sides[].pages[].sha256'; done | sort -u | wc -l)"
same "count once" '["P-1","S-1"]' "$(scanned)"
same "and are listed" '[["P-2",1,"P-1"],["P-3",1,"P-1"],["S-2",2,"S-1"]]' "$(elsewhere)"
m page move P-1 1 --aside --reason 'not his' >/dev/null
same "the flag of the next one with it" '[] [1]' "$(duplicates P-2) $(duplicates P-3)"
same "the next one counts where the first is no page" '["P-2","S-1"]' "$(scanned)"

# What is withheld is named wherever else it is held.
exits "a secret record" 1 m register set S-1 classification=Secret
says "where its pictures are, too" 'S-2 has 2 pages of the very same picture .correspondence 1,2.*record withhold S-1 S-2 1,2 --side correspondence'
gone=store/$(m show --json S-1 | jq -r '.items[0].sides[].pages[0].path')
cp "$gone" kept.tif
exits "removed" 1 m record withhold S-1 --reason "order of the DC"
says "where its pictures are still" 'S-2 has 2 pages of the very same picture'
cp kept.tif "$gone"
printf S-1 >store/spool/withhold.lock
m doctor >out 2>&1 || true
ok "as if that had been killed: doctor says so" grep -q 'removal *muhafiz record withhold S-1 was cut short: 1 file' out
ok "and the file is gone" test ! -e "$gone"
cp kept.tif "$gone"
printf S-1 >store/spool/withhold.lock
exits "once more: whatever is next" 0 m status
says "whatever is next finishes it" 'note: muhafiz record withhold S-1 was cut short: 1 file that it left is removed now'
ok "and the file is gone" test ! -e "$gone"
exits "once" 0 m status
ok "once" sh -c '! grep -q "cut short" err'
exits "a secret record with a page that looks like another's" 1 m register set Q-2 classification=Secret
says "where it is" 'A-12/2008 has 1 page of the same looks .correspondence 3'
for time in "removed" "and asked again"; do
    exits "$time" 1 m record withhold Q-2 --reason "order of the DC"
    says "$time: also what somebody said is another page" \
        'A-12/2008 has 2 pages of the same looks .correspondence 3,7.*record withhold Q-2 A-12/2008 3,7 --side correspondence'
done
exits "the other is secret, too" 0 m register set S-2 classification=Secret
exits "so nothing is left" 0 m record withhold S-1 --reason "order of the DC"

# Removed as confidential, and fed again.
m record withhold S-2 --reason "order of the DC" >/dev/null
pnmtopng -size "3937 3937 1" stack/picture2.pgm >removed.png 2>/dev/null
exits "the very picture" 0 m ingest --again --file P-3 removed.png
says "the very picture" 'now P-3, correspondence folio [0-9]+ was removed as confidential with S-1 .Secret.*record withhold S-1 P-3 PAGES'
same "it is to be looked at" "[1,2]" "$(duplicates P-3)"
exits "why it waits" 0 m why P-3
ok "why it waits" grep -q 'record withhold S-1 P-3 2 --side correspondence --reason TEXT .*page release P-3 2 --side correspondence' out
exits "status" 0 m status
ok "status" grep -q 'P-3, correspondence page 2 is the very picture of what was removed with S-1' out
exits "the officer lets it stand" 0 m page release --json P-3 2 --side correspondence --reason "a circular"
cp out replies/page-release.json
exits "status" 0 m status --json
same "it waits no more" null "$(jq -c '.items[0].held_pages' out)"
cp out replies/status.json
ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*
done_testing
