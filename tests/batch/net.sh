# A scanner on another PC: SANE's own saned and net back end over the loopback interface. A whole
# batch; then saned is killed in mid page (net's reads then answer "good, 0 bytes" for ever), and
# stopped in mid page (reads block, and so does a cancel). What was whole stays, and resuming goes on.
. "$MUHAFIZ_TESTS/batch/lib.sh"
PATH=$PATH:/usr/sbin
need jq saned setsid tifftopnm
new_store
host=127.0.0.$(($$ % 250 + 2)) # net knows one port only, and tests run at the same time
mkdir saned
echo test >saned/dll.conf
echo 127.0.0.0/8 >saned/saned.conf
configure() {
    printf '%s\n' 'number_of_devices 1' 'geometry_max 300.0' 'br_x 50.0' 'br_y 70.0' 'resolution 75.0' \
        'test-picture "Grid"' 'scan-source "Automatic Document Feeder"' "$@" >saned/test.conf
}
serve() {
    SANE_CONFIG_DIR="$work/saned" setsid saned -l -b "$host" -p 6566 >/dev/null 2>&1 &
    saned=$!
    tries=0
    until grep -q "$(port_line) .* 0A " /proc/net/tcp; do # 0A: listening
        tries=$((tries + 1))
        [ $tries -lt 100 ] || fail "saned does not listen"
        sleep 0.1
    done
}
port_line() { printf '%02X00007F:19A6' "${host##*.}"; } # as the kernel writes HOST:6566
unserve() {
    kill -9 "-$saned" 2>/dev/null || true
    wait "$saned" 2>/dev/null || true
}
trap 'unserve; rm -rf "$work"' EXIT
sed -i 's/^cancel_s=.*/cancel_s=1/; s/^term_s=.*/term_s=1/' store/muhafiz.conf
patience() { sed -i "s/^timeout_s=.*/timeout_s=$1/" store/muhafiz.conf; } # short where silence is the point, alone
printf '\n[scanner remote]\nnet=%s\ndevice=test:0\nsource=adf\ndpi=75\nmaster=lossless\nwidth_mm=50\nheight_mm=70\n' \
    "$host" >>store/muhafiz.conf
kept() { m show --json A-12/2008 | jq '[.items[0].sides[].pages[]] | length'; }
kept_all() { m show --json A-12/2008 | jq -c '[.items[0].sides[].pages[].seq]'; }

configure
serve
exits "a whole batch from another PC" 0 m scan --device remote --file A-12/2008 --sheets 10
same "ten pages" 10 "$(kept)"
unserve
: >pixels
for path in $(m show --json A-12/2008 | jq -r '.items[0].sides[].pages[].path'); do
    tifftopnm "store/$path" 2>/dev/null | sha256sum >>pixels
done
same "each page came over the net as the others" 1 "$(sort -u pixels | wc -l)"

# Slowly, so that there is a middle: four sheets and a part of the next, then saned is no more, or
# does no more.
disturb() { # WHAT SIGNAL FIRST
    serve
    patience 4
    m scan --device remote --file A-12/2008 --sheets 10 >out 2>err &
    scan=$!
    tries=0
    until [ "$(kept)" -ge $(($3 + 4)) ]; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "$1: no pages come"
        sleep 0.1
    done
    kill "-$2" "-$saned"
    status=0
    wait $scan || status=$?
    same "$1: exit" 3 "$status"
    says "$1: how to go on" 'scan --resume'
    unserve
    had=$(kept)
    ok "$1: what was whole is kept" test "$had" -ge $(($3 + 4)) -a "$had" -lt $(($3 + 10))
    serve
    patience 20 # a busy machine is no dead scanner
    rounds=0    # saned now and then keeps its line open and says nothing: then one goes on, as the operator would
    until m scan --device remote --resume --sheets $((had - $3 + 10)) >out 2>err; do
        rounds=$((rounds + 1))
        says "$1: resuming" 'scan --resume'
        [ $rounds -lt 3 ] || fail "$1: resuming: $(cat err)"
        unserve
        serve
    done
    unserve
    same "$1: pages" $((had + 10)) "$(kept)"
    same "$1: in order, none twice" "$(jq -nc "[range(1; $((had + 11)))]")" "$(kept_all)"
    exits "$1: verify" 0 m verify
}
configure 'read-delay true' 'read-delay-duration 50000'
disturb "saned killed" KILL "$(kept)"
disturb "saned stopped" STOP "$(kept)"
done_testing
