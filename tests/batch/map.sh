# Large maps at 300 dpi are read within the memory that one page may take, which the worker cannot go beyond: of
# A0 (139 megapixels) in colour, gray and line art, or with "3" of so many A4 a side in colour (78 megapixels,
# more than is worked on at full size).
n_side=${1:-4} kinds="color gray bits"
[ "$n_side" = 4 ] || kinds=color
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pnmcat ppmtopgm pgmtopbm pamtotiff pdfinfo
new_store
printf 'file_no,subject,kind\nM-1,Map,map\n' >maps.csv
m register import maps.csv >/dev/null

for n in 1 2; do
    pages --lang eng --kind map --seed "$n" --ageing light --mode color -o "$n.ppm" >/dev/null
done
repeat() { for n in $(seq "$n_side"); do echo "$1"; done; }
pnmcat -lr $(repeat 1.ppm | sed '2,3s/1/2/') >row.ppm
pnmcat -tb $(repeat row.ppm) >map.ppm
tiff() { pamtotiff -xresolution 300 -yresolution 300 "$@" 2>/dev/null; }
tiff -none -truecolor map.ppm >color.tif
ppmtopgm map.ppm >map.pgm && rm map.ppm
tiff -none map.pgm >gray.tif
pgmtopbm -threshold -value 0.6 map.pgm | tiff -g4 >bits.tif
for kind in $kinds; do
    exits "ingest of $kind" 0 m ingest --file M-1 "$kind.tif"
    rm "$kind.tif"
done
same "memory" 1024 "$(sed -n 's/^page_memory_mb=//p' store/muhafiz.conf)"
exits "run" 0 m run --jobs 1
same "all are read" "$(echo $kinds | wc -w)" \
    "$(m show --json M-1 | jq '[.items[0].sides[0].pages[] | select(.state == "recognised")] | length')"
same "none as an image alone" 0 "$(m status --json | jq '.items[0].jobs.failed')"
same "words of each" true "$(m show --json M-1 | jq '[.items[0].sides[0].pages[].confidence > 70] | all')"
volume=store/$(m show --json M-1 | jq -r '.items[0].sides[0].volumes[0].path')
width_pt=$(pdfinfo "$volume" | sed -n 's/^Page size: *\([0-9]*\).*/\1/p')
[ "$width_pt" -ge $((n_side * 592)) ] && [ "$width_pt" -le $((n_side * 598)) ] || fail "paper size: $width_pt pt"
done_testing
