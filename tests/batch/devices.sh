# muhafiz devices: drivers that hang and crash among those that answer, sections of muhafiz.conf, another computer's
# scanners, one scanner through two drivers; nothing is left behind.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq saned pgrep python3
python3 -c 'import jsonschema' 2>/dev/null || {
    echo "skipped: python3-jsonschema is not installed"
    exit 77
}
new_store
mkdir tmp sane
export TMPDIR="$work/tmp"
export LD_LIBRARY_PATH="$MUHAFIZ_TEST_BIN/batch/drivers"
devices() { "$MUHAFIZ" devices --json "$@"; }
of() { jq -c "[.items[] | select(.name == \"$1\") | $2] | .[]" out; } # NAME FILTER
driver() { jq -r ".items[] | select(.name == \"\" and .driver == \"$1\") | .trouble" out; }

# All at once, the bad ones first.
before=$(date +%s)
exits "bad drivers among good ones" 0 devices --drivers hangs,crashes,sticks,test,pnm,twin,latin,missing
took=$(($(date +%s) - before))
[ $took -lt 20 ] || fail "it took $took s"
same "a driver that hangs" 'did not answer and was stopped' "$(driver hangs)"
same "a driver that crashes" 'crashed (Segmentation fault)' "$(driver crashes)"
says "people are told" 'driver hangs did not answer'
says "people are told" 'driver crashes crashed'
same "the test back end" '["test:0","test:1"]' "$(jq -c '[.items[].name | select(startswith("test:"))]' out)"
same "what it can" '["Noname","frontend-tester","local",["Flatbed","Automatic Document Feeder"],["Gray","Color"],"1-1200",""]' \
    "$(of test:1 '[.vendor, .model, .connection, .sources, .modes, .resolutions, .trouble]')"
same "pnm" '"PNM file reader"' "$(of pnm:0 .model)"
same "a device that never opens is known" '["Mark II","its driver did not answer and was stopped"]' \
    "$(of sticks:libusb:001:004 '[.model, .trouble]')"
same "no trouble twice" "" "$(driver sticks)"
same "the serial number" '"SN-4711"' "$(of twin:good .serial)"
same "a serial number that is no UTF-8" '"SN-�"' "$(of latin:good .serial)"
same "one scanner through two drivers" '["sticks:good"]' "$(of twin:good .same_as)"
same "and the other way" '["twin:good"]' "$(of sticks:good .same_as)"
same "a driver that is not there" "" "$(driver missing)"
cp out devices.bad.json
pgrep -f "$work/tmp" >/dev/null && fail "a process was left"
same "nothing is left" "" "$(ls tmp)"

# They die with us too.
"$MUHAFIZ" devices --drivers hangs >/dev/null 2>&1 &
parent=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    worker=$(pgrep -P $parent || true)
    asked=$([ -z "$worker" ] || pgrep -P "$worker" || true)
    [ -z "$asked" ] || break
    sleep 0.2
done
[ -n "$asked" ] || fail "no process was seen that asks a driver"
kill -9 $parent
wait $parent 2>/dev/null || true
for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$asked" 2>/dev/null || break
    sleep 0.2
done
kill -0 "$asked" 2>/dev/null && fail "a driver outlived its parent"
rm -rf tmp/*

# Sections of muhafiz.conf, a driver's device, a feed, another computer.
address=127.66.$(($$ / 250 % 250)).$(($$ % 250 + 1)) # one of this test alone: net knows no other port
echo test >sane/dll.conf
echo 127.0.0.0/8 >sane/saned.conf
echo 'number_of_devices 2' >sane/test.conf
env -u LD_LIBRARY_PATH SANE_CONFIG_DIR="$work/sane" saned -l -b "$address" -p 6566 -u "$(id -un)" 2>saned.err &
saned=$!
"$MUHAFIZ_TEST_BIN/tools/standin" --sheets 1 >port &
standin=$!
trap 'kill $saned $standin 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do
    [ ! -s port ] || break
    sleep 0.1
done
for _ in 1 2 3 4 5 6 7 8 9 10; do
    exits_already=0
    kill -0 $saned 2>/dev/null || exits_already=1
    [ $exits_already = 0 ] || break
    sleep 0.1
done
[ $exits_already = 0 ] || fail "saned does not run: $(cat saned.err)"
cat >>store/muhafiz.conf <<CONF
[scanner desk]
device=test:1
[scanner gone]
device=test:7
[scanner paper]
feed=$work/stack/*.pgm
[scanner next-door]
net=$address
device=test:1
[scanner first]
net=$address
[scanner nobody]
net=127.66.0.0
device=test:0
[scanner hall]
airscan=http://127.0.0.1:$(head -n 1 port)/eSCL
[scanner bad]
airscan=not an address
CONF
exits "sections" 0 m devices --json --drivers test
cp out devices.sections.json
same "they come first" '["bad","desk","first","gone","hall","next-door","nobody","paper"]' \
    "$(jq -c '[.items[:8][].scanner] | sort' out)"
same "a network scanner" '["network","airscan",["Flatbed","ADF","ADF Duplex"],""]' \
    "$(of hall '[.connection, .driver, .sources, .trouble]')"
same "a section's device is told once" '["desk"]' "$(jq -c '[.items[] | select(.name == "test:1").scanner]' out)"
same "another computer's scanner" '["remote","frontend-tester","Flatbed",""]' \
    "$(of next-door '[.connection, .model, .sources[0], .trouble]')"
same "the first one there" '["remote","frontend-tester",""]' "$(of first '[.connection, .model, .trouble]')"
ok "a scanner that is not there" test -n "$(of test:7 '.trouble | select(. != "")')"
ok "a computer that does not answer" test -n "$(of nobody '.trouble | select(. != "")')"
ok "a section that cannot be" test -n "$(of bad '.trouble | select(contains("http://HOST/eSCL"))')"
same "a feed" '"PNM file reader"' "$(of paper .model)"
same "nothing is left" "" "$(ls tmp)"
exits "for people" 0 "$MUHAFIZ" --store "$store" devices --drivers test
ok "for people" grep -q '^next-door  \[scanner next-door\]' out

# The caller's own configuration is used as it is; with --drivers, only its list is not.
exits "a caller's own configuration" 0 env SANE_CONFIG_DIR="$work/sane" "$MUHAFIZ" devices --json
same "its devices" '["test:0","test:1"]' "$(jq -c '[.items[].name]' out)"
echo 'number_of_devices 1' >sane/test.conf
exits "its settings for one driver" 0 env SANE_CONFIG_DIR="$work/sane" "$MUHAFIZ" devices --json --drivers test,pnm
same "its devices" '["test:0","pnm:0","pnm:1"]' "$(jq -c '[.items[].name]' out)"
echo hangs >sane/dll.conf
exits "it has no driver that answers" 3 env SANE_CONFIG_DIR="$work/sane" "$MUHAFIZ" devices
says "it is told" 'your SANE_CONFIG_DIR did not answer'
exits "escl is not asked" 3 devices --drivers escl
ok "and why" grep -q 'loses pages' err
exits "no name of a driver" 3 devices --drivers ../test
ok "replies fit their schema" python3 "$MUHAFIZ_TESTS/schemas/check.py" devices.*.json
done_testing
