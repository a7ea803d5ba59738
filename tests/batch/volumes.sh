# Volumes of real pages: an inserted page divides its own volume, nothing is read again for it, and before a
# side is divided for its size alone its pages are compressed more strongly.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pdfimages pdfinfo pdftotext qpdf pgmnoise pnmsmooth pnmnorm pamtopng
m init --office 01-999 --name "Tehsil Test" --lang eng >/dev/null
cat >register.csv <<'CSV'
file_no,subject
V-1/2020,Notes
V-2/2020,Photographs
V-3/2020,A large photograph
V-4/2020,Kept as it was scanned
CSV
m register import register.csv >/dev/null
set_limit() { sed -i "s/^$1=.*/$1=$2/" store/muhafiz.conf; }
readings() { grep -c ': recognised$' err || true; } # of the last command
volumes() { m show --json "$1" | jq -r '[.items[0].sides[0].volumes[] | "\(.volume):\(.first_seq)-\(.last_seq)"] | join(" ")'; }
volume() { echo "store/$(m show --json "$1" | jq -r --argjson n "$2" '.items[0].sides[0].volumes[] | select(.volume == $n).path')"; }

# Pages with text.
set_limit max_volume_pages 3
for n in 1 2 3 4 5 6 7; do
    pages --lang eng --kind note --seed $n --ageing clean --mode gray --dpi 150 -o "$n.png" >/dev/null
done
m ingest --file V-1/2020 1.png 2.png 3.png 4.png 5.png 6.png >/dev/null
exits "the first run" 0 m run --jobs 1
same "reads all pages" 6 "$(readings)"
same "its volumes" "1:1-3 2:4-6" "$(volumes V-1/2020)"
same "labels go on in the next" "u:4/C" \
    "$(qpdf --json --json-key=pagelabels "$(volume V-1/2020 2)" | jq -r '.pagelabels[0].label."/P"')"
pdftotext -raw "$(volume V-1/2020 2)" before.txt

m ingest --file V-1/2020 7.png >/dev/null
exits "a page at the end" 0 m run --jobs 1
same "only it is read" 1 "$(readings)"
same "it does not move a cut" "1:1-3 2:4-6 3:7-7" "$(volumes V-1/2020)"
m page move V-1/2020 7 --before 2 >/dev/null
exits "it goes to the first volume" 0 m run --jobs 1
same "nothing is read" 0 "$(readings)"
same "only that volume is divided" "1:1-2 2:3-4 3:5-7" "$(volumes V-1/2020)"
pdftotext -raw "$(volume V-1/2020 3)" after.txt
ok "the next one has the same pages" cmp before.txt after.txt
rm "$(find store/layers -type f | head -n 1)"
m page move V-1/2020 2 --to V-1/2020 >/dev/null
exits "what was kept of one page is lost" 0 m run --jobs 1
same "that one is read again" 1 "$(readings)"
for layers in store/layers/*/*; do # as an earlier version wrote them
    printf '\001' | dd of="$layers" bs=1 seek=8 conv=notrunc 2>/dev/null
done
m register set V-1/2020 remarks=older >/dev/null
exits "what was kept is of an older format" 0 m run --jobs 1
same "all pages are read again" 7 "$(readings)"
ok "all is as it was handed in" m verify

# A volume that does not say what was read is never put in its place. As if the writer had erred, another
# program stands for pdftotext.
mkdir bin
cat >bin/pdftotext <<EOF2
#!/bin/sh
exec "$(command -v pdftotext)" "\$@" | awk 'BEGIN { RS = ORS = "\f" } NR == 2 { sub(/[a-z]/, "#") } { print }'
EOF2
chmod +x bin/pdftotext
find store/efiles -type f | sort >before.txt
m register set V-1/2020 remarks=checked >/dev/null
exits "a text layer that is wrong" 1 env PATH="$work/bin:$PATH" "$MUHAFIZ" --store "$store" run --jobs 1
says "volume and page are named" 'V-1/2020, correspondence.*: volume 2: page 2 does not hold the text'
find store/efiles -type f | sort >after.txt
ok "the volumes are those of before" cmp before.txt after.txt
exits "with the right one" 0 m run --jobs 1 --retry
same "all is well" assembled "$(m show --json V-1/2020 | jq -r '.items[0].stage')"

# Pages that are all photograph, so large that a few of them are no volume of 1 MiB.
photograph() { # SEED WIDTH HEIGHT
    pgmnoise -randomseed "$1" "$2" "$3" | pnmsmooth -width 9 -height 9 2>/dev/null | pnmnorm 2>/dev/null | pamtopng
}
set_limit max_volume_mb 1
set_limit max_volume_pages 100
photograph 1 1240 877 >p.png
m ingest --file V-2/2020 p.png >/dev/null
exits "one photograph" 0 m run --jobs 1
one=$(stat -c %s "$(volume V-2/2020 1)")
n=$((1100000 / one)) # more, so that all are between 1 MiB and 1.4
for seed in $(seq 2 $((n + 1))); do
    photograph "$seed" 1240 877 >p.png
    m ingest --file V-2/2020 p.png >/dev/null
done
exits "too many for a volume" 0 m run --jobs 1
same "each is read once" "$n" "$(readings)"
same "they are one volume, compressed more strongly" "1:1-$((n + 1))" "$(volumes V-2/2020)"
ok "of less than 1 MiB" test "$(stat -c %s "$(volume V-2/2020 1)")" -lt 1048576
sha256sum "$(volume V-2/2020 1)" >sum
m register set V-2/2020 remarks=none >/dev/null
m run --jobs 1 >/dev/null 2>&1
ok "and it stays so" sha256sum --check --quiet sum

photograph 50 2480 3508 >large.png
m ingest --file V-3/2020 large.png >/dev/null
exits "a page that is larger than a volume may be" 0 m run --jobs 1
same "it is a volume" "1:1-1" "$(volumes V-3/2020)"
says "and that is said" 'V-3/2020, correspondence: volume 1 is one page of .*MiB, more than .*max_volume_mb'

# How pages are encoded.
set_limit max_volume_mb 20
codings() { pdfimages -list "$(volume V-4/2020 1)" | awk 'NR > 2 { print $9 }' | sort | uniq -c | awk '{ printf "%s %s, ", $1, $2 }'; }
ink_page() { pages --lang eng --kind letter --seed "$1" --ageing light --mode gray -o q.png >/dev/null && m ingest --file V-4/2020 q.png >/dev/null; }
ink_page 21
exits "ink apart from paper" 0 m run --jobs 1
same "paper and ink as JPEG, its shape without loss, once for itself and four times for its rim" "5 jbig2, 5 jpeg, 1 jpx, " "$(codings)"
ink_page 22
exits "as it was scanned" 0 m run --jobs 1 --quality archival
same "the new page is one image, the first stays as it is" "5 jbig2, 6 jpeg, 1 jpx, " "$(codings)"
set_limit masks g4
ink_page 23
exits "for other readers" 0 m run --jobs 1
same "the newest page has its ink in Group 4" "5 ccitt, 5 jbig2, 11 jpeg, 2 jpx, " "$(codings)"
set_limit part 1b
m register set V-4/2020 remarks=none >/dev/null
exits "for the first part of the standard" 0 m run --jobs 1
same "paper is made anew as JPEG" "" "$(codings | grep -o jpx)"
exits "no such quality" 2 m run --quality best
done_testing
