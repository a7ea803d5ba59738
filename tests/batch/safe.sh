# Copies on other disks, small ones, full ones and read-only ones; a page that is proven when the store is no more.
# Disks are tmpfs, in a mount namespace of our own.
if [ -z "${MUHAFIZ_UNSHARED:-}" ]; then
    command -v unshare >/dev/null && unshare -rm mount -t tmpfs none /mnt 2>/dev/null || {
        echo "skipped: this machine lets nobody mount a tmpfs"
        exit 77
    }
    MUHAFIZ_UNSHARED=1 exec unshare -rm sh "$0" "$@"
fi
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq python3 tiffset
disk() { # NAME SIZE
    mkdir -p "$1"
    mount -t tmpfs -o size="$2" none "$1"
}
disk a 64m
disk b 64m
disk small 300k
disk stick 40k
[ -n "${KEEP:-}" ] || trap 'umount a b small stick; rm -rf "$work"' EXIT

# One record that is read and handed over, and one of which the office keeps no page.
new_store
pages --lang eng --kind note --seed 41 --ageing clean --mode gray -o note.png >phrases
phrase=$(head -n 1 phrases | cut -f2)
exits "ingest" 0 m ingest --file B-7/2011 note.png
m register set پ-3/2015 classification=Confidential >/dev/null
pages --lang eng --kind letter --seed 42 --ageing clean --mode gray -o secret.tif >/dev/null
tiffset -s 270 "PLANTED-kashtkar-4711" secret.tif
exits "a page of a confidential record" 2 m ingest --file پ-3/2015 secret.tif
exits "run" 0 m run
exits "export" 0 m export --unchecked B-7/2011
exits "where it stands" 0 m export --list
ok "it waits" grep -qE '^fl-B-7_2011 +waiting' out

# A disk that is full leaves nothing that looks complete, and the next try goes on.
exits "a backup to a small disk" 1 m backup small/copy
says "a backup to a small disk" 'disk is full'
exits "there is no backup" 2 "$MUHAFIZ" --store none restore small/copy
says "there is no backup" 'holds no whole backup'
same "status knows of none" null "$(m status --json | jq '.items[0].backups')"
mount -o remount,size=64m small
exits "a backup to the same disk" 0 m backup --json small/copy
ok "what had arrived was not copied again" test "$(find small/copy -name 'publish-*' | wc -l)" = 0
same "it does not count beside the store" false "$(jq '.items[0].same_disk' out)"
same "one copy" 1 "$(m show --json B-7/2011 | jq '.items[0].safe_copies')"
exits "one copy, in status" 0 m status
ok "one copy, in status" grep -q '0 records safe.*1 on one' out
exits "another disk" 0 m backup a/copy
same "two copies" 2 "$(m show --json B-7/2011 | jq '.items[0].safe_copies')"
exits "beside the store" 0 m backup copy
says "beside the store" 'does not count'
same "still two" 2 "$(m show --json B-7/2011 | jq '.items[0].safe_copies')"
exits "into a second folder" 0 m backup a/second
same "both are listed" '[["copy",false],["second",false]]' "$(m status --json | jq -c '[.items[0].backups[] | select(.path | test("/a/")) | [(.path | sub(".*/"; "")), .gone]]')"
rm -rf a/second
same "one was deleted" '[["copy",false],["second",true]]' "$(m status --json | jq -c '[.items[0].backups[] | select(.path | test("/a/")) | [(.path | sub(".*/"; "")), .gone]]')"
exits "and people are told" 0 m status
ok "and people are told" grep -q 'it is not there any more, and does not count' out
same "what the other folder has counts" 2 "$(m show --json B-7/2011 | jq '.items[0].safe_copies')"
mv a/copy a/hidden
same "nor does that, where it is gone" 1 "$(m show --json B-7/2011 | jq '.items[0].safe_copies')"
mv a/hidden a/copy
ok "any tool can check it" sh -c 'cd a/copy && sha256sum --strict --quiet -c backups/*/files.sha256'
grep -raq PLANTED store a small copy && fail "the confidential page is somewhere: $(grep -ral PLANTED store a small copy)"
same "one master" 1 "$(find a/copy/pages -name '*.tif' | wc -l)"

# The same for packages on a disk.
exits "a package on a small disk" 1 m export --to stick/parcel B-7/2011
says "a package on a small disk" 'disk is full'
same "nothing looks complete" "" "$(ls stick/parcel)"
mount -o remount,size=64m stick
exits "the same command again" 0 m export --to stick/parcel B-7/2011
ok "the package is there" test -e stick/parcel/fl-B-7_2011/tagmanifest-sha256.txt
cp -r stick/parcel/fl-B-7_2011 twice
rm -r stick/parcel/fl-B-7_2011
exits "once more" 0 m export --to stick/parcel B-7/2011
ok "the same bytes" diff -r twice stick/parcel/fl-B-7_2011

# Who took a package has the head of the chain; the store is gone, and the page is proven all the same.
m show --json B-7/2011 | jq 'del(.items[0].safe_copies)' >before
mv stick/parcel/fl-B-7_2011 taken
rm -r store
ok "a page is proven from package and backup" python3 "$MUHAFIZ_TESTS/tools/prove.py" taken a/copy
exits "restore" 0 m restore a/copy
m show --json B-7/2011 | jq 'del(.items[0].safe_copies)' >after
ok "all is as it was" cmp before after
exits "search" 0 m search "$phrase"
ok "search finds it" grep -q B-7/2011 out
exits "verify against the backup" 0 m verify --anchor a/copy
exits "verify against the package" 0 m verify --anchor taken
exits "a certificate" 0 m certificate B-7/2011 -o certificate.pdf
exits "verify against the certificate" 0 m verify --anchor certificate.pdf
exits "a PDF that carries no head" 2 m verify --anchor taken/data/Receipts/correspondence-001.pdf

# A chain that is cut off is found by the slip that two people signed.
exits "a slip" 0 m custody take B-7/2011 --from "G. M. Lone" -o slip.pdf
exits "verify against the slip" 0 m verify --anchor slip.pdf
exits "a progress report" 0 m report --format json -o progress.json
exits "reports joined" 0 "$MUHAFIZ" report --merge --format json -o joined.json progress.json
exits "verify against the progress report" 0 m verify --anchor progress.json
exits "verify against the district's" 0 m verify --anchor joined.json
jq ".items[].offices[].office = \"other\"" progress.json >other.json
exits "verify against another office's" 2 m verify --anchor other.json
cp -r store cut
python3 -c 'import sqlite3
index = sqlite3.connect("cut/muhafiz.db")
index.executescript("DROP TRIGGER event_no_delete; DELETE FROM event_kept WHERE number > 9;")'
exits "a chain that was cut off, against the slip" 1 "$MUHAFIZ" --store cut verify --anchor slip.pdf
says "a chain that was cut off, against the slip" 'slip.pdf carries. It was cut off or written anew'
exits "a chain that was cut off, against the district's report" 1 "$MUHAFIZ" --store cut verify --anchor joined.json
says "a chain that was cut off, against the district's report" 'joined.json carries. It was cut off: events 10 to '
exits "a store that is there is not restored over" 2 m restore a/copy

# A store on a disk that can only be read.
cp -r store b/store
mount -o remount,ro b
for command in "show B-7/2011" "status" "verify" "export --list"; do
    exits "$command on a read-only disk" 0 "$MUHAFIZ" --store b/store $command
done
exits "search on a read-only disk" 0 "$MUHAFIZ" --store b/store search "$phrase"
ok "search on a read-only disk" grep -q B-7/2011 out
exits "a change on a read-only disk" 1 "$MUHAFIZ" --store b/store register set B-7/2011 remarks=x
says "a change on a read-only disk" '[Rr]ead-only'
exits "its backup" 2 "$MUHAFIZ" --store b/store backup a/other
mount -o remount,rw b
dd if=/dev/zero of=b/store/muhafiz.db-wal bs=100 count=1 2>/dev/null
mount -o remount,ro b
exits "a journal that was never folded in" 1 "$MUHAFIZ" --store b/store status
says "a journal that was never folded in" 'mount it writable once'

# What went bad is named, on the disk of the store and on that of the copy.
master=$(find store/pages -name '*.tif')
printf x | dd of="$master" bs=1 seek=200 conv=notrunc 2>/dev/null
exits "a master that went bad" 1 m backup a/new
says "a master that went bad" 'is damaged'
exits "verify says whose it is" 1 m verify
says "verify says whose it is" 'B-7/2011, correspondence folio 1. is damaged.*bring it back from a backup .muhafiz verify --mend DIR'
exits "status says so" 0 m status
ok "status says so" grep -q 'DAMAGE *1 problem found by verify' out
exits "brought back" 0 m verify --mend a/copy
ok "brought back" cmp -s "$master" "a/copy/${master#store/}"
exits "status of what is whole" 0 m status
ok "status of what is whole" grep -q 'all was well' out
done_testing
