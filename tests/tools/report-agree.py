#!/usr/bin/env python3
"""report-agree.py ITEM.json REPORT.csv REPORT.html REPORT.pdf [...] - do the forms of one report tell the same numbers?

CSV: every column that has the name of a member of the item has its value. HTML: the rows of the table of all offices and the
Grand Total are the item's counts, grouped in lakhs and crores, with percentages computed here anew. PDF: what it prints are
exactly the numbers of the HTML page, each as often. More pages of the same item (other languages) may follow in pairs.
Exit 1 names the first that differ.
"""
import collections
import csv
import html.parser
import json
import re
import subprocess
import sys

NUMBER = re.compile(r"\d[\d,]*(?:[.:-]\d+)*%?")
FORMATS = re.compile("[\u2066-\u2069\u00ad]")
faults = []


def check(what, expected, found):
    if expected != found:
        faults.append("%s: expected %r, found %r" % (what, expected, found))


def grouped(count):
    if count is None:
        return "\u2013"
    digits = str(count)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, i - 2):i] for i in range(len(head), 0, -2)][::-1]
    return ",".join(pairs + [tail])


def percent(count, base):
    return "\u2013" if not base or count is None else "%d.%02d%%" % divmod(count * 10000 // base, 100)


class Page(html.parser.HTMLParser):
    """Tables by the order in which they stand, rows of texts; and all that can be read."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.read, self.hidden, self.cell = [], [], 0, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("title", "desc", "style")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        self.hidden -= tag in ("title", "desc", "style")
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self.cell)
            self.cell = None
        self.read.append(" ")

    def handle_data(self, data):
        data = FORMATS.sub("", data)
        if not self.hidden:
            self.read.append(data)
            if self.cell is not None:
                self.cell += data


def csv_check(item, path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, office in zip(rows, [item["grand_total"]] + item["offices"]):
        for name, value in row.items():
            group, _, member = name.partition("_")
            beside, _, of_beside = member.partition("_")
            if group == "projection" and beside in ("whole", "first"):
                expected = office[group].get(beside, {}).get(of_beside)
                check("CSV, %s, %s" % (office["name"], name), "" if expected is None else str(expected), value)
            if not isinstance(office.get(group), dict) or member not in office[group]:
                continue
            expected = office[group][member]
            if isinstance(expected, float):
                value = float(value)
            check("CSV, %s, %s" % (office["name"], name), "" if expected is None else expected,
                  type(expected)(value) if value and expected is not None else value)
    check("rows in CSV", 1 + len(item["offices"]), len(rows))


def office_cells(office):
    records, pages, absent = office["records"], office["pages"], office["availability"]
    counts = [(office["target"] or {}).get("records"), (office["census"] or {}).get("records"), records["registered"],
              records["scanned"], percent(records["scanned"], office["of"]["records"])]
    counts += [records[m] for m in ("recognised", "examined", "checked", "exported", "imported")]
    counts += [absent[m] for m in ("excluded", "missing", "damaged")] + [office["custody"]["overnight"], pages["expected"],
               pages["scanned"], percent(pages["scanned"], office["of"]["pages"])]
    return [c if isinstance(c, str) else grouped(c) for c in counts]


def html_check(item, path):
    page = Page(open(path, encoding="utf-8").read())
    total = item["grand_total"]
    steps = next(t for t in page.tables if len(t) == 10 and len(t[0]) == 6)[1:]
    check("records scanned in " + path, [grouped(total["of"]["records"]), grouped(total["records"]["scanned"]),
                                         percent(total["records"]["scanned"], total["of"]["records"])], steps[1][2:5])
    check("pages scanned in " + path, [grouped(total["of"]["pages"]), grouped(total["pages"]["scanned"]),
                                       percent(total["pages"]["scanned"], total["of"]["pages"])], steps[0][2:5])
    offices = next(t for t in page.tables if len(t[-1]) == 19)[2:]
    for office, row in zip([total] + item["offices"], offices):
        check("%s in %s" % (office["name"], path), office_cells(office), row[1:18])
        at = office["figures_at"]
        check("age of %s in %s" % (office["name"], path), [".".join(at[:10].split("-")[::-1])] if at else [], NUMBER.findall(row[18]))
        check("silence of %s in %s" % (office["name"], path), office["silent"] or not at, not NUMBER.fullmatch(row[18].strip()))
    check("rows of " + path, 1 + len(item["offices"]), len(offices))
    return page


def pdf_check(page, path):
    text = FORMATS.sub("", subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout)
    pages = [p for p in text.split("\f") if p.strip()]
    printed = collections.Counter(NUMBER.findall(text))
    wanted = collections.Counter(NUMBER.findall("".join(page.read)))
    as_of = NUMBER.findall("".join(page.read))[:2]  # they, and the page's number of all, stand at the foot of each page
    for number, _ in enumerate(pages, 1):
        wanted.update(as_of + [str(number), str(len(pages))])
    for counted in printed, wanted:
        counted.pop("256", None)  # SHA-256 in the head of a column, which is printed again where a table goes on
    check("numbers that only the page has, " + path, {}, dict(wanted - printed))
    check("numbers that only the PDF has, " + path, {}, dict(printed - wanted))


def main():
    item = json.load(open(sys.argv[1], encoding="utf-8"))["items"][0]
    csv_check(item, sys.argv[2])
    for i in range(3, len(sys.argv), 2):
        pdf_check(html_check(item, sys.argv[i]), sys.argv[i + 1])
    print("\n".join(faults[:20]) or "agree")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
