# Every command of README runs as it stands there. The commands of "A day with it" are run one by
# one in a folder that holds the files they name; the two set-up commands are checked by CI itself.
. "$MUHAFIZ_TESTS/batch/lib.sh"
readme=$MUHAFIZ_TESTS/../README.md
grep -q '^sh batch/demo.sh' "$readme" || fail "README lacks the demo"
grep -q '^sh tests/run.sh' "$readme" || fail "README lacks the tests"

grep -q 'cmake --install build/demo' "$readme" || fail "README lacks the installation"

mkdir stack
cmake --install "$MUHAFIZ_TEST_BIN/.." --prefix "$work" >/dev/null || fail "installation"
PATH=$work/bin:$PATH
printf 'file_no,subject,language\nA-12/2008,Mutation of khasra 214,eng\nB-7/2011,Domicile,hin\nC-3/2012,Order,eng\n' >register.csv
sed -n '/^## A day/,/^## The map/p' "$readme" | sed -n '/^```sh/,/^```$/p' | grep -v '^```' |
    sed "s|/srv/muhafiz|$work/store|; s|/srv/copier|$work/copier|; s|/media/stick|$work/stick|; s|/srv/again|$work/again|" >day.txt
[ "$(wc -l <day.txt)" -ge 15 ] || fail "README's day is too short"

prepare() { # COMMAND: what the world would have put there before it
    case $1 in
        *' devices '*)
            pdftoppm -r 150 -gray -l 1 covers.pdf stack/0
            pages --lang eng --kind note --seed 5 --ageing clean --mode gray -o stack/1.pgm >/dev/null
            rm -f stack/*.txt
            printf '\n[scanner desk]\nfeed=%s/stack/*.pgm\n' "$work" >>store/muhafiz.conf
            ;;
        *' --watch '*)
            mkdir copier
            pdftoppm -r 150 -gray -tiff -l 1 covers.pdf cover
            pages --lang eng --kind note --seed 7 --ageing clean --mode gray -o note.tif >/dev/null
            tiffcp cover-*.tif note.tif copier/from-the-copier.tif
            ;;
        *' --file C-3/2012 '*)
            sed -i 's/^separation=.*/separation=person/' store/muhafiz.conf
            pages --lang eng --kind note --seed 8 --ageing clean --mode gray -o order.png >/dev/null
            mv order.png order.pdf
            ;;
        *' ingest '*)
            pages --lang eng --kind letter --seed 6 --ageing clean --mode gray -o letter.png >/dev/null
            cp letter.png letter.pdf # the content decides, not the name
            ;;
        *' ack '*)
            muhafiz export --unchecked --json 2>/dev/null A-12/2008 |
                sed 's/.*"package":"\([^"]*\)".*"version":\([0-9]*\).*"manifest_sha256":"\([0-9a-f]*\)".*/{"package":"\1","version":\2,"manifest_sha256":"\3","status":"accepted","computer_no":"5","reason":"","at":"2026-01-02T03:04:05+05:30"}/' >receipts.jsonl
            ;;
    esac
}

# A command of a person is typed at a terminal, which asks for PINs: the first of all, and each one's own.
own() { echo "the own pin of $1"; }
at_terminal() { # COMMAND
    user=$(echo "$1" | sed -n 's/^muhafiz --user \([a-z]*\) .*/\1/p')
    name=$(echo "$1" | sed -n 's/.* user add \([a-z]*\) .*/\1/p')
    case $1 in
        *" user add $user "*) set -- "$1" "New PIN for $user: =>$(own "$user")" "The same again: =>$(own "$user")" ;;
        *' user add '*) set -- "$1" "PIN of $user: =>$(own "$user")" "New PIN for $name: =>first-pin" "The same again: =>first-pin" ;;
        *' user pin '*) set -- "$1" "PIN of $user: =>first-pin" "New PIN for $user: =>$(own "$user")" "The same again: =>$(own "$user")" ;;
        *' ingest '* | *' check '*) set -- "$1" "PIN of $user: =>$(own "$user")" ;;
        *) set -- "$1" ;;
    esac
    line=$1
    shift
    python3 "$MUHAFIZ_TESTS/batch/terminal.py" "$@" -- sh -c "$line"
}

while read -r line; do
    case $line in
        'cat >'*'<<END'*) # a file as it stands there, to its last line
            while read -r more; do
                line="$line
$more"
                [ "$more" = END ] && break
            done
            ;;
    esac
    prepare "$line "
    case $line in
        'muhafiz --user '*) run() { at_terminal "$line "; } ;;
        *) run() { eval "$line" </dev/null; } ;;
    esac
    run >out 2>err || {
        cat out err >&2
        fail "README: $line"
    }
    checks=$((checks + 1))
done <day.txt
done_testing
