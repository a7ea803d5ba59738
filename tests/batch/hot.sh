# A copier's hot folder: what is complete is taken once and moved away, what is not is given time,
# what cannot be taken is refused with a reason that a clerk can read.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp tiff2pdf qpdf python3 sqlite3
new_store
sed -i 's/^settle_s=.*/settle_s=1/; s/^patience_s=.*/patience_s=3/' store/muhafiz.conf
for n in 1 2 3 4 5 6 7 8; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 100 -o $n.tif >/dev/null
done
m cover A-12/2008 -o cover.pdf >/dev/null
pdftoppm -r 150 -gray -tiff -singlefile cover.pdf cover
tiffcp cover.tif 1.tif file.tif
tiff2pdf -o file.pdf file.tif
mkdir hot

watch() { # in the background; says into log
    "$MUHAFIZ" --store "$store" ingest --watch hot "$@" >>log 2>&1 &
    watcher=$!
}
watch_end() { # STATUS
    status=0
    kill -TERM $watcher || true # it may have ended
    wait $watcher || status=$?
    same "the watch ends" "$1" "$status"
}
await() { # DESCRIPTION COMMAND...: for a minute
    what=$1 n=0
    shift
    until "$@"; do
        n=$((n + 1))
        [ $n -lt 600 ] || {
            ls -lR hot >&2
            cat log >&2
            fail "waited in vain: $what"
        }
        sleep 0.1
    done
    checks=$((checks + 1))
}
there() { [ -e "$1" ]; }
gone() { [ ! -e "$1" ]; }
n_pages() { m show --json "$1" | jq '[.items[0].sides[].pages[]] | length'; }
unplaced() { m status --json | jq '.items[0].unplaced'; }

# What lay there before the start, a good file and bad ones; the folder is named wrongly at first.
exits "no such folder" 2 m ingest --watch nowhere --once
says "no such folder" 'nowhere'
exits "both files and a folder" 2 m ingest --watch hot 1.tif
exits "neither" 2 m ingest
cp file.pdf hot/scan.pdf
cp 2.tif hot/.hidden.tif
: >hot/empty.pdf
cp 2.tif hot/upload.tif.part
head -c 9000 file.pdf >hot/cut.pdf
printf 'PK\003\004 a letter' >hot/letter.docx
qpdf --encrypt user owner 256 -- file.pdf hot/locked.pdf
mkdir hot/2026-11 # as some copiers make for each month
exits "once" 1 m ingest --watch hot --once
says "a folder in it" 'hot: files in folders in it are not taken .2026-11.:'
rmdir hot/2026-11
ok "the good one is done" there hot/done/scan.pdf
same "its page" 1 "$(n_pages A-12/2008)"
grep -q '^Batch [0-9]*: 2 sheets = 1 cover' out || fail "no ledger: $(cat out)"
for name in cut.pdf letter.docx locked.pdf; do
    ok "$name is refused" there hot/refused/$name
    ok "$name has a reason" test -s hot/refused/$name.reason.txt
    says "$name is named" "$name: .+"
done
grep -q 'password' hot/refused/locked.pdf.reason.txt || fail "the reason: $(cat hot/refused/locked.pdf.reason.txt)"
for name in .hidden.tif empty.pdf upload.tif.part; do
    ok "$name is left alone" there hot/$name
done
says "what is left alone" 'note: upload.tif.part is left'
rm -f hot/.hidden.tif hot/empty.pdf hot/upload.tif.part

# The same file again: a copy, also under another name; nothing is overwritten.
cp hot/done/scan.pdf hot/scan.pdf
cp hot/done/scan.pdf hot/other.pdf
exits "copies" 1 m ingest --watch hot --once --json
cp out ingest.json
ok "the reply fits its schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" ingest.json
same "copies are refused" '["refused","refused"]' "$(jq -c '[.items[].status]' ingest.json)"
grep -q 'in already as batch' hot/refused/scan.pdf.reason.txt || fail "no batch in the reason"
ok "the other copy" there hot/refused/other.pdf.reason.txt
same "pages after copies" 1 "$(n_pages A-12/2008)"
cp 5.tif hot/scan.pdf
exits "a name that is taken" 1 m ingest --watch hot --once
ok "it gets a number" there hot/done/scan-2.pdf
same "what was there stays" "$(sha256sum <file.pdf)" "$(sha256sum <hot/done/scan.pdf)"

# Without a cover nothing is refused here: its pages have no record, and that is told.
same "kept without a record" 1 "$(unplaced)"
says "without a record" 'no record.*muhafiz page move batch:[0-9]+:1 --to FILE_NO'

# What the index refuses is no fault of the file: it stays, and goes in when the index is well again.
sqlite3 store/muhafiz.db "CREATE TRIGGER no_more BEFORE INSERT ON page
    BEGIN SELECT RAISE(ABORT, 'no'); END"
cp 6.tif hot/good.tif
for again in 1 2; do
    exits "an index in trouble" 1 m ingest --watch hot --once
    ok "the file stays" there hot/good.tif
    ok "it is not refused" gone hot/refused/good.tif
done
sqlite3 store/muhafiz.db "DROP TRIGGER no_more"
exits "the index is well again" 1 m ingest --watch hot --once
ok "the file is in" there hot/done/good.tif
same "without a record as well" 2 "$(unplaced)"

# While it runs, with abandoned files taken early: slow writers, names that change, a folder that goes and comes back.
sed -i 's/^stale_s=.*/stale_s=8/' store/muhafiz.conf
watch
await "the start" grep -q Watching log
exits "a second watch" 2 m ingest --watch hot --once
says "a second watch" 'watched already'
(
    exec 3>hot/slow.tif
    head -c 5000 2.tif >&3
    sleep 3
    tail -c +5001 2.tif >&3
)
await "a slow writer" there hot/done/slow.tif
ok "a slow writer is not refused" gone hot/refused/slow.tif
head -c 5000 3.tif >hot/stalled.tif # closed, as a dropped connection does, and gone on with
sleep 2
tail -c +5001 3.tif >>hot/stalled.tif
await "a writer that stalled" there hot/done/stalled.tif
cp 4.tif hot/renamed.tmp
sleep 1.5
ok "a temporary name" there hot/renamed.tmp
mv hot/renamed.tmp hot/renamed.tif
await "a renamed file" there hot/done/renamed.tif
cp 1.tif hot/left.part
mv hot aside
await "the folder is missed" grep -q 'waiting for it' log
mv aside hot
await "the folder is there again" grep -q 'is there again' log
await "a stale temporary is taken" there hot/done/left.part
watch_end 1
same "pages that came" 6 "$(unplaced)"

# Muhafiz is brought up to date while it watches, and poppler is taken away: that is no fault of the
# files.
mkdir bin tools
cp "$MUHAFIZ" bin/muhafiz
for tool in pdfinfo pdfimages pdftoppm; do
    ln -s "$(command -v $tool)" tools/$tool
done
: >log
PATH=$work/tools "$work/bin/muhafiz" --store "$store" ingest --watch hot >log 2>&1 &
watcher=$!
await "the start" grep -q Watching log
rm bin/muhafiz
echo 'not the program' >bin/muhafiz
cp 7.tif hot/updated.tif
await "a binary that was replaced" there hot/done/updated.tif
rm tools/pdfinfo
tiff2pdf -o 8.pdf 8.tif
cp 8.pdf hot/tool.pdf
await "what to do is said" grep -q 'tool.pdf.*install the package poppler-utils' log
watch_end 1
ok "the file stays" there hot/tool.pdf
ok "it is not refused" gone hot/refused/tool.pdf
exits "poppler is there again" 1 m ingest --watch hot --once
ok "it is taken" there hot/done/tool.pdf
exits "verify" 0 m verify
done_testing
