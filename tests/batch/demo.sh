# README's first command, in a copy of the tree that has nothing built; and once more, which must
# change nothing.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq
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
