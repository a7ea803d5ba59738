# Corrections with the real command: what came in wrong is put right, page by page, in the PDF as in
# the index; what went out stays as it went out; what is killed halfway loses nothing.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp pnmtotiff pdftoppm pdftotext pdfinfo pngtopnm pamflip pnmtopng pnmpsnr sha256sum
new_store
moments=${1:-8}

replies=$work/replies
mkdir "$replies"
does() { # DESCRIPTION SCHEMA COMMAND...: with --json; its answer is looked at in the end
    what=$1 schema=$2
    shift 2
    exits "$what" 0 m "$@" --json
    cp out "$replies/$schema.$checks.json"
}
order() { # NUMBER [SIDE]: page ids, labels where they are not the place
    m show --json "$1" | jq -r --arg side "${2:-correspondence}" '[.items[0].sides[] | select(.side == $side).pages[] |
        if .folio == "\(.seq)" then "\(.page_id)" else "\(.page_id)=\(.folio)" end] | join(" ")'
}
stage() { m show --json "$1" | jq -r '.items[0].stage'; }
pdf_of() { # NUMBER VOLUME
    echo "store/$(m show --json "$1" | jq -r --argjson n "$2" '.items[0].sides[0].volumes[] | select(.volume == $n).path')"
}

for n in 1 2 3 4 5; do
    pages --lang eng --kind letter --seed $((30 + n)) --ageing clean --mode gray --dpi 200 -o "$n.png" >"phrase.$n"
done
phrase() { cut -f2 "phrase.$1" | head -n 1; }
pngtopnm 3.png | pamflip -rotate90 | pnmtopng -size "7874 7874 1" >sideways.png 2>/dev/null # its top is on the left

# Page 3 lay sideways, 2 is to be replaced, 5 was forgotten.
exits "ingest" 0 m ingest --file A-12/2008 1.png 2.png sideways.png 4.png
exits "run" 0 m run
same "as it came in" "1 2 3 4" "$(order A-12/2008)"
found() { m search --json "\"$(phrase 3)\"" | jq -c '[.items[].seq]'; }
turned() { m show --json A-12/2008 | jq -c '.items[0].sides[0].pages[2] | [.turn, .turn_set]'; }
same "what lies sideways is read upright" '[3]' "$(found)"
same "reading turned it" '[1,false]' "$(turned)"
exits "why" 0 m show --findings A-12/2008
grep -q ' turn 1 (quarter turns clockwise' out || fail "why the page was turned is not told: $(cat out)"

exits "a place that is not there" 2 m page rotate A-12/2008 9
says "a place that is not there" 'show --pages'
exits "no such choice" 2 m page rotate A-12/2008 3 --turn around
exits "a move to nowhere" 2 m page move id:3
exits "a move without a place" 2 m page move A-12/2008 1
says "a move without a place" 'where to\? Say --before PAGE'
exits "aside without a reason" 2 m page move A-12/2008 1 --aside
exits "replaced by nothing" 2 m page replace A-12/2008 1
exits "a file that is none" 1 m page insert A-12/2008 "$MUHAFIZ_TESTS/batch/lib.sh"
same "refusals change nothing" "1 2 3 4" "$(order A-12/2008)"

# The page in the PDF is turned, not only its row; the master is as it was.
master=$(m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[2].sha256')
exits "rotate" 0 m page rotate A-12/2008 3 --turn half
exits "run" 0 m run
same "what a person turned is not turned again" '[3,true]' "$(turned)"
same "nobody can read what is upside down" '[]' "$(found)"
does "rotate" edit page rotate A-12/2008 3 --turn half
exits "run" 0 m run
same "the turned page is found" '[3]' "$(found)"
same "as a person ordered" '[1,true]' "$(turned)"
pdf=$(pdf_of A-12/2008 1)
grep -q "$(phrase 3)" <<TEXT || fail "the PDF's third page does not say $(phrase 3)"
$(pdftotext -f 3 -l 3 "$pdf" - | tr '\n' ' ')
TEXT
pdfinfo -f 3 -l 3 "$pdf" | awk '/Page +3 size/ { exit !($4 < $6) }' || fail "page 3 is not upright: $(pdfinfo -f 3 -l 3 "$pdf")"
pdftoppm -r 100 -gray -f 3 -l 3 -singlefile "$pdf" turned
m ingest --file B-7/2011 3.png >/dev/null
m run >/dev/null 2>&1
pdftoppm -r 100 -gray -singlefile "$(pdf_of B-7/2011 1)" upright
psnr=$(pnmpsnr -machine turned.pgm upright.pgm 2>/dev/null | cut -d. -f1)
[ "${psnr:-0}" -ge 20 ] || [ "$psnr" = inf ] || fail "the turned page looks otherwise than the upright one: $psnr dB"
same "the master stays" "$master" "$(m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[2].sha256')"

# A better scan, a forgotten sheet, labels.
does "replace" edit page replace A-12/2008 2 5.png
same "replaced" "1 6 3 4" "$(order A-12/2008)"
old=$(m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[1].replaces[0].path')
ok "the replaced master is there" test -s "store/$old"
exits "show after a replacement" 0 m show A-12/2008
grep -q 'Batch 2: .* 1 replaced$' out || fail "the ledger calls it replaced: $(cat out)"
! grep -q 'in no record' out || fail "nothing is without a record: $(cat out)"
pages --lang eng --kind note --seed 39 --ageing clean --mode gray --dpi 200 -o forgotten.png >/dev/null
does "insert" edit page insert A-12/2008 forgotten.png --after 2 --folio 2A
same "inserted" "1 6 7=2A 3=3 4=4" "$(order A-12/2008)"
exits "the same file again" 1 m page insert A-12/2008 forgotten.png
says "the same file again" 'page move batch:'
exits "a file of another record" 1 m page replace A-12/2008 1 3.png
says "a file of another record" '3.png is in already, as batch .*, whose pages stand in B-7/2011: is it the right file'
does "series" edit page folio A-12/2008 4- 12 --series
exits "two 12s and a missing number" 0 m page folio A-12/2008 5 12
grep -q 'several pages have folio 12' out || fail "two 12s are not named: $(cat out)"
grep -q 'no page has folio 3-11' out || fail "missing numbers are not named: $(cat out)"
does "undo" edit page undo "$(m record history --json A-12/2008 | jq '.items[-1].edit')"
does "history" history record history A-12/2008
does "show" show show A-12/2008
exits "show for people" 0 m show --pages A-12/2008
grep -q '2. folio 2: .*in place of an earlier scan' out || fail "show does not tell of the earlier scan: $(cat out)"

exits "history of a record without pages" 0 m record history پ-3/2015
grep -q 'no corrections were made, and no page of it is here yet: scan it' out || fail "history: $(cat out)"
exits "history of a record without corrections" 0 m record history B-7/2011
grep -q 'no corrections were made\.$' out || fail "history: $(cat out)"

# What goes out stays as it is; the next version is another one.
exits "run" 0 m run
exits "export of what nobody checked" 1 m export A-12/2008
says "export of what nobody checked" 'A-12/2008: no checker has accepted it yet: muhafiz check lot'
exits "export of all" 0 m export
says "export of all" 'not exported: .*, .*: accepted by no checker: muhafiz check lot'
sed -i 's/^export_unchecked=true/export_unchecked=false/' store/muhafiz.conf
exits "where only that goes out" 2 m export --unchecked
exits "where only that goes out, by name" 1 m export A-12/2008
says "where only that goes out" 'exports only what a checker has accepted'
exits "all of it" 0 m export
says "all of it" 'accepted by no checker: muhafiz check lot'
sed -i 's/^export_unchecked=false/export_unchecked=true/' store/muhafiz.conf
exits "export" 0 m export --unchecked A-12/2008
same "stage" exported "$(stage A-12/2008)"
(cd store && find efiles outbox -type f -exec sha256sum {} + | sort) >handed-over
does "aside, after the export" edit page move A-12/2008 4 --aside --reason "fed twice"
exits "run" 0 m run
same "stage" assembled "$(stage A-12/2008)"
exits "export" 0 m export --unchecked --json A-12/2008
same "another version" 2 "$(jq '.items[0].version' out)"
(cd store && sha256sum --quiet -c ../handed-over) || fail "what was handed over is not what it was"
exits "verify" 0 m verify

# From one record to another and back; a new one for what belongs to none.
does "split" edit record split A-12/2008 4- D-4/2012 --subject Appeal
same "split off" "4=13" "$(order D-4/2012)"
does "merge" edit record merge D-4/2012 A-12/2008
does "undo the merge" edit record undo A-12/2008
does "move" edit page move D-4/2012 1 --to A-12/2008 --to-side notes
does "close" edit record close D-4/2012 --reason "lost in the flood of 2014"
does "reopen" edit record close D-4/2012 --reopen
does "reverse" edit page reverse A-12/2008
same "reversed" "7=2A 6 1" "$(order A-12/2008)"
exits "status" 0 m status
ok "status names the next step" grep -q '^Next: muhafiz run' out
exits "run" 0 m run
exits "verify" 0 m verify

# A cover among what is inserted stays a cover; the pages behind it go where a person said, but not away
# from another record.
m cover A-12/2008 B-7/2011 -o covers.pdf >/dev/null
pdftoppm -r 150 -gray -tiff covers.pdf cover
for n in 1 2 3; do
    pages --lang eng --kind note --seed $((50 + n)) --ageing clean --mode gray --dpi 150 -o slip-$n.pgm >/dev/null
    pnmtotiff -xresolution 150 -yresolution 150 slip-$n.pgm >slip-$n.tif 2>/dev/null
done
tiffcp cover-1.tif slip-1.tif own.tif
tiffcp slip-2.tif cover-2.tif slip-3.tif foreign.tif
before=$(order A-12/2008) others=$(order B-7/2011)
exits "only a cover" 1 m page insert A-12/2008 cover-1.tif
says "only a cover" 'note: cover-1.tif: 1 of its sheets is kept as cover or separator, not as a page'
says "only a cover" 'no page in the files'
same "nothing is inserted" "$before" "$(order A-12/2008)"
exits "behind a cover of the record" 0 m page insert A-12/2008 own.tif --after 1
says "behind a cover of the record" 'note: own.tif: 1 of its sheets is kept as cover'
same "one page, where a person said" "$(echo "$before" | wc -w) 2" \
    "$(($(order A-12/2008 | wc -w) - 1)) $(m show --json A-12/2008 | jq '.items[0].sides[] | select(.side == "correspondence").pages | to_entries | max_by(.value.page_id).value.seq')"
cp -a store before-replacing
tiffcp cover-1.tif slip-2.tif better.tif
n=$(order A-12/2008 | wc -w)
exits "replaced by what lies behind a cover of the record" 0 m page replace A-12/2008 1 better.tif
same "as many as before" "$n" "$(order A-12/2008 | wc -w)"
exits "replaced by a sheet of another record" 2 m page replace A-12/2008 1 --by "batch:$(m show --json B-7/2011 | jq ".items[0].batches[0].batch")"
says "replaced by a sheet of another record" "has its place already"
exits "replaced by one of the same side" 0 m page replace A-12/2008 1 --by 2
same "one less" $((n - 1)) "$(order A-12/2008 | wc -w)"
rm -rf store && mv before-replacing store
exits "with a cover of another record" 2 m page insert A-12/2008 foreign.tif
says "with a cover of another record" 'cover in it leads to another record: sheet 3 .*of B-7/2011.*kept as batch:[0-9]+'
same "that one has what lay behind its cover" $(($(echo "$others" | wc -w) + 1)) "$(order B-7/2011 | wc -w)"
batch=$(sed -n 's/.*kept as \(batch:[0-9]*\).*/\1/p' err)
exits "all of them" 2 m page move "$batch" --to A-12/2008
says "all of them" "has its place already, as page .* of B-7/2011.*\(B-7/2011 $batch:3\)"
exits "more than there are" 2 m page move "$batch:1-99" --to A-12/2008
says "more than there are" 'has no sheet 99: its last one is sheet 3'
exits "what has no record" 0 m page move "$batch:1-2" --to A-12/2008
exits "what has one, by its name" 0 m page move B-7/2011 "$batch:3" --to A-12/2008
same "as before" "$others" "$(order B-7/2011)"

# What stands in no record is listed with the reason, by batch; status counts it.

tiffcp cover-2.tif slip-1.tif slip-2.tif later.tif
m register set B-7/2011 availability=excluded reason="sub judice" >/dev/null
exits "a cover that leads nowhere" 1 m ingest later.tif
batch=batch:$(m status --json | jq '.items[0].unplaced_sheets[-1].batch')
m register set B-7/2011 availability=available >/dev/null
exits "aside, of no record" 0 m page move "$batch:3" --aside --reason "fed twice"
does "show of the batch" show-batch show "$batch"
same "each with its reason" 'cover without-record [8] null;folio without-record [1] null;folio set-aside [1] fed twice' \
    "$(jq -r '[.items[0].without_place[] | "\(.role) \(.state) \([.flags[] | select(.flag == "order").value | floor]) \(.reason)"] | join(";")' out)"
exits "show for people" 0 m show "$batch"
grep -q 'sheet 1 front, cover (id:[0-9]*): a cover of an excluded record' out || fail "the cover: $(cat out)"
grep -q 'sheet 2 front (id:[0-9]*): behind the cover of B-7/2011 (sheet 1);' out || fail "what lay behind it: $(cat out)"
grep -q 'sheet 3 front (id:[0-9]*): set aside: fed twice' out || fail "what was set aside: $(cat out)"
does "status" status status
same "status counts it" "1 [1,${batch#batch:}]" "$(jq -r '.items[0] | "\(.set_aside) \(.set_aside_batches[0] | [.pages, .batch] | tostring)"' out)"
exits "status for people" 0 m status
grep -q 'Pages .* 1 replaced.* 2 set aside' out || fail "status counts what was taken out: $(cat out)"
grep -q "): sheet 2, 1 page: .*\"muhafiz show $batch\" .* move $batch:2 --to FILE_NO\" gives it its record" out ||
    fail "status of one sheet: $(cat out)"
grep -q "Set aside, of no record: 1 page of batch .* muhafiz show $batch says why" out || fail "status: $(cat out)"
does "show with what was set aside" show show A-12/2008
same "with its reason" '["fed twice"]' "$(jq -c '[.items[0].sides[].set_aside[].reason] | unique' out)"
exits "no such batch" 2 m show batch:999
exits "no number" 2 m show batch:x

# Into an excluded record nothing goes, and no file is taken in on its way there; what is in may come out.
m register set B-7/2011 availability=excluded reason="sub judice" >/dev/null
pages --lang eng --kind note --seed 41 --ageing clean --mode gray --dpi 150 -o extra.png >/dev/null
n_masters=$(find store/pages -name '*.tif' | wc -l)
refused() { # DESCRIPTION STATUS COMMAND...
    exits "$@"
    says "$1" 'B-7/2011 is excluded from scanning'
}
refused "insert" 2 m page insert B-7/2011 extra.png
refused "move" 2 m page move A-12/2008 1 --to B-7/2011
refused "merge" 2 m record merge A-12/2008 B-7/2011
refused "split" 2 m record split A-12/2008 1 B-7/2011
refused "ingest" 2 m ingest --file B-7/2011 extra.png
refused "scan" 2 m scan --device test:0 --file B-7/2011
same "no file was taken in" "$n_masters" "$(find store/pages -name '*.tif' | wc -l)"
exits "out of it" 0 m page move B-7/2011 1 --to A-12/2008
exits "and back, which is another way in" 2 m record undo B-7/2011
m register set B-7/2011 availability=available >/dev/null
exits "where it is open again" 0 m record undo B-7/2011

if python3 -c 'import jsonschema' 2>/dev/null; then
    ok "replies fit their schemas" python3 "$MUHAFIZ_TESTS/schemas/check.py" "$replies"/*
fi

# Killed at any moment, inserting goes on where it was: the page is in once, between the same pages.
m register list --json >/dev/null
pages --lang eng --kind note --seed 40 --ageing clean --mode gray --dpi 150 -o late.png >/dev/null
cp -a store pristine
started=$(date +%s%N)
exits "insert" 0 m page insert A-12/2008 late.png --before 2
took_ms=$((($(date +%s%N) - started) / 1000000))
n_files=$(find store/pages -name '*.tif' | wc -l)
order A-12/2008 | sed 's/[0-9]*\(=[^ ]*\)*//2' >expected
seed=${SEED:-$$}
echo "seed $seed: $moments moments within $took_ms ms"
i=0
while [ $i -lt "$moments" ]; do
    i=$((i + 1))
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    wait_ms=$((seed / 65536 % took_ms))
    rm -rf store
    cp -a pristine store
    setsid "$MUHAFIZ" --store "$store" page insert A-12/2008 late.png --before 2 >/dev/null 2>&1 &
    victim=$!
    sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
    kill -9 "$victim" 2>/dev/null || true
    wait "$victim" 2>/dev/null || true
    # What a clerk does: the same again, or, where told that the file is in, what that says.
    m page insert A-12/2008 late.png --before 2 >out 2>err || {
        batch=$(sed -n 's/.*page move \(batch:[0-9]*\) .*/\1/p' err)
        [ -n "$batch" ] || fail "killed at $wait_ms ms: $(cat err)"
        m page move "$batch" --to A-12/2008 --before 2 >out 2>err || grep -q 'has its place already' err ||
            fail "killed at $wait_ms ms: $(cat err)"
    }
    order A-12/2008 | sed 's/[0-9]*\(=[^ ]*\)*//2' >actual
    cmp -s expected actual || fail "killed at $wait_ms ms: $(cat actual), expected $(cat expected)"
    same "masters after being killed at $wait_ms ms" "$n_files" "$(find store/pages -name '*.tif' | wc -l)"
    exits "verify after being killed at $wait_ms ms" 0 m verify
done
done_testing
