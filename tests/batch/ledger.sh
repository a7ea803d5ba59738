# What the ledger says of what did not come, and what is advised for what came: a clerk does as it says.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp pnmtotiff pdftoppm pgmmake pnmpaste
m init --office 01-999 --name "Tehsil Test" --lang eng+hin+urd >/dev/null
cat >register.csv <<'CSV'
file_no,subject,kind,note_pages,correspondence_pages
K-8/2010,Mutation,file,1,2
L-9/2011,Demarcation,file,,
CSV
m register import register.csv >/dev/null
m cover K-8/2010 L-9/2011 -o covers.pdf >/dev/null
m cover --separators -o separators.pdf >/dev/null
pdftoppm -r 150 -gray -tiff covers.pdf cover
pdftoppm -r 150 -gray -tiff separators.pdf separator
for n in 1 2 3 4 5; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 75 -o $n.pgm >/dev/null
    pnmtotiff -xresolution 75 -yresolution 75 $n.pgm >$n.tif 2>/dev/null
done
sed -i 's/^settle_s=.*/settle_s=0/; s/^patience_s=.*/patience_s=1/' store/muhafiz.conf
mkdir stack
printf '\n[scanner desk]\nfeed=%s/stack/*.tif\ndpi=75\nmode=gray\n' "$work" >>store/muhafiz.conf
stack() { # FILE...: in the feeder, in this order
    rm -f stack/*
    place=0
    for file in "$@"; do
        place=$((place + 1))
        cp "$file.tif" "stack/$place.tif"
    done
}
cp -a store pristine
anew() { rm -rf store && cp -a pristine store; }
tells() { # DESCRIPTION PATTERN: the last command's standard output
    grep -qE "$2" out || fail "$1: standard output does not say /$2/: $(cat out err)"
    checks=$((checks + 1))
}
never() { # DESCRIPTION PATTERN: neither output says it
    ! grep -qE "$2" out err || fail "$1: it says /$2/: $(cat out err)"
    checks=$((checks + 1))
}

# A whole side that never came, and the other stack that brings it.
stack cover-1 separator-1 1
exits "notes alone" 0 m scan
tells "the side that never came" 'K-8/2010: notes 1 of 1, correspondence 0 of 2 \(2 missing\)$'
says "it is noted" 'K-8/2010, correspondence: 0 pages, 2 expected. Is something still to be scanned'
exits "in numbers" 0 m show --json batch:1
same "the side that never came" '["correspondence",0,0,2]' \
    "$(jq -c '.items[0].ledger.sides[1] | [.side, .pages, .side_pages, .expected_pages]' out)"
if python3 -c 'import jsonschema' 2>/dev/null; then
    cp out show-batch.json
    ok "it fits its schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" show-batch.json
fi
stack cover-1 separator-2 2 3
exits "the other side" 0 m scan
tells "all is there" 'K-8/2010: correspondence 2 of 2$'
exits "the first batch" 0 m show batch:1
tells "nothing is missing any more" 'K-8/2010: notes 1 of 1$'
anew
tiffcp cover-1.tif separator-1.tif 1.tif notes.tif
exits "notes alone, as a file" 0 m ingest notes.tif
tells "the side that never came" 'K-8/2010: notes 1 of 1, correspondence 0 of 2 \(2 missing\)$'
says "it is noted" 'K-8/2010, correspondence: 0 pages, 2 expected'
anew
exits "a side that was chosen" 0 m ingest --file K-8/2010 --side notes 1.tif
never "the other side" 'correspondence'
exits "two files of a side" 0 m ingest --file K-8/2010 --side correspondence 2.tif 3.tif
never "the first is not wrong for what follows" 'to look at .*order'
exits "one too many" 0 m ingest --file K-8/2010 --side correspondence 4.tif
tells "one too many" 'to look at .*order.* 3 of 2 .1 too many'

# Covers and nothing else: as from the feeder, so as a file.
for way in scan ingest; do
    anew
    stack cover-1 cover-2
    exits "covers alone, $way" 0 m $way $([ $way = scan ] || echo covers.pdf)
    says "covers alone, $way" 'sheet 1: no page came behind the cover of K-8/2010'
    says "covers alone, $way" 'sheet 2: no page came behind the cover of L-9/2011'
    tells "the ledger" 'K-8/2010: notes 0 of 1 .1 missing., correspondence 0 of 2 .2 missing.\. Look at sheet 1'
done
anew
m cover L-9/2011 -o one.pdf >/dev/null
exits "one cover alone" 0 m ingest one.pdf
tells "one full stop" '0 to look at\. Look at sheet 1: '

# Behind the cover of a record that takes no pages there is no command, but the officer's name.
officer() { # DESCRIPTION FILE_NO WHY: what scan, ingest, status and show say of batch 1
    says "$1" "no record .batch:1:.*behind the cover of $2 .sheet 3., which is $3.*ask the nodal officer"
    never "$1" 'page move batch:1:4'
    exits "status" 0 m status
    tells "$1, status" "behind the cover of $2 .sheet 3., which is $3.*ask the nodal officer"
    never "$1, status" 'page move batch:1:4'
    exits "show" 0 m show batch:1
    tells "$1, show" "sheet 4 front .*behind the cover of $2 .sheet 3., which is $3"
    tells "$1, show" 'ask the nodal officer'
    tells "$1, the cover" "sheet 3 front, cover .*record, $2;"
    never "$1, show" 'no cover sheet|page move'
    same "$1, the refused record has no pages" '[0]' \
        "$(m show --json "$2" | jq -c '[.items[0].sides[].pages | length] | unique')"
    never "$1, show" 'of 2'
}
anew
m register set K-8/2010 availability=excluded reason="sub judice" >/dev/null
stack cover-2 1 cover-1 2 separator-1 3
exits "excluded" 1 m scan
officer "excluded" K-8/2010 'excluded from scanning'
exits "status for programs" 0 m status --json
same "for programs" '[[4,8,3,"K-8/2010",true],[6,8,3,"K-8/2010",true]]' \
    "$(jq -c '[.items[0].unplaced_sheets[] | [.first_sheet, .reason, .cover_sheet, .cover_file_no, .refused]]' out)"
m register set K-8/2010 availability=available >/dev/null
exits "the officer allows it" 0 m status
tells "the officer allows it" 'behind the cover of K-8/2010 .sheet 3..*page move batch:1:4 --to'
anew
m register set K-8/2010 classification=Confidential >/dev/null
tiffcp cover-2.tif 1.tif cover-1.tif 2.tif 3.tif closed.tif
exits "confidential, as a file" 1 m ingest closed.tif
officer "confidential, as a file" K-8/2010 'confidential'

# No other record gets them, and the officer's command takes them out of the store and off the disks.
secrets=$(m show --json batch:1 | jq -r '.items[0].without_place[] | select(.sheet == 4 or .sheet == 5) | .sha256')
held() { # how many of them lie below a folder
    for secret in $secrets; do find "$1" -name "*$secret*"; done | wc -l
}
exits "to another record" 2 m page move batch:1:4-5 --to L-9/2011
says "to another record" 'behind the cover of K-8/2010, which takes no pages.*record withhold'
exits "set aside, one is held still" 0 m page move --aside batch:1:5 --reason torn
exits "a backup that has them" 0 m backup disk
says "it says so" 'ask the nodal officer'
same "in store and backup" "2 2" "$(held store) $(held disk)"
exits "the officer removes them" 1 m record withhold K-8/2010 --reason "order of the DC"
tells "the officer removes them" 'K-8/2010: 2 pages and . files removed'
exits "the next backup" 0 m backup disk
never "it has nothing to say" 'nodal officer'
same "in neither" "0 0" "$(held store) $(held disk)"
exits "status" 0 m status
never "they wait for nobody" 'nodal officer|no record'
exits "nor do they come back" 2 m page move batch:1:4-5 --to L-9/2011
exits "all is as it was told" 0 m verify
says "all is as it was told" 'K-8/2010 .Confidential.: 2 pages'

# A separator that somebody scribbled on: it may be a cover as well, and both is said.
sed -i 's/^dpi=75$/dpi=150/' pristine/muhafiz.conf # that of the sheets of ours
anew
pdftoppm -r 150 -gray -singlefile separators.pdf clean
pgmmake 0.1 390 390 >ink.pgm
pnmpaste ink.pgm 768 90 clean.pgm | pnmpaste ink.pgm 95 1260 |
    pnmtotiff -xresolution 150 -yresolution 150 >spoilt.tif 2>/dev/null
stack cover-2 1 spoilt 2
exits "scribbled on" 1 m scan
tells "why pages are to be looked at" 'to look at .[0-9]+ [a-z-]+'
tells "what it is" 'sheet 3 front: a sheet of ours whose code cannot be read .cover or separator.'
says "whose it may be" 'sheet 3: it is a sheet of ours .cover or separator.*The file before it is L-9/2011: if it is a separator'
says "why" 'behind a sheet of ours whose code cannot be read .sheet 3, a cover or separator.; the last cover before it is the cover of L-9/2011'
says "what to do" 'page move batch:1:4 --to FILE_NO'
anew
m register set L-9/2011 availability=excluded reason="sub judice" >/dev/null
exits "scribbled on, behind a record that takes none" 1 m scan
says "it may be of that one" 'the cover of L-9/2011 .sheet 1., of which no pages may be taken in.*ask the nodal officer'
never "no command" 'page move batch:1:4'
m register set L-9/2011 availability=available classification=Secret >/dev/null
exits "what is of it is removed" 0 m record withhold L-9/2011 --reason "order of the DC"
tells "what may be of another file is not" 'L-9/2011: 1 page and'
exits "status" 0 m status
tells "the officer's command" 'record withhold FILE_NO batch:1:4 --reason TEXT'
exits "the officer saw whose it is" 0 m page move batch:1:4 --to K-8/2010

# A cover that cannot be read, in a stack for which somebody named another file: only a person can see whose pages these are.
secrets=$(m show --json K-8/2010 | jq -r '.items[0].sides[].pages[].sha256')
same "it is there" 1 "$(held store)"
exits "as sheets, without the record that has them" 2 m record withhold L-9/2011 batch:1:4 --reason "seen"
says "how to name it" 'name its record before it .K-8/2010 batch:1:4'
exits "it is of the secret file after all" 0 m record withhold L-9/2011 K-8/2010 batch:1:4 --reason "seen"
tells "one page" 'L-9/2011: 1 page and . files* removed'
same "it is nowhere" 0 "$(held store)"
same "nor in the other record" '[0]' "$(m show --json K-8/2010 | jq -c '[.items[0].sides[].pages | length] | unique')"
exits "all is as it was told" 0 m verify
done_testing
