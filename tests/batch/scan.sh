# muhafiz scan against real SANE back ends: test (formats and faults) and pnm (a stack of paper).
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tifftopnm pamtopnm
new_store
mkdir stack
for n in 1 2 3 4; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray -o "stack/$n.pgm" >/dev/null
done
rm -f stack/*.txt
cat >>store/muhafiz.conf <<CONF

[scanner feeder]
feed=$work/stack/*.pgm
master=lossless

[scanner nobody]
device=test:99

[scanner wrong]
device=test:0
resolutoin=200
CONF
sheets() { m show --json A-12/2008 | jq -c '[.items[0].sides[].pages[].seq]'; }

# The third sheet is damaged on the way: the two before it are safe, and resuming goes on there.
mv stack/3.pgm whole.pgm
head -c 1000000 whole.pgm >stack/3.pgm
exits "a page that breaks off" 3 m scan --device feeder --file A-12/2008
says "what is safe is told" 'after 2 sheets'
same "pages so far" '[1,2]' "$(sheets)"
cp whole.pgm stack/3.pgm
exits "resume" 0 m scan --device feeder --resume
same "pages in the end" '[1,2,3,4]' "$(sheets)"
exits "nothing to resume" 2 m scan --device feeder --resume
m register set A-12/2008 correspondence_pages=4 >/dev/null
exits "a stack fed twice" 0 m scan --device feeder --file A-12/2008
says "a stack fed twice" 'A-12/2008, correspondence: 8 pages, 4 expected'

# Every accepted page is the page that was fed, bit for bit.
n=0
for path in $(m show --json A-12/2008 | jq -r '.items[0].sides[0].pages[:4][].path'); do
    n=$((n + 1))
    same_pixels "store/$path" "stack/$n.pgm" || fail "page $n is not the page that was fed"
done

exits "fewer sheets than announced" 1 m scan --device feeder --file B-7/2011 --sheets 5
says "fewer sheets" 'sheets are missing'
exits "resuming remembers what was announced" 1 m scan --device feeder --resume
exits "a resumed batch has its place" 2 m scan --device feeder --resume --file A-12/2008
exits "a stack that has fewer sheets after all" 0 m scan --device feeder --resume --sheets 4
exits "it is closed now" 2 m scan --device feeder --resume
exits "a mode that is none" 2 m scan --device feeder --mode bogus --file A-12/2008
says "a mode that is none" 'lineart, gray or color'
rm stack/*
exits "nothing to feed" 2 m scan --device feeder --file A-12/2008
says "nothing to feed" 'no page images match'
exits "a scanner that is not there" 3 m scan --device nobody --file A-12/2008
exits "a misspelt key" 2 m scan --device wrong
says "a misspelt key" 'resolutoin'
exits "no scanner chosen" 2 m scan
says "no scanner chosen" 'feeder, nobody'

# The test back end as the caller configures it: a feeder of ten pages, in each mode.
mkdir sane
echo test >sane/dll.conf
configure() {
    printf '%s\n' 'number_of_devices 1' 'geometry_max 300.0' 'br_x 105.0' 'br_y 148.0' \
        'resolution 75.0' 'test-picture "Grid"' 'scan-source "Automatic Document Feeder"' "$@" >sane/test.conf
}
export SANE_CONFIG_DIR="$work/sane"
configure
exits "devices" 0 m devices --json
same "the test device" test:0 "$(jq -r '.items[] | select(.scanner == "").name' out)"
for mode in gray color; do
    exits "the test back end, $mode" 0 m scan --device test:0 --source adf --mode $mode --dpi 75 --file پ-3/2015
done
same "ten pages each" 20 "$(m show --json پ-3/2015 | jq '[.items[0].sides[].pages[]] | length')"
for status in JAMMED COVER_OPEN NO_DOCS IO_ERROR; do
    configure "read-status-code \"SANE_STATUS_$status\""
    wanted=3
    [ $status = NO_DOCS ] && wanted=1 # no sheet came
    exits "the test back end answers $status" $wanted m scan --device test:0 --source adf --file پ-3/2015
done
same "no page came from faults" 20 "$(m show --json پ-3/2015 | jq '[.items[0].sides[].pages[]] | length')"
done_testing
