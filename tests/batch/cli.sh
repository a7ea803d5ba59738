# Names, help, exit codes and wrong use of every command.
. "$MUHAFIZ_TESTS/batch/lib.sh"
exits "no command" 2 "$MUHAFIZ"
exits "overview" 0 "$MUHAFIZ" --help
for command in init doctor "register import" "register list" "register set" cover devices scan ingest \
    run show search export ack "plan import" "plan list" report "return freeze" "return list" verify status; do
    grep -q "^  $command " out || fail "the overview lacks $command"
    # shellcheck disable=SC2086
    "$MUHAFIZ" $command --help >help || fail "$command --help"
    grep -q "^Use: muhafiz $command" help || fail "$command --help says nothing of its use"
done
exits "man page" 0 "$MUHAFIZ" --man
if command -v man >/dev/null; then
    man --warnings -l -Tutf8 out >/dev/null 2>warnings || fail "man page"
    [ ! -s warnings ] || fail "man page: $(cat warnings)"
fi
exits "version" 0 "$MUHAFIZ" --version
exits "unknown command" 2 "$MUHAFIZ" scna
says "unknown command" 'no command "scna"'
exits "half a command" 2 "$MUHAFIZ" register
says "half a command" '"register import", "register list"'
for group in register page record; do
    for help in "$group --help" "help $group" "$group -h"; do
        # shellcheck disable=SC2086
        exits "$help" 0 "$MUHAFIZ" $help
        grep -q "^Use: muhafiz $group COMMAND" out || fail "$help says nothing of its use"
        "$MUHAFIZ" --help | grep "^  $group " >listed
        grep '^  ' out | cmp -s - listed || fail "$help does not list its commands: $(cat out)"
    done
done
exits "help of a command of a group" 0 "$MUHAFIZ" help page move
grep -q '^Use: muhafiz page move' out || fail "help page move: $(cat out)"
exits "help of a command" 0 "$MUHAFIZ" help scan
grep -q '^Use: muhafiz scan' out || fail "help scan: $(cat out)"
exits "help of nothing" 2 "$MUHAFIZ" help scna
exits "a group that is none" 2 "$MUHAFIZ" pages --help
exits "help of all" 0 "$MUHAFIZ" help
exits "no store named" 2 "$MUHAFIZ" status
says "no store named" 'MUHAFIZ_STORE'
for user in "" " "; do
    exits "nobody acts" 2 "$MUHAFIZ" --store "$store" --user "$user" status
    says "nobody acts" 'who acts is empty: give --user NAME'
    exits "nobody acts, by the environment" 2 env MUHAFIZ_USER="$user" "$MUHAFIZ" --store "$store" status
    exits "an office without a name" 2 m init --office 01-999 --name "$user"
    says "an office without a name" 'the office needs a name'
done
exits "no store there" 2 m status
new_store
exits "a store there already" 2 m init --office 01-999 --name X
exits "status" 0 m status
exits "unknown option" 2 m status --colour
exits "a number out of range" 2 m run --jobs 900
says "a number out of range" 'from 1 to 64'
exits "not a number" 2 m run --jobs many
exits "not a choice" 2 m report --format docx -o x
exits "too few arguments" 2 m show
exits "a record that is not there" 2 m show Z-1
for number in a12-2008 A-12-2008 A122008 ب7/2011 پ3؍2015 A-12/2018 12/2008 '%'; do
    exits "$number" 2 m show "$number"
    case $number in
    [aA]*2008) says "$number" "$number is not in the register, but A-12/2008 is: check" ;;
    پ*) says "$number" "but پ-3/2015 is" ;;
    *) says "$number" "$number is not in the register: check" ;;
    esac
done
exits "a worker by hand" 2 "$MUHAFIZ" page-worker
exits "run with nothing to do" 0 m run
exits "search without a word" 2 m search '"'
exits "a field that is none" 0 m search category:Revenue
says "a field that is none" "subject:, year:, section: and number:"
export MUHAFIZ_STORE=$store
exits "the store from the environment" 0 "$MUHAFIZ" status --json
"$MUHAFIZ" status >/dev/full 2>err && fail "an answer that could not be written went unnoticed"

# Files of one call are one stack: what the first lacks may be in the second.
for shade in 0.9 0.8 0.7; do pgmmake $shade 400 500 | pnmtopng >$shade.png 2>/dev/null; done
m register set A-12/2008 correspondence_pages=3 >/dev/null
exits "one page of three" 0 m ingest --file A-12/2008 0.9.png
says "one page of three" '1 page, 3 expected. Is something still to be scanned'
exits "the other two" 0 m ingest --file A-12/2008 0.8.png 0.7.png
if grep -q 'still to be scanned' err; then fail "a file is missed that is next: $(cat err)"; fi
done_testing
