# README's first command, in a copy of the tree that has nothing built; and once more, which must
# change nothing.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq dpkg-query

# The demo's machine lacks what batch/setup.sh installs for the tests alone: pkg-config does not find it.
list() { # VARIABLE of batch/setup.sh
    sed -n "/^$1=\"/,/\"\$/p" "$MUHAFIZ_TESTS/../batch/setup.sh" | sed "s/^$1=//" | tr -d '"'
}
mkdir bin
needed=$(dpkg-query -W -f '${Depends} ' $(list build) | tr -d ',')
for package in $(list tests); do
    case " $needed " in *" $package "*) continue ;; esac
    dpkg-query -L "$package" | sed -n 's|.*/\(.*\)\.pc$|\1|p'
done >bin/missing
ok "there is something that the demo must do without" test -s bin/missing
cat >bin/pkg-config <<WRAPPER
#!/bin/sh
for word in "\$@"; do
    ! grep -qxFe "\${word%%[<>=]*}" "$work/bin/missing" || exit 1
done
exec $(command -v pkg-config) "\$@"
WRAPPER
chmod +x bin/pkg-config
export PKG_CONFIG="$work/bin/pkg-config"
mkdir tree
(cd "$MUHAFIZ_TESTS/.." && tar -c --exclude=./build --exclude=./demo --exclude=./.git .) | tar -x -C tree
exits "the demo" 0 sh tree/batch/demo.sh
cp out first
d() { "$MUHAFIZ" --store tree/demo/store "$@"; }
same "records" '{"exported":4}' "$(d status --json | jq -c '.items[0].records | with_entries(select(.value > 0))')"
same "pages" 19 "$(d status --json | jq '.items[0].pages.recognised')"
same "packages" 4 "$(find tree/demo/store/outbox -mindepth 1 -maxdepth 1 -name 'fl-*' | wc -l)"
same "a hit in each language" 4 "$(grep -c '\[.*\]' first)"
for file in covers.pdf progress.html; do
    ok "$file" test -s "tree/demo/$file"
done

before=$(cd tree/demo/store && find efiles pages text outbox -type f -exec sha256sum {} + | sort | sha256sum)
exits "the demo again" 0 sh tree/batch/demo.sh
same "files after the second time" "$before" \
    "$(cd tree/demo/store && find efiles pages text outbox -type f -exec sha256sum {} + | sort | sha256sum)"
done_testing
