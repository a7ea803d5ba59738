# Ten files that a copier made into one PDF, dropped into a hot folder: ten records with the right
# pages, each as pdftoppm shows it.
. "$MUHAFIZ_TESTS/batch/lib.sh"
need jq tiffcp tiff2pdf qpdf pdftoppm tifftopnm pnmtotiff pamscale python3
m init --office 01-999 --name "Tehsil Test" --lang eng >/dev/null
{
    echo file_no,subject,kind,section,year,correspondence_pages
    for n in 1 2 3 4 5 6 7 8 9 10; do
        echo "T-$n/2008,Mutation $n,file,Revenue,2008,2"
    done
} >register.csv
m register import register.csv >/dev/null
sed -i 's/^settle_s=.*/settle_s=0/; s/^master=jpeg/master=lossless/; s/^dpi=.*/dpi=150/' store/muhafiz.conf
for n in 1 2 3 4 5 6 7 8 9 10; do
    set -- "$@" "T-$n/2008"
done
m cover "$@" -o covers.pdf >/dev/null
pdftoppm -r 150 -gray -tiff covers.pdf cover

# Behind each cover two pages: gray Deflate and G4, every third page of half the size.
sheets=
for n in 01 02 03 04 05 06 07 08 09 10; do
    pages --lang eng --kind note --seed "${n#0}" --ageing clean --mode gray --dpi 150 -o gray.tif >/dev/null
    case $n in
    *[369]) tifftopnm gray.tif 2>/dev/null | pamscale 0.5 | pnmtotiff -xresolution 150 -yresolution 150 >$n.a.tif 2>/dev/null ;;
    *) tiffcp -c zip gray.tif $n.a.tif ;;
    esac
    pages --lang eng --kind letter --seed "2$n" --ageing clean --mode lineart --dpi 200 -o line.tif >/dev/null
    tiffcp -c g4 -r 100000 line.tif $n.b.tif
    sheets="$sheets cover-$n.tif $n.a.tif $n.b.tif"
done
# shellcheck disable=SC2086
tiffcp $sheets all.tif
tiff2pdf -z -o flat.pdf all.tif
qpdf --rotate=+90:2,12 --rotate=+180:9 --rotate=+270:15 flat.pdf ten.pdf
mkdir hot
cp ten.pdf hot/ten.pdf
exits "ten files in one PDF" 0 m ingest --watch hot --once
grep -q '30 sheets = 10 covers + 0 separators + 20 folio sheets' out || fail "the ledger: $(cat out)"

# Poppler draws an image up to a pixel larger than it is: 4.5 levels at most here, 9 and more for a
# page that is another one.
apart() { # TIFF PDF PAGE DPI: "close", "apart", or the sizes where they differ
    tifftopnm "$1" 2>/dev/null | pamdepth 255 2>/dev/null >apart.1
    pdftoppm -r "$4" -cropbox -gray -f "$3" -singlefile "$2" apart
    python3 - apart.1 apart.pgm <<'PY'
import re, sys
def read(path):
    bytes = open(path, "rb").read()
    head = re.match(rb"P5\s+(?:#.*\n)?(\d+)\s+(\d+)\s+255\s", bytes)
    return int(head[1]), int(head[2]), bytes[head.end():]
a, b = (read(path) for path in sys.argv[1:])
if a[:2] != b[:2]:
    print(f"{a[0]}x{a[1]} and {b[0]}x{b[1]}")
else:
    print("close" if sum(map(lambda x, y: abs(x - y), a[2], b[2])) < 6 * len(a[2]) else "apart")
PY
}

n=0
for number in "$@"; do
    m show --json "$number" | jq -r '.items[0].sides[].pages[] | "\(.path) \(.dpi)"' >rows
    same "pages of $number" 2 "$(wc -l <rows)"
    page=$((3 * n + 2))
    while read -r path dpi; do
        same "$number, page $page of the PDF" close "$(apart "store/$path" ten.pdf $page "$dpi")"
        page=$((page + 1))
    done <rows
    n=$((n + 1))
done
first=$(head -n 1 rows | cut -d' ' -f1)
same "another page is told from it" apart "$(apart "store/$first" ten.pdf 23 150)"
for n in 1 2 6 7 8 9 10; do # those in black and white that were not turned: bit by bit
    tifftopnm "$(printf %02d $n).b.tif" 2>/dev/null >line.pbm
    path=$(m show --json "T-$n/2008" | jq -r '[.items[0].sides[].pages[].path][-1]')
    ok "T-$n/2008: its second page bit by bit" same_pixels "store/$path" line.pbm
done
same "nothing without a record" 0 "$(m status --json | jq '.items[0].unplaced')"
ok "the PDF is done" test -e hot/done/ten.pdf
exits "verify" 0 m verify
done_testing
