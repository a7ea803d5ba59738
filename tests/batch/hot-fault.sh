# A hot folder whose store is full, whose share is unmounted, and a watch that is told to end: the
# files that are fine stay where they are or go in whole.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp
[ "$(id -u)" = 0 ] || {
    echo "skipped: only root can mount a small disk"
    exit 77
}
mkdir disk share
mount -t tmpfs -o size=24m none disk 2>/dev/null || {
    echo "skipped: this machine lets nobody mount a tmpfs"
    exit 77
}
trap 'umount "$work/disk" "$work/share" 2>/dev/null; rm -rf "$work"' EXIT
store=$work/disk/store
new_store
sed -i 's/^settle_s=.*/settle_s=0/; s/^patience_s=.*/patience_s=1/' "$store/muhafiz.conf"
for n in 1 2 3; do
    pages --lang eng --kind note --seed $n --ageing light --mode color -o $n.png >/dev/null
done
n_pages() { m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length'; }

mkdir hot
cp 1.png 2.png hot
for kb in 0 40 400 1500; do
    dd if=/dev/zero of=disk/ballast bs=1024 count=$(($(df --output=avail -k disk | tail -n 1) - kb)) 2>/dev/null
    exits "a disk with $kb KB" 1 m ingest --watch hot --once --file A-12/2008
    says "a full disk is called that" '(full|fit|No space)'
    same "nothing is refused" "" "$(ls hot/refused 2>/dev/null)"
    rm -f disk/ballast
done
exits "after room was made" 0 m ingest --watch hot --once --file A-12/2008
same "pages" 2 "$(n_pages)"
same "done" "1.png 2.png " "$(ls hot/done | tr '\n' ' ')"
exits "verify" 0 m verify

mount -o remount,size=400m disk
# A share that is unmounted: the folder below it is not the hot folder.
mount -t tmpfs -o size=24m none share
"$MUHAFIZ" --store "$store" ingest --watch share --file A-12/2008 >log 2>&1 &
watcher=$!
await() { # DESCRIPTION COMMAND...: for a minute
    what=$1 n=0
    shift
    until "$@"; do
        n=$((n + 1))
        [ $n -lt 600 ] || {
            cat log >&2
            fail "waited in vain: $what"
        }
        sleep 0.1
    done
    checks=$((checks + 1))
}
await "the start" grep -q Watching log
umount -l share
cp 3.png share/3.png
await "the share is missed" grep -q 'not mounted' log
ok "nothing is taken from below it" test -e share/3.png
ok "nothing is made below it" test ! -e share/done
rm share/3.png
mount -t tmpfs -o size=100m none share
cp 3.png share/3.png
await "it is there again" test -e share/done/3.png

# Told to end in the middle of a file, it ends after that file.
pages --lang eng --kind note --seed 4 --ageing light --mode gray -o 4.tif >/dev/null
tiffcp -c zip 4.tif 4.tif 4.tif 4.tif 4.tif 4.tif long.tif
cp long.tif share/.long && mv share/.long share/long.tif
await "a file is being taken" sh -c "ls $store/spool/batch-*/0001.tif >/dev/null 2>&1"
kill -TERM $watcher
status=0
wait $watcher || status=$?
same "the watch ends well" 0 "$status"
ok "after the file at hand" test -e share/done/long.tif
same "all its pages" 9 "$(n_pages)"
same "spool" 0 "$(find "$store/spool" -type f ! -name '*.lock' | wc -l)"
exits "verify" 0 m verify
done_testing
