# Maps of A0 at 300 dpi (139 megapixels), in colour, gray and line art, are read within the memory that one
# page may take, which the worker cannot go beyond.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq pnmcat ppmtopgm pgmtopbm pamtotiff pdfinfo
new_store
printf 'file_no,subject,kind\nM-1,Map,map\n' >maps.csv
m register import maps.csv >/dev/null

for n in 1 2; do
    pages --lang eng --kind map --seed "$n" --ageing light --mode color -o "$n.ppm" >/dev/null
done
pnmcat -lr 1.ppm 2.ppm 2.ppm 1.ppm >row.ppm
pnmcat -tb row.ppm row.ppm row.ppm row.ppm >map.ppm
tiff() { pamtotiff -xresolution 300 -yresolution 300 "$@" 2>/dev/null; }
tiff -none -truecolor map.ppm >color.tif
ppmtopgm map.ppm >map.pgm && rm map.ppm
tiff -none map.pgm >gray.tif
pgmtopbm -threshold -value 0.6 map.pgm | tiff -g4 >bits.tif
for kind in color gray bits; do
    exits "ingest of $kind" 0 m ingest --file M-1 "$kind.tif"
    rm "$kind.tif"
done
same "memory" 1024 "$(sed -n 's/^page_memory_mb=//p' store/muhafiz.conf)"
exits "run" 0 m run --jobs 1
same "all are read" '["recognised","recognised","recognised"]' \
    "$(m show --json M-1 | jq -c '[.items[0].sides[0].pages[].state]')"
same "none as an image alone" 0 "$(m status --json | jq '.items[0].jobs.failed')"
same "words of each" true "$(m show --json M-1 | jq '[.items[0].sides[0].pages[].confidence > 70] | all')"
volume=store/$(m show --json M-1 | jq -r '.items[0].sides[0].volumes[0].path')
pdfinfo "$volume" | grep -q 'Page size:.*23[78][0-9]' || fail "paper size: $(pdfinfo "$volume" | grep size)"
done_testing
