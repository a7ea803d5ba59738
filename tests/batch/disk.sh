# A full disk and a read-only store: a clear error, nothing lost, nothing half-done.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq
[ "$(id -u)" = 0 ] || {
    echo "skipped: only root can mount a small disk"
    exit 77
}
mkdir disk
mount -t tmpfs -o size=24m none disk 2>/dev/null || {
    echo "skipped: this machine lets nobody mount a tmpfs"
    exit 77
}
trap 'umount "$work/disk"; rm -rf "$work"' EXIT
store=$work/disk/store
new_store
for n in 1 2 3; do
    pages --lang eng --kind note --seed $n --ageing light --mode color -o "$n.png" >/dev/null
done
free_kb() { df --output=avail -k disk | tail -n 1; }
fill_to() { # KB: fills the disk until so much is free
    rm -f disk/ballast
    n=$(($(free_kb) - $1))
    dd if=/dev/zero of=disk/ballast bs=1024 count="$n" 2>/dev/null
}
# Looks as if there were room, until it is written to.
roomy() { LD_PRELOAD="$MUHAFIZ_TEST_BIN/batch/libroomy.so" m "$@"; }
n_pages() { m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length'; }

exits "ingest with room" 0 m ingest --file A-12/2008 1.png
for kb in 0 40 150 400; do
    fill_to $kb
    exits "ingest on a disk with $kb KB" 1 m ingest --file A-12/2008 2.png
    says "a full disk is called that" 'full'
    exits "ingest on a disk with $kb KB, too late" 1 roomy ingest --file A-12/2008 2.png
    says "a full disk is called that" '(full|No space)'
    rm -f disk/ballast
    same "pages after a full disk" 1 "$(n_pages)"
    same "masters after a full disk" 1 "$(find disk/store/pages -name '*.tif' | wc -l)"
done
exits "ingest after room was made" 0 m ingest --file A-12/2008 2.png
for kb in 0 60 200; do
    fill_to $kb
    exits "run on a disk with $kb KB" 1 m run
    says "a full disk is called that" '(full|No space)'
done
rm -f disk/ballast
exits "run after room was made" 0 m run
# What only reads answers to the last byte; what writes says why it does not.
fill_to 0
for command in "status" "show A-12/2008" "search the" "verify" "register list" "export --list"; do
    exits "$command on a full disk" 0 m $command
done
exits "a change on a full disk" 1 m register set A-12/2008 remarks=x
says "a change on a full disk" 'full'
rm -f disk/ballast
same "no attempt was charged" 0 "$(m status --json | jq '.items[0].jobs.failed')"
same "volumes" 1 "$(find disk/store/efiles -name '*.pdf' | wc -l)"
exits "verify" 0 m verify

# Nothing is fed that does not fit, and what fits is said.
mkdir stack
for n in 1 2; do
    pages --lang eng --kind note --seed $n --ageing clean --mode lineart --dpi 100 -o "stack/$n.pbm" >/dev/null
done
rm -f stack/*.txt
printf '[scanner feeder]\nfeed=%s/stack/*.pbm\n' "$work" >>disk/store/muhafiz.conf
exits "a batch that nobody counted, on a small disk" 1 m scan --file A-12/2008
says "a batch that nobody counted" 'nothing was fed.*holds about [0-9] more sheets*'
exits "more sheets than fit" 1 m scan --file A-12/2008 --sheets 50
says "more sheets than fit" 'about [0-9] more sheets*.* but 50 are to come'
same "nothing was fed" 2 "$(n_pages)"
same "no batch was begun" "" "$(ls disk/store/spool | grep batch || true)"
m doctor --json >out && fail "doctor is content with a small disk"
same "doctor says so" problem "$(jq -r '.items[] | select(.check == "disk").status' out)"
ok "doctor counts sheets" grep -qE 'room for about [0-9] more A4 sheets?' out
exits "a stack that fits" 0 m scan --file A-12/2008 --sheets 2 --mode lineart --dpi 100
same "was fed" 4 "$(n_pages)"

# It fills up while paper is fed: the scanner is not blamed, and the batch goes on from where it was.
# What a batch begins with, 16 KiB for each page of the index that it touches, fits; an image of 480 KB does not.
for n in 1 2; do
    pages --lang eng --kind note --seed $n --ageing clean --mode lineart --dpi 200 -o "stack/$n.pbm" >/dev/null
done
rm -f stack/*.txt
before=$(n_pages)
for kb in 250 400; do
    fill_to $kb
    exits "a disk with $kb KB, too late" 1 roomy scan --file A-12/2008
    says "a full disk is called that" 'disk is full.*(make room|free some space).*scan --resume'
    grep -q 'switch the scanner' err && fail "the scanner is blamed: $(cat err)"
    rm -f disk/ballast
    exits "status" 0 m status
    ok "the batch is open" grep -q 'Open, "muhafiz scan --resume --device feeder" goes on' out
    exits "going on" 0 m scan --resume --mode lineart --dpi 200 --sheets 2
    before=$((before + 2))
    same "all came" $before "$(n_pages)"
done

# What was asked for and not done is a failure.
python3 - disk/store/muhafiz.db <<'EOF'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("CREATE TABLE junk (x)")
db.execute("INSERT INTO junk VALUES (zeroblob(6000000))")
db.commit()
db.execute("DROP TABLE junk")
db.commit()
EOF
fill_to 5000
exits "an index that is to be written anew, on a full disk" 1 m verify --rebuild
says "an index that is to be written anew" 'free some, and give the command again'
rm -f disk/ballast

mount -o remount,ro disk
exits "ingest into a read-only store" 1 m ingest --file A-12/2008 3.png
says "read-only is called that" '[Rr]ead-only'
exits "run in a read-only store" 1 m run
says "read-only is called that" '[Rr]ead-only'
mount -o remount,rw disk
same "pages after all" $before "$(n_pages)"
done_testing
