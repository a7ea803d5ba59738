"""search.py DIR - searches DIR/phrases.pdf for the phrases of DIR/phrases.tsv as Evince does (poppler's
find_text), and asks pdftotext -bbox for each word. What is highlighted must lie within 2 mm of the words on
the image on every side.

What poppler 22.12 cannot find, and why: it takes letters like \u0622 and \u0626, which Unicode composes of two,
apart after it has turned right-to-left text round, so that the parts stand in another order than in what is
searched for; and it looks for numbers in right-to-left text from the wrong end. muhafiz search finds both.
"""

import os
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as xml

import gi

gi.require_version("Poppler", "0.18")
from gi.repository import Gio, Poppler  # noqa: E402

PT_PER_MM = 72 / 25.4
FARTHEST_MM = 2
XHTML = "{http://www.w3.org/1999/xhtml}"


def distance_mm(found, wanted):
    """Of the side that differs most."""
    return max(abs(f - w) for f, w in zip(found, wanted)) / PT_PER_MM


def phrases(path):
    with open(path, encoding="utf-8") as table:
        for line in table:
            page, phrase, visual, *box = line.rstrip("\n").split("\t")
            yield int(page), phrase, visual.split(" "), [float(side) for side in box]


def can_be_found(phrase):
    if not any(unicodedata.bidirectional(c) == "AL" for c in phrase):
        return True
    return not any(unicodedata.decomposition(c) or c.isdigit() for c in phrase)


def highlighted(page, phrase):
    """Boxes as left, top, right, bottom; poppler counts from the lower left corner."""
    _, height = page.get_size()
    return [[box.x1, height - box.y2, box.x2, height - box.y1] for box in page.find_text(phrase)]


def words(path):
    """Of each page: (text, box)."""
    output = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True).stdout
    for page in xml.fromstring(output).iter(XHTML + "page"):
        yield [(w.text, [float(w.get(k)) for k in ("xMin", "yMin", "xMax", "yMax")]) for w in page]


def joined(page_words, pair):
    """The boxes that hold both words, wherever they stand."""
    first, second = ([box for text, box in page_words if text == word] for word in pair)
    for a in first:
        for b in second:
            yield [min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])]


def nearest_mm(boxes, wanted):
    return min((distance_mm(box, wanted) for box in boxes), default=float("inf"))


def main(directory):
    path = os.path.join(os.path.abspath(directory), "phrases.pdf")
    document = Poppler.Document.new_from_gfile(Gio.File.new_for_path(path), None, None)
    page_words = list(words(path))
    worst = {"highlighted": 0, "told by pdftotext -bbox": 0}
    count, beyond, failed = 0, 0, False
    for number, phrase, visual, wanted in phrases(os.path.join(directory, "phrases.tsv")):
        found = highlighted(document.get_page(number), phrase)
        far = {"told by pdftotext -bbox": nearest_mm(joined(page_words[number], visual), wanted)}
        if found or can_be_found(phrase):
            far["highlighted"] = nearest_mm(found, wanted)
        count += 1
        beyond += not found
        for how, mm in far.items():
            worst[how] = max(worst[how], mm)
            if mm > FARTHEST_MM:
                failed = True
                print(f"page {number}: '{phrase}', as {how}, is {mm:.2f} mm away")
    print(f"{count} phrases, {beyond} beyond poppler's search; farthest side in mm:", worst)
    return 1 if failed or count < 50 or beyond > count / 4 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
