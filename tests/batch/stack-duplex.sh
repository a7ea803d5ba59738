# A stack in a duplex scanner (eSCL, through the airscan driver): covers and separators face up and face down, with an
# empty back or another's print on it. No face of them is a folio, and both faces of every other sheet are.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdftoppm pamflip pnmtopng pgmmake pnmgamma pnmtotiff
new_store
m cover A-12/2008 B-7/2011 -o covers.pdf >/dev/null
m cover --separators --letters 1 -o separators.pdf >/dev/null
m cover --tokens 1 -o tokens.pdf >/dev/null
m assign 1 پ-3/2015 >/dev/null
pdftoppm -r 150 -gray covers.pdf cover
pdftoppm -r 150 -gray separators.pdf separator
pdftoppm -r 150 -gray tokens.pdf token
pgmmake 1 1241 1754 >blank.pgm
for n in 1 2 3 4 5 6; do
    for face in front back; do
        pages --lang eng --kind letter --seed $n$([ $face = back ] || echo 0) --ageing clean --mode gray --dpi 150 -o page-$n-$face.pgm >/dev/null
    done
done
pamflip -r180 <cover-2.pgm >turned.pgm

mkdir paper
sheet=0
lay() { # FRONT BACK
    sheet=$((sheet + 1))
    pnmtopng "$1.pgm" >"paper/$(printf %02d $sheet)-1.png" 2>/dev/null
    pnmtopng "$2.pgm" >"paper/$(printf %02d $sheet)-2.png" 2>/dev/null
}
lay blank cover-1 # face down
lay page-1-front page-1-back
lay separator-1 blank # notes
lay page-2-front page-2-back
lay blank separator-5 # a letter
lay page-3-front page-3-back
lay turned blank # the second file
lay page-4-front page-4-back
lay cover-1 cover-2 # printed on both sides: nobody can tell which file it is
lay page-5-front page-5-back
lay blank token-1
lay page-6-front page-6-back

"$MUHAFIZ_TEST_BIN/tools/standin" --sheets $sheet --images paper >port &
standin=$!
trap 'kill $standin 2>/dev/null; [ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s port ] || sleep 0.5; done
[ -s port ] || fail "the stand-in scanner does not start"
printf '\n[scanner room]\nairscan=http://127.0.0.1:%s/eSCL\nsource=adf-duplex\ndpi=150\nmaster=lossless\n' \
    "$(cat port)" >>store/muhafiz.conf

# The front of a sheet was scanned alone before.
printf 'file_no,subject,kind,year,correspondence_pages\nZ-1,Lease,file,2001,1\n' >more.csv
m register import more.csv >/dev/null
pnmgamma 1.1 page-4-front.pgm 2>/dev/null | pnmtotiff -xresolution 150 -yresolution 150 >alone.tif 2>/dev/null
exits "a front alone" 0 m ingest --file Z-1 alone.tif

exits "the stack in duplex" 1 m scan --device room --sheets $sheet --json
says "two covers on one sheet" 'sheet 9: .*two different codes'
same "the ledger" '12 4 2 6 12' \
    "$(jq -r '.items[0] | [.fed, .covers, .separators, .folio_sheets, .pages] | map(tostring) | join(" ")' out)"
held() { # FILE_NO: side, letter and pages
    m show --json "$1" | jq -c '[.items[0].sides[] | select(.pages | length > 0) | [.side, [.pages[].item], (.pages | length)]]'
}
same "face down, a side, a letter" '[["notes",[null,null],2],["correspondence",[null,null,1,1],4]]' "$(held A-12/2008)"
same "upside down" '[["correspondence",[null,null],2]]' "$(held B-7/2011)"
same "the front that was there alone" '[1]' "$(m show --json B-7/2011 | jq -c '[.items[0].sides[].pages[] | select(any(.flags[]; .flag == "duplicate")) | .seq]')"
same "a token" '[["correspondence",[null,null],2]]' "$(held پ-3/2015)"
same "nobody's" 2 "$(m status --json | jq '.items[0].unplaced')"
same "the token is used up" '"used"' "$(m assign --json | jq '.items[0].status')"
done_testing
