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
done_testing
