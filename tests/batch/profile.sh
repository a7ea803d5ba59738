# Profiles: what wins over what, what is refused, and lossless masters where a profile says so.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tifftopnm pamtopnm
new_store
grep -q '^#\[scan old-urdu\]$' store/muhafiz.conf || fail "muhafiz.conf shows no profile"
mkdir stack
for n in 1 2; do
    pages --lang eng --kind note --seed $n --ageing light --mode gray --dpi 150 -o "stack/$n.pgm" >/dev/null
done
rm -f stack/*.txt
sed -i 's/^dpi=300$/dpi=200/' store/muhafiz.conf
cat >>store/muhafiz.conf <<CONF

[scanner feeder]
feed=$work/stack/*.pgm

[scanner fine]
feed=$work/stack/*.pgm
dpi=400

[scan old-urdu]
dpi=150
master=lossless
source=adf

[scan quick]
mode=lineart
CONF

# The dpi of a pnm page is what the settings say, so it shows who won.
newest() { m show --json B-7/2011 | jq -c ".items[0].sides[0].pages[-1].$1"; }
wins() { # DESCRIPTION DPI OPTIONS...
    what=$1 dpi=$2
    shift 2
    exits "$what" 0 m scan --file B-7/2011 "$@"
    same "$what" "$dpi" "$(newest dpi)"
}
wins "[scan] alone" 200 -d feeder
wins "the scanner over [scan]" 400 -d fine
wins "the profile over the scanner" 150 -d fine --profile old-urdu
wins "the command line over the profile" 100 -d fine --profile old-urdu --dpi 100
wins "a profile without dpi leaves the scanner's" 400 -d fine --profile quick

exits "a lossless profile" 0 m scan -d feeder -p old-urdu --file A-12/2008
n=0
for path in $(m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[].path'); do
    n=$((n + 1))
    same_pixels "store/$path" "stack/$n.pgm" || fail "page $n is not the page that was fed"
done
same "pages compared" 2 $n

pages --lang eng --kind note --seed 3 --ageing light --mode gray --dpi 150 -o file.pgm >/dev/null
pnmtopng file.pgm >file.png 2>/dev/null
exits "ingest by a lossless profile" 0 m ingest --profile old-urdu --file پ-3/2015 file.png
path=$(m show --json پ-3/2015 | jq -r '.items[0].sides[0].pages[0].path')
ok "an ingested page is the file's, bit for bit" same_pixels "store/$path" file.pgm
exits "ingest without it" 0 m ingest --again --file پ-3/2015 file.png
path=$(m show --json پ-3/2015 | jq -r '.items[0].sides[0].pages[1].path')
same_pixels "store/$path" file.pgm && fail "a JPEG master has every pixel"

exits "no such profile" 2 m scan -d feeder --profile old-hindi
says "those there are" 'old-urdu, quick'
exits "no such profile for files" 2 m ingest --profile old-hindi file.png
m doctor --json >out || true
same "profiles are looked at" ok "$(jq -r '.items[] | select(.check == "profiles").status' out)"
printf '[scan wrong]\nresolutoin=200\n' >>store/muhafiz.conf
exits "a misspelt key" 2 m scan -d feeder --profile wrong
says "a misspelt key" 'resolutoin.*source, mode, dpi'
exits "the other profiles go on" 0 m scan -d feeder --profile quick --file A-12/2008
exits "doctor" 1 m doctor
ok "doctor names it" grep -q 'profiles.*\[scan wrong\].*resolutoin' out
printf '[scan sent]\ndevice=test:0\n' >>store/muhafiz.conf
exits "a profile is no scanner" 2 m scan -d feeder --profile sent
says "a profile is no scanner" 'no key "device"'
done_testing
