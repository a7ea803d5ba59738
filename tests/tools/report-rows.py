#!/usr/bin/env python3
"""report-rows.py ITEM.json - computes the numbers of a report anew from the rows that it was written with (report --rows).

"records" has a row per record, "work" one per day, person and scanner, "lots" one per lot, "lists" what is odd; nothing else of the
item is used but what the plan says. Of joined reports each office that has rows. Exit 1 names what differs.
"""
import json
import sys

faults = []


def check(what, told, made):
    if told != made:
        faults.append("%s: the report says %r, its rows give %r" % (what, told, made))


def many(rows, test):
    return sum(1 for row in rows if test(row))


def total(rows, member, test=lambda row: True):
    return sum(row[member] for row in rows if test(row))


def removed_of(item, office, records):
    """Out of the register and not in it again: by number the most pages that were expected."""
    held = {r["file_no"].lower() for r in records}
    gone = {}
    for row in item["lists"]["removed"]:
        name = row["file_no"].lower()
        if row["office"] == office and name not in held:
            gone[name] = max(gone.get(name, 0), row["expected"] or 0)
    return gone


def records_of(item, office, records, gone):
    done = ("recognised", "assembled", "checked", "exported", "imported")
    scanned = [r for r in records if r["scanned_on"]]
    checked = [r for r in records if r["checked_on"]]
    return {
        "registered": many(records, lambda r: r["is_own"]), "provisional": many(records, lambda r: r["is_provisional"]),
        "uncounted": many(records, lambda r: r["is_own"] and r["availability"] == "available" and r["is_uncounted"]),
        "short": many(records, lambda r: r["is_short"]), "scanned": len(scanned),
        "recognised": many(scanned, lambda r: r["stage"] in done), "assembled": many(scanned, lambda r: r["stage"] in done[1:]),
        "checked": len(checked), "examined": many(checked, lambda r: r["is_examined"]),
        "by_lot": many(checked, lambda r: not r["is_examined"]), "exported": many(records, lambda r: r["exported_on"]),
        "exported_uncounted": many(records, lambda r: not r["exported_on"] and r["stage"] in done[3:]),
        "imported": many(records, lambda r: r["imported_on"]), "rejected": many(scanned, lambda r: r["stage"] == "rejected"),
        "removed": len(gone)}


def groups_of(item, row, records, work, lots, gone):
    own = [r for r in records if r["is_own"]]
    here = [r for r in own if r["availability"] == "available"]
    checked = [r for r in records if r["checked_on"]]
    absent = ("excluded", "missing", "damaged")
    return {
        "records": records_of(item, row["office"], records, gone),
        "availability": {**{a: many(own, lambda r: r["availability"] == a) for a in absent},
                         "pages": total(own, "expected", lambda r: r["availability"] in absent)},
        "custody": {"taken": many(records, lambda r: r["taken_on"]),
                    "overnight": many(records, lambda r: r["taken_on"] and r["taken_on"] < row["figures_at"][:10])},
        "pages": {"expected": total(own, "expected"), "scanned": total(own, "pages"), "recognised": total(own, "recognised"),
                  "failed": total(own, "failed"), "surplus": total(here, "surplus"), "blank": total(here, "blank"),
                  "duplicate": total(here, "duplicate"), "removed": sum(gone.values()), "unproven": total(work, "unproven")},
        "checking": {"pages_examined": total(checked, "pages_seen"),
                     "pages_by_lot": total(checked, "pages_accepted") - total(checked, "pages_seen"),
                     "own_work": many(checked, lambda r: r["is_own_work"]),
                     **{"lots_" + v: many(lots, lambda l: l["verdict"] == v) for v in ("waiting", "accepted", "rejected")}}}


def days_of(records, work):
    days = {}
    for column, rows, day, amount in [("pages", work, "day", "pages")] + [(c, records, c + "_on", None) for c in
                                                                        ("scanned", "checked", "exported", "imported")]:
        for row in rows:
            if row[day]:
                of = days.setdefault(row[day], dict.fromkeys(("pages", "scanned", "checked", "exported", "imported"), 0))
                of[column] += row[amount] if amount else 1
    return {day: counts for day, counts in days.items() if any(counts.values())}


def sums_of(work, key, members):
    """By person or scanner: days with pages, and sums."""
    sums = {}
    for row in work:
        one = sums.setdefault(key(row), {"days": set(), **dict.fromkeys(members, 0)})
        for member in members:
            one[member] += row[member]
        if row["pages"]:
            one["days"].add(row["day"])
    for one in sums.values():
        one["days"] = len(one["days"])
        one["per_day"] = round(one["pages"] / one["days"], 1) if one["days"] else 0
    return sums


def percents_of(row, made):
    records, of = made["records"], row["of"]
    absent = sum(v for k, v in made["availability"].items() if k != "pages")
    available = of["records"] - max(absent - max(records["registered"] - of["records"], 0), 0)

    def percent(count, base):
        return count * 10000 // base / 100 if base > 0 else None
    return {"scanned": percent(records["scanned"], of["records"]), "scanned_of_available": percent(records["scanned"], available),
            **{m: percent(records[m], of["records"]) for m in ("checked", "exported", "imported")},
            "pages": percent(made["pages"]["scanned"], of["pages"])}


def base_of(row, made):
    target, census = row["target"] or {"records": 0, "pages": 0}, row["census"] or {"records": 0, "pages": 0}
    records, pages = made["records"], made["pages"]
    registered, expected = records["registered"] + records["removed"], pages["expected"] + pages["removed"]
    of = target["records"] or max(census["records"], registered)
    return {"records": of, "pages": target["pages"] or max(census["pages"] if census["records"] >= of else 0,
                                                           expected if registered >= of else 0)}


def category_find(rows, record):
    """The row of the plan that a record counts for: its category's, that of its category's rule, that of all others."""
    for row in rows:
        if row["category"] and row["category"] == record["category"]:
            return row
    for row in rows:
        if not row["category"] and row["priority"] and row["priority"] == record["rule"]:
            return row
    return next((row for row in rows if not row["category"] and not row["priority"]), None)


def categories_check(office, rows, records):
    made = [dict.fromkeys(("registered", "scanned", "imported", "pages"), 0) for _ in rows]
    for record in records:
        row = category_find(rows, record)
        if row is None:
            faults.append("%s: no category for %s" % (office, record["file_no"]))
            continue
        one = made[rows.index(row)]
        one["registered"] += record["is_own"]
        one["scanned"] += bool(record["scanned_on"])
        one["imported"] += bool(record["imported_on"])
        one["pages"] += record["pages"]
    for row, one in zip(rows, made):
        check("%s, category %s %s" % (office, row["priority"], row["category"]), {m: row[m] for m in one}, one)


def tables_check(item, office, work):
    for table, key, members in (
            ("persons", lambda r: (r["person"],), ("pages", "flags", "rejects", "unproven")),
            ("scanners", lambda r: (r["scanner"], r["serial"]), ("pages", "flags", "rejects", "jams"))):
        names = ("person",) if table == "persons" else ("scanner", "serial")
        made = sums_of(work if table == "persons" else [r for r in work if r["scanner"] is not None], key, members)
        if table == "persons":
            made = {k: v for k, v in made.items() if v["pages"] or v["rejects"]}
        told = {tuple(r[n] for n in names): {m: r[m] for m in ("days", *members, "per_day")}
                for r in item[table] if r["office"] == office}
        check("%s, %s" % (office, table), told, {k: {m: v[m] for m in ("days", *members, "per_day")} for k, v in made.items()})


def office_check(item, row):
    office = row["office"]
    records, work, lots = ([r for r in item[name] if r["office"] == office] for name in ("records", "work", "lots"))
    gone = removed_of(item, office, records)
    made = groups_of(item, row, records, work, lots, gone)
    for group, counts in made.items():
        for member, count in counts.items():
            check("%s, %s %s" % (office, group, member), row[group][member], count)
    check("%s, members" % office, {g: sorted(row[g]) for g in made}, {g: sorted(made[g]) for g in made})
    check("%s, what it is measured by" % office, row["of"], base_of(row, made))
    check("%s, percentages" % office, row["percent"], percents_of(row, made))
    check("%s, days" % office, {d["day"]: {m: d[m] for m in ("pages", "scanned", "checked", "exported", "imported")}
                                for d in row["days"]}, days_of(records, work))
    tables_check(item, office, work)
    categories_check(office, [c for c in item["categories"] if c["office"] == office], records)


def main():
    item = json.load(open(sys.argv[1], encoding="utf-8"))["items"][0]
    inner = {row["parent"] for row in item["offices"]}
    n = 0
    for row in item["offices"]:
        if row["figures_at"] and row["office"] not in inner and row["office"] not in item.get("rowless", []):
            office_check(item, row)
            n += 1
    print("\n".join(faults[:20]) or "all numbers of %d office%s follow from the rows" % (n, "" if n == 1 else "s"))
    sys.exit(1 if faults or not n else 0)


if __name__ == "__main__":
    main()
