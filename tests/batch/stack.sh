# One stack of ten files in the feeder, and nothing typed: covers as the office prints them, then turned, skewed,
# copied, stained and scanned in black and white; sides, letters, a token. Every page must come to its record, side,
# letter and place, known again by its pixels.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdftoppm pamfile pamflip pnmrotate pnmsmooth pgmnoise pamarith pamfunc pgmtopbm pgmmake pnmpaste tifftopnm

m init --office 01-999 --name "Tehsil Test" --lang eng+hin+urd >/dev/null
cat >register.csv <<'CSV'
file_no,subject,kind,section,language,note_pages,correspondence_pages
A-1/2001,Mutation of khasra 214 in Chak Gotian,file,Revenue,eng,2,3
बी-2/2002,निवास प्रमाण पत्र,file,निवास,hin,,
پ-3/2003,انتقال اراضی موضع ناربل,file,مال,urd,1,2
ਮ-4/2004,ਜ਼ਮੀਨ ਦੀ ਵੰਡ,file,ਮਾਲ,pan,,
R-5,Register of mutations,register,Revenue,eng,,2
M-6,Plan of Chak Gotian,map,Revenue,eng,,1
C-7/2007,Demarcation,file,Revenue,eng,,
D-8/2008,वसीयत,file,राजस्व,hin,,
E-9/2009,وراثت,file,مال,urd,,
F-10/2010,Lease of shamilat,file,Revenue,eng,,
CSV
m register import register.csv >/dev/null

# What is done to the cover, and what lies behind it: n notes, c correspondence, i issues, l a letter, p a page.
cat >plan <<'PLAN'
A-1/2001 plain n p p c l p p l p
बी-2/2002 turned l p l p p n p
پ-3/2003 skewed n p c p p
ਮ-4/2004 lineart p i p
R-5 copied p p
M-6 stained p
C-7/2007 turned-lineart n p
D-8/2008 skewed-turned l p p
E-9/2009 token p
F-10/2010 copied-skewed-lineart n p l p
PLAN
m cover $(cut -d' ' -f1 plan) -o covers.pdf >/dev/null
m cover --separators --letters 1 -o separators.pdf >/dev/null
m cover --tokens 3 -o tokens.pdf >/dev/null
m assign 3 E-9/2009 >/dev/null
pdftoppm -r 200 -gray covers.pdf cover
pdftoppm -r 200 -gray separators.pdf separator
pdftoppm -r 200 -gray tokens.pdf token

size() { pamfile "$1" | sed 's/.*, \([0-9]*\) by \([0-9]*\).*/\1 \2/'; } # FILE: width and height

# What happens to paper, PGM to PGM.
turned() { pamflip -r180; }
skewed() { pnmrotate -background white 7; }
lineart() { pgmtopbm -threshold -value 0.6; }
copied() { # softer, grayer, grainy
    pnmsmooth 2>/dev/null | pamfunc -multiplier 0.6 | pamfunc -adder 45 >copy
    pgmnoise -randomseed 1 $(size copy) | pamfunc -multiplier 0.2 >grain
    pamarith -add copy grain
}
stained() { cat >clean; pgmmake 0.3 700 700 | pnmpaste - 900 60 clean; } # over the upper code
worn() { # FILE TREATMENTS
    cp "$1" worn.0
    for treatment in $(echo "$2" | tr - ' '); do
        [ "$treatment" != plain ] || continue
        $treatment <worn.0 >worn.1
        [ -s worn.1 ] || fail "$1 cannot be $treatment"
        mv worn.1 worn.0
    done
    cat worn.0
}

raster() { # FILE.pgm: the hash of its pixels, whatever its head
    set -- "$1" $(size "$1")
    tail -c $(($2 * $3)) "$1" | sha256sum | cut -c1-64
}

mkdir stack
sheet=0 cover=0 covers=0 separators=0 folios=0
: >expected
lay() { sheet=$((sheet + 1)) laid=stack/$(printf %03d $sheet).pnm; }
while read -r number treatments sheets; do
    cover=$((cover + 1)) covers=$((covers + 1)) item=- items=0 side=correspondence
    case $number in R-*) side=openings ;; M-*) side=sheets ;; esac
    lay
    case $treatments in
        token) cp token-3.pgm $laid ;;
        *) worn "cover-$(printf %02d $cover).pgm" "$treatments" >$laid ;;
    esac
    for what in $sheets; do
        lay
        case $what in
            n) separator=1 side=notes item=- ;;
            c) separator=2 side=correspondence item=- ;;
            i) separator=3 side=issues item=- ;;
            l) items=$((items + 1)) separator=5 side=correspondence item=$items ;;
            p)
                folios=$((folios + 1))
                pages --lang eng --kind letter --seed $folios --ageing clean --mode gray --dpi 150 -o page.pgm >/dev/null
                mv page.pgm $laid
                echo "$number $side $item $(raster $laid)" >>expected
                continue
                ;;
        esac
        separators=$((separators + 1))
        # each one in another state than the one before
        case $((separators % 4)) in
            0) worn separator-$separator.pgm turned ;;
            1) worn separator-$separator.pgm plain ;;
            2) worn separator-$separator.pgm skewed ;;
            3) worn separator-$separator.pgm copied-lineart ;;
        esac >$laid
    done
done <plan
printf '\n[scanner feeder]\nfeed=%s/stack/*.pnm\nmaster=lossless\ndpi=200\n' "$work" >>store/muhafiz.conf

# The feeder breaks off within the second letter of the second file; what comes then belongs to it still.
broken=stack/016.pnm
cp $broken whole.pnm
head -c 100000 whole.pnm >$broken
exits "the stack, up to a page that breaks off" 3 m scan --device feeder --sheets $sheet
says "where it broke off" 'after 15 sheets'
cp whole.pnm $broken
exits "the rest of the stack" 0 m scan --device feeder --resume --json
same "the ledger" "$sheet $covers $separators $folios $folios" \
    "$(jq -r '.items[0] | [.fed, .covers, .separators, .folio_sheets, .pages] | join(" ")' out)"

held() { # FILE_NO: every page that the record holds, in order
    m show --json "$1" | jq -r --arg number "$1" '.items[0].sides[] | .side as $side | .pages[] |
        [$number, $side, (.item // "-" | tostring), .path] | join(" ")' |
        while read -r number side item path; do
            tifftopnm "store/$path" 2>/dev/null >held.pgm
            echo "$number $side $item $(raster held.pgm)"
        done
}
order() { sort -s -k1,1 -k2,2; } # by record and side, within them as they are
for number in $(cut -d' ' -f1 plan); do held "$number"; done >actual
order <expected >expected.sorted
order <actual >actual.sorted
diff expected.sorted actual.sorted || fail "not every page is where it belongs"
same "pages" "$folios" "$(wc -l <actual)"
same "nothing is left over" 0 "$(m status --json | jq '.items[0].unplaced')"
same "folios are numbered" '["1","2","3"]' \
    "$(m show --json A-1/2001 | jq -c '[.items[0].sides[] | select(.side == "correspondence").pages[].folio]')"
same "the letters of a file" '[{"item":1,"first_folio":"1","last_folio":"2","pages":2},{"item":2,"first_folio":"3","last_folio":"3","pages":1}]' \
    "$(m show --json A-1/2001 | jq -c '[.items[0].sides[] | select(.side == "correspondence").items[] | {item, first_folio, last_folio, pages}]')"
same "what the register expects is there" true \
    "$(m show --json A-1/2001 | jq '[.items[0].sides[].open] == [false, false]')"

# Letters get their numbers by hand.
exits "a letter's number" 0 m record item A-1/2001 2 number=117/Rev date=5/3/2001 "sender=Tehsildar Nurpur" --json
mkdir replies
cp out replies/record-item.json
exits "show for people" 0 m show A-1/2001
grep -q 'letter 2: folios 3-3, 1 page; number 117/Rev; of 2001-03-05; from Tehsildar Nurpur' out || fail "show: $(cat out)"
exits "a date that is none" 1 m record item A-1/2001 2 date=yesterday
exits "a letter that is not there" 2 m record item A-1/2001 3 number=1
m show --json A-1/2001 >replies/show.json
m assign --json >replies/assign.json
same "the token is used up" 'used E-9/2009' \
    "$(jq -r '.items[] | select(.token == 3) | .status + " " + .file_no' replies/assign.json)"
if python3 -c 'import jsonschema' 2>/dev/null; then
    ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" replies/*
fi

# A stack in which everything is wrong but the last file: nothing stops, nothing is mixed, all is told.
"$MUHAFIZ" --store "$work/other" init --office 02-777 --name Other --lang eng >/dev/null
printf 'file_no,subject\nA-1/2001,Of another office\nZ-1,Nobody has it\n' >other.csv
"$MUHAFIZ" --store "$work/other" register import other.csv >/dev/null
"$MUHAFIZ" --store "$work/other" cover A-1/2001 -o foreign.pdf >/dev/null
pdftoppm -r 150 -gray foreign.pdf foreign
m register set D-8/2008 availability=excluded reason="sub judice" >/dev/null
cp whole.pnm page.pgm
rm stack/*
sheet=0
for paper in separator-1 page token-3 page token-1 page foreign-1 page cover-08 page cover-01 page cover-07 page; do
    lay
    cp $paper.pgm $laid
done
before=$(m status --json | jq '.items[0].unplaced')
exits "a stack full of errors" 1 m scan --device feeder
says "a separator without a cover" 'sheet 1: .*no cover sheet'
says "a token scanned twice" 'sheet 3: token 3 .*muhafiz assign 3 FILE_NO'
says "a token that stands for nothing" 'sheet 5: token 1 .*muhafiz assign 1 FILE_NO'
says "another office" 'sheet 7: .*office 02-777'
says "an excluded record" 'sheet 9: D-8/2008 is excluded'
says "a complete record" 'note: .*sheet 11: A-1/2001 has been scanned before in batch 1 and lacks'
says "a record without counts" 'note: .*sheet 13: C-7/2007 has been scanned before'
same "they are kept without a record" $((before + 5)) "$(m status --json | jq '.items[0].unplaced')"
same "the complete record has one more" 4 \
    "$(m show --json A-1/2001 | jq '[.items[0].sides[] | select(.side == "correspondence").pages[]] | length')"
same "the good file is in" '["correspondence",1]' \
    "$(m show --json C-7/2007 | jq -c '[.items[0].sides[] | select(.side == "correspondence") | .side, (.pages | length)]')"
done_testing
