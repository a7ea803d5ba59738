# Two logins of one computer on one store: one scans, the other checks; who is not in the group is told what to do. Makes
# and removes users and a group of its own, which only root can.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq setpriv useradd groupadd pgmmake pnmtotiff sqlite3
[ "$(id -u)" = 0 ] || {
    echo "skipped: only root can make users"
    exit 77
}
group=mz$$g scanner=mz$$s checker=mz$$c stranger=mz$$x
clean() {
    for user in $scanner $checker $stranger; do userdel "$user" 2>/dev/null || true; done
    groupdel "$group" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap clean EXIT
groupadd "$group"
for user in $scanner $checker $stranger; do useradd -M -d / -s /bin/sh "$user"; done
for user in $scanner $checker; do usermod -aG "$group" "$user"; done

# A folder that all may enter, with a program that all may run.
chmod 755 "$work"
cp "$MUHAFIZ" muhafiz
mkdir room
chown "$scanner" room
chmod 755 muhafiz room
store=$work/room/store
as() { # USER ARGUMENTS...
    who=$1
    shift
    setpriv --reuid "$who" --regid "$who" --init-groups env HOME=/ "$work/muhafiz" --store "$store" "$@"
}
all_shared() { # what is not as it should be
    find "$store" -type d \( ! -perm 2770 -o ! -group "$group" \) -print -o \
        -type f \( ! -perm 660 -o ! -group "$group" \) -print
}
all_alone() { find "$store" -type d ! -perm 700 -print -o -type f ! -perm 600 -print; }

exits "no such group" 2 as "$scanner" init --office 01-999 --name Test --lang eng --group "no$group"
says "no such group" "groupadd no$group"
ok "nothing was made" test ! -e "$store/muhafiz.db"
exits "who is not in it" 2 as "$stranger" init --office 01-999 --name Test --lang eng --group "$group"
says "who is not in it" "usermod -aG $group $stranger"

exits "init" 0 as "$scanner" init --office 01-999 --name Test --lang eng
same "its owner's alone" "" "$(all_alone)"
exits "the checker's login" 1 as "$checker" status
says "the checker's login" "in its group"
exits "another shares it" 2 as "$checker" share "$group"
exits "shared" 0 as "$scanner" share "$group" --json
same "shared" "$group" "$(jq -r '.items[0].group' out)"
same "all of it" "" "$(all_shared)"
exits "the checker's login now" 0 as "$checker" status
exits "a stranger" 1 as "$stranger" status
says "a stranger" "usermod -aG GROUP"

# ------------------------------------------------------------------------------- scanning here, checking there
printf 'file_no,subject\nA-1,Mutation\nA-2,Partition\n' >register.csv
for name in a b; do pgmmake 0.9$((${#name} + 6)) 620 877 | pnmtotiff >$name.tif 2>/dev/null; done
for name in anita ravi sita noor; do echo "$name's own pin" >$name.pin; done
echo first-pin >first.pin
chmod 644 ./*.tif ./*.csv ./*.pin
exits "register" 0 as "$checker" register import "$work/register.csv"
exits "admin" 0 as "$scanner" --user anita user add anita --role admin --new-pin-file "$work/anita.pin"
for person in ravi:operator:$scanner sita:checker:$checker; do
    name=${person%%:*} login=${person##*:} role=${person#*:} role=${role%:*}
    exits "add $name" 0 as "$scanner" --user anita --pin-file "$work/anita.pin" user add "$name" --role "$role" --new-pin-file "$work/first.pin"
    exits "PIN of $name" 0 as "$login" --user "$name" --pin-file "$work/first.pin" user pin --new-pin-file "$work/$name.pin"
done
exits "ingest" 0 as "$scanner" --user ravi ingest --file A-1 "$work/a.tif"
as "$scanner" --user ravi ingest --file A-2 "$work/b.tif" >one.out 2>&1 & one=$!
as "$checker" search mutation >two.out 2>&1 & two=$!
wait $one || { cat one.out two.out >&2; fail "one feeds"; }
ok "the other searches" wait $two
exits "the other's work is done by either" 0 as "$checker" --user ravi run
exits "lot" 0 as "$checker" --user sita --pin-file "$work/sita.pin" check lot
exits "sample" 0 as "$checker" --user sita --pin-file "$work/sita.pin" check sample 1
exits "at the scanner's login" 2 as "$scanner" --user sita --pin-file "$work/sita.pin" check accept 1
exits "open" 0 as "$checker" --user sita --pin-file "$work/sita.pin" check open 1 --all
exits "accept" 0 as "$checker" --user sita --pin-file "$work/sita.pin" check accept 1
exits "export" 0 as "$checker" --user ravi export
exits "verify" 0 as "$scanner" verify
ok "with what either made beside the index" test -e "$store/alike.db"
same "shared still" "" "$(all_shared)"

# ------------------------------------------------------------------------------- what leaves the store is nobody else's
anita="--user anita --pin-file $work/anita.pin"
take_out() { # NAME
    mkdir -p "nas/$1"
    chown "$scanner:$group" nas "nas/$1"
    chmod 2775 nas "nas/$1" # as a share in the network
    # shellcheck disable=SC2086 # two words
    exits "backup, $1" 0 as "$scanner" $anita backup "$work/nas/$1/backup"
    exits "report, $1" 0 as "$scanner" report --format csv -o "$work/nas/$1/report.csv"
    same "nobody else's, $1" "" "$(find "nas/$1" -mindepth 1 -perm /077)"
    ok "something was taken out, $1" test -s "nas/$1/report.csv"
}
take_out shared
exits "export" 0 as "$scanner" --user ravi export --to "$work/nas/shared/packages" A-1
same "nobody else's, of packages" "" "$(find nas/shared -mindepth 1 -perm /077)"

# Saved by Notepad it is shared still.
sed -i '1s/^/\xef\xbb\xbf/' "$store/muhafiz.conf"
exits "ingest" 0 as "$scanner" --user ravi ingest --file A-2 "$work/a.tif"
same "shared, with a mark before the settings" "" "$(all_shared)"
sed -i '1s/^\xef\xbb\xbf//' "$store/muhafiz.conf"

# ------------------------------------------------------------------------------- while both have it open
cp "$MUHAFIZ_TEST_BIN/batch/liblate.so" .
chmod 755 liblate.so
LD_PRELOAD="$work/liblate.so" as "$scanner" --user ravi register set A-1 remarks=w >one.out 2>&1 & one=$!
while kill -0 $one 2>/dev/null; do # with a journal that is just being made
    exits "a look of the other" 0 as "$checker" status
done
ok "the one went on" wait $one
python3 - "$store" <<'PYTHON' &
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1] + "/muhafiz.db")
db.execute("SELECT count(*) FROM page").fetchall()
time.sleep(2)
PYTHON
reader=$!
exits "a change of the one" 0 as "$checker" --user ravi register set A-1 remarks=x
exits "a change of the other" 0 as "$scanner" --user ravi register set A-1 remarks=y
same "the journal as well" "" "$(all_shared)"
wait $reader

# ------------------------------------------------------------------------------- an office with persons: its admin's act
events() { sqlite3 "$store/muhafiz.db" "SELECT count(*) FROM event_kept WHERE act = 'store.shared'"; }
n_shared=$(events)
ok "each time it was told" test "$n_shared" -gt 0
for wrong in "--user nobody" "--user anita" "--user ravi --pin-file $work/ravi.pin" "--user sita --pin-file $work/sita.pin"; do
    # shellcheck disable=SC2086 # two words
    exits "share as $wrong" 2 as "$scanner" $wrong share "$group"
    # shellcheck disable=SC2086
    exits "root, as $wrong" 2 ./muhafiz --store "$store" $wrong share --none
done
same "nothing was told" "$n_shared" "$(events)"
same "nothing was shared or taken" "" "$(all_shared)"
exits "mending is no stranger's" 2 as "$scanner" --user nobody verify --mend "$work"
exits "nor a checker's" 2 as "$checker" --user sita --pin-file "$work/sita.pin" verify --mend "$work"
exits "looking is anybody's" 0 as "$scanner" --user nobody verify

self="$(hostname) $(cat /proc/sys/kernel/random/boot_id) $$ $(cut -d' ' -f22 /proc/$$/stat)"
sqlite3 "$store/muhafiz.db" "INSERT INTO job (kind, target_id, state, owner, created_at, changed_at) VALUES ('page', 1, 'running', '$self', '', '')"
# shellcheck disable=SC2086
exits "while pages are read" 2 ./muhafiz --store "$store" $anita share --none
says "while pages are read" "let that end"
sqlite3 "$store/muhafiz.db" "DELETE FROM job WHERE state = 'running'"

exits "alone again" 2 as "$scanner" share --none
says "alone again" 'root must do this'
same "nothing was changed" "" "$(all_shared)"
# shellcheck disable=SC2086
exits "root does, for the admin" 0 ./muhafiz --store "$store" $anita share --none
same "whose it is" "" "$(find "$store" ! -user "$scanner")"
same "alone again" "" "$(all_alone)"
exits "the checker's login" 1 as "$checker" status
exits "its owner" 0 as "$scanner" verify
take_out alone
sed -i "s/^group=.*/group=$group/" "$store/muhafiz.conf"
exits "set by hand alone" 2 as "$scanner" status
says "set by hand alone" "muhafiz share $group"
# shellcheck disable=SC2086
exits "and shared in earnest" 0 ./muhafiz --store "$store" $anita share "$group"
same "shared by root" "" "$(all_shared)"

# ------------------------------------------------------------------------------- once more, and what others put there
n_shared=$(events)
ok "each time it was told" test "$n_shared" -gt 0
# shellcheck disable=SC2086
exits "shared already" 0 as "$scanner" $anita share "$group"
ok "shared already, it says" grep -q already out
same "and no event" "$n_shared" "$(events)"
as_login() { setpriv --reuid "$1" --regid "$1" --init-groups sh -c "$2"; }
as_root() { # ARGUMENTS...
    # shellcheck disable=SC2086
    ./muhafiz --store "$store" $anita "$@"
}
mkdir -m 700 victims
for name in linked named swapped; do
    echo secret >"victims/$name"
    chmod 600 "victims/$name"
done
untouched() { same "$1" "root root 600;root root 600;root root 600;" "$(stat -c '%U %G %a' victims/linked victims/named victims/swapped | tr '\n' ';')"; }
ln victims/linked "$store/pages/linked"
exits "a file with another name" 2 as_root share --none
says "a file with another name" "pages/linked has a second name"
untouched "what it is"
rm "$store/pages/linked"
chmod 711 victims # so that the checker's links lead there
as_login "$checker" "ln -s $work/victims/named $store/pages/named; mkfifo $store/pages/pipe"
mkdir -p "$store/pages/mounted"
if mount -t tmpfs -o size=64k,mode=755 tmpfs "$store/pages/mounted" 2>/dev/null; then
    exits "with a disk in it" 0 as_root share --none
    grep -q "pages/mounted is another disk" err || fail "the disk is not told of"
    same "it stays as it is" 755 "$(stat -c %a "$store/pages/mounted")"
    umount "$store/pages/mounted"
fi
rmdir "$store/pages/mounted"
for group_now in "$group" --none "$group"; do
    exits "links and pipes" 0 as_root share "$group_now"
done
as_login "$checker" "
    i=0
    while [ \$i -lt 300 ]; do
        ln -sfn $work/victims/swapped $store/spool/swap
        rm -f $store/spool/swap
        echo >$store/spool/swap
        i=\$((i + 1))
    done" 2>/dev/null &
swapper=$!
for group_now in "$group" "$group"; do as_root share "$group_now" >/dev/null 2>&1 || true; done
wait $swapper
untouched "where links led"
rm -f "$store/pages/named" "$store/pages/pipe" "$store/spool/swap"

# ------------------------------------------------------------------------------- a "share --none" that was cut short
chmod 700 "$store" "$store/pages"
chgrp "$scanner" "$store" "$store/pages"
chown "$checker" "$store/pages" # by whom the group's files are
exits "cut short" 2 as "$scanner" status
says "cut short" "muhafiz share $group"
says "cut short" "muhafiz share --none"
# shellcheck disable=SC2086
exits "the owner tries" 2 as "$scanner" $anita share --none
says "the owner tries" "sudo muhafiz"
exits "root does" 0 as_root share --none
exits "it is the owner's" 0 as "$scanner" status
same "it is all the owner's" "" "$(all_alone)"
exits "shared for the last time" 0 as_root share "$group"
gpasswd -d "$scanner" "$group" >/dev/null
exits "its owner is not of the group" 2 as "$scanner" status
says "its owner is not of the group" "muhafiz share --none"
exits "root does that, too" 0 as_root share --none
# shellcheck disable=SC2086
exits "alone already" 0 as "$scanner" $anita share --none
ok "alone already, it says" grep -q already out
done_testing
