#!/usr/bin/env python3
"""Progress items as index/progress.h has them, to see the report of each level without a drive.

    progress-item.py station|district|state [DAYS [DISTRICTS]] > item.json

Every figure follows from the name of its office, so that the same call gives the same item. Names are also such as an
attacker or a careless clerk might write them.
"""
import datetime
import hashlib
import json
import sys

TODAY = datetime.date(2026, 11, 28)
HOLIDAYS = {datetime.date(2026, 11, 9), datetime.date(2026, 11, 24)}
TEHSILS = ["Budgam", "Beerwah", "Chadoora", "تحصیل چرار شریف", "Khansahib", "Khag", "Magam", "Narbal", "तहसील हुमहामा",
           "B. K. Pora", "=Sarmala & <b>Kandi</b>", "Pakherpora and the niabats of Surasyar, Kanidajan and Hafroo"]
DISTRICTS = ["Anantnag", "Kulgam", "Pulwama", "Shopian", "Budgam", "Srinagar", "Ganderbal", "Bandipora", "Baramulla",
             "Kupwara", "Kathua", "Jammu", "Samba", "Udhampur", "Reasi", "Rajouri", "Poonch", "Doda", "Ramban", "Kishtwar"]
COUNTS = {"records": ["registered", "provisional", "uncounted", "short", "scanned", "recognised", "assembled", "checked",
                      "examined", "by_lot", "exported", "exported_uncounted", "imported", "rejected", "removed"],
          "availability": ["excluded", "missing", "damaged", "pages"], "custody": ["taken", "overnight"],
          "pages": ["expected", "scanned", "recognised", "failed", "surplus", "blank", "duplicate", "removed", "unproven"]}


def share(name, salt, low, high):
    """A number from low to high that belongs to name."""
    return low + int(hashlib.sha256((name + salt).encode()).hexdigest()[:8], 16) % (high - low + 1)


def percent(count, base):
    return count * 10000 // base / 100 if base else None


def days_of(name, pages, n_days):
    """The last day is today's; a share of each working day, then scaled to the sum."""
    listed, weights = [], []
    stopped = share(name, "stopped", 0, 11) == 0
    for back in range(n_days - 1, -1, -1):
        day = TODAY - datetime.timedelta(days=back)
        working = day.weekday() != 6 and day not in HOLIDAYS
        weight = share(name, day.isoformat(), 60, 130) if working else 0
        weight = weight * (n_days - back + 70) if not (stopped and back < 9) else 0
        listed.append({"day": day.isoformat(), "working": working, "flagged": back == 17})
        weights.append(weight)
    total, given = sum(weights), 0
    for i, day in enumerate(listed):
        day["pages"] = pages * sum(weights[:i + 1]) // total - given
        given += day["pages"]
        for column, per in (("scanned", 31), ("checked", 36), ("exported", 40), ("imported", 44)):
            day[column] = day["pages"] // per
    return listed


def projection(row):
    told, target = projected(row, row["target"]["deadline"], 0), row["target"]
    pages = row["availability"]["pages"]
    whole = projected(row, target["deadline"], pages)
    told["whole"] = {m: whole[m] for m in ("state", "unit", "left", "needed_per_day", "end", "end_early", "end_late")}
    told["whole"].update(off=sum(v for k, v in row["availability"].items() if k != "pages"), lately=share(row["office"], "lately", 1, 300))
    if target["deadline"] != target["first_deadline"]:
        first = projected(row, target["first_deadline"], 0)
        told["first"] = {"deadline": target["first_deadline"], **{m: first[m] for m in ("state", "needed_per_day", "days_left")}}
    return told


def projected(row, until, more):
    """With so many pages more than are left."""
    days, target = [d for d in row["days"] if d["working"] and not d["flagged"]][:-1][-14:], row["target"]
    left = max(0, (target["pages"] or row["pages"]["expected"]) - row["pages"]["scanned"] - row["availability"]["pages"] + more)
    rate = sum(d["pages"] for d in days) / len(days)
    deadline = datetime.date.fromisoformat(until) if until else None
    days_left = sum((TODAY + datetime.timedelta(days=i)).weekday() != 6 for i in range((deadline - TODAY).days)) if deadline else 0
    told = {"state": "done" if not left else "stopped" if not any(d["pages"] for d in days[-7:]) else "open", "unit": "pages",
            "left": left, "per_day": round(rate, 1), "needed_per_day": -(-left // days_left) if days_left else 0,
            "working_days": len(days), "end": None, "end_early": None, "end_late": None,
            "days_left": days_left}
    if told["state"] == "open" and rate:
        ends = [TODAY + datetime.timedelta(days=int(left / rate / 6 * 7 * f) + 1) for f in (1, .87, 1.19)]
        told["end"], told["end_early"], told["end_late"] = [e.isoformat() for e in ends]
        if deadline:
            told["state"] = "late" if ends[0] > deadline else "in-time"
    return told


def behind_below(below):
    """How many offices are behind the plan, as index/behind.h has it: of sums, theirs."""
    return sum(next((r["n"] for r in row["behind"] if r["reason"] == "offices-behind"), 0) if row["level"] == "district"
               else not row["silent"] and row["projection"]["state"] in ("stopped", "late") for row in below)


def behind(row, below):
    reasons, told = [], row["projection"]
    n_behind = behind_below(below)
    if n_behind:
        reasons.append({"reason": "offices-behind", "n": n_behind, "text": "%d offices behind the plan" % n_behind})
    if row["silent"] and row["level"] in ("district", "state"):
        reasons.append({"reason": "offices-silent", "n": 1, "text": "1 office without figures for 3 days or more"})
    elif row["silent"]:
        reasons.append({"reason": "silent", "n": 4, "text": "no figures for 4 days"})
    if told["state"] == "stopped":
        reasons.append({"reason": "stopped", "n": 9, "text": "no page scanned for 9 working days"})
    if told["state"] == "late":
        late = (datetime.date.fromisoformat(told["end"]) - datetime.date.fromisoformat(row["target"]["deadline"])).days
        reasons.append({"reason": "late", "n": late * 6 // 7, "text": "ends %d working days late" % late})
        reasons.append({"reason": "slow", "n": int(told["needed_per_day"] - told["per_day"]), "text": "too slow"})
        if share(row["office"], "jams", 0, 2) == 0:
            reasons.append({"reason": "jams", "n": 41, "text": "41 jams"})
    if told.get("first", {}).get("state") == "late":
        reasons.append({"reason": "put-off", "n": 58, "text": "the deadline was put off by 58 days"})
    if row["availability"]["excluded"] * 100 >= row["target"]["records"]:
        reasons.append({"reason": "excluded", "n": row["availability"]["excluded"], "text": "records excluded"})
    waiting = row["records"]["scanned"] - row["records"]["checked"]
    if waiting > row["records"]["scanned"] // 4:
        reasons.append({"reason": "checking", "n": waiting, "text": "%d records wait for checking" % waiting})
    return reasons


def finish(row, leaf_days=None, below=None):
    records, base = row["records"], row["target"]["records"]
    gone = sum(v for k, v in row["availability"].items() if k != "pages")
    available = base - max(gone - max(records["registered"] - base, 0), 0)
    row["of"] = {"records": base, "pages": row["target"]["pages"]}
    row["percent"] = {"scanned": percent(records["scanned"], base),
                      "scanned_of_available": percent(records["scanned"], available),
                      "checked": percent(records["checked"], base), "exported": percent(records["exported"], base),
                      "imported": percent(records["imported"], base),
                      "pages": percent(row["pages"]["scanned"], row["target"]["pages"])}
    row["over"] = [k for k, v in row["percent"].items() if v and v > 100]
    row["days"] = leaf_days
    row["projection"] = projection(row)
    if below and any(r["silent"] for r in below):
        silent = [r for r in below if r["silent"]]
        row["projection"]["guessed"] = {"silent": len(silent), "never": 0,
                                        "per_day": round(sum(r["projection"]["per_day"] for r in silent), 1)}
    row["behind"] = behind(row, below or [])
    return row


def leaf(office, name, level, parent, depth, n_days):
    registered = share(office, "registered", 40000, 110000)
    done = share(office, "done", 35, 80)
    scanned = registered * (102 if office.endswith("05") else done) // 100
    checked = scanned * share(office, "checked", 70, 97) // 100
    exported = checked * 94 // 100
    row = {"office": office, "name": name, "level": level, "parent": parent, "lgd": office, "depth": depth,
           "figures_at": "2026-11-%02dT17:4%d:00+05:30" % (24 if office.endswith("07") else 28, depth),
           "silent": office.endswith("07"),
           "target": {"records": registered * 98 // 100, "pages": registered * 31, "start": "2026-09-01",
                      "deadline": "2026-12-05" if office.endswith("09") else "2027-02-27",
                      "first_deadline": "2026-12-31" if office.endswith("03") else "2026-12-05" if office.endswith("09") else "2027-02-27"},
           "census": {"records": registered + 412, "pages": registered * 30, "counted_on": "2026-08-20", "own": 0}, "base": "target"}
    values = {"registered": registered, "provisional": 14, "uncounted": 9, "short": 61, "scanned": scanned,
              "recognised": scanned * 99 // 100, "assembled": scanned * 98 // 100, "checked": checked,
              "examined": checked * 3 // 10, "by_lot": checked - checked * 3 // 10, "exported": exported,
              "exported_uncounted": 3, "imported": exported * 96 // 100, "rejected": 37, "removed": 1, "excluded": 412, "missing": 88, "damaged": 23, "pages": 523 * 31, "taken": 120,
              "overnight": 2}
    pages = scanned * 31
    counted = {"expected": registered * 31, "scanned": pages, "recognised": pages * 99 // 100, "failed": 12, "surplus": 240,
               "blank": pages // 40, "duplicate": 96, "removed": 40, "unproven": pages // 3 + 200}
    for group, members in COUNTS.items():
        row[group] = {m: (counted if group == "pages" else values)[m] for m in members}
    row["chain"] = {"number": 1000 + share(office, "events", 0, 90000), "hash": hashlib.sha256((office + "chain").encode()).hexdigest()}
    row["frozen"] = None if office.endswith("07") else {
        "return": 12, "at": row["figures_at"], "sha256": hashlib.sha256((office + "return").encode()).hexdigest()}
    row["heads"] = [] if row["frozen"] is None else [
        {"return": i, "at": "2026-09-%02dT17:00:00+05:30" % (i + 1), "number": 70 * i, "hash": hashlib.sha256(f"{office} {i}".encode()).hexdigest(),
         "registered": registered, "scanned": scanned * i // 13, "pages": pages * i // 13} for i in range(1, 13)]
    row["checking"] = {"pages_examined": pages // 4, "pages_by_lot": pages // 2, "own_work": 0, "lots_waiting": 3,
                       "lots_accepted": 140, "lots_rejected": 6}
    return finish(row, days_of(office, pages, n_days))


def joined(office, name, level, parent, depth, below):
    row = {"office": office, "name": name, "level": level, "parent": parent, "lgd": office, "depth": depth,
           "figures_at": min(r["figures_at"] for r in below), "silent": any(r["silent"] for r in below),
           "target": {"start": "2026-09-01", "deadline": "2027-02-27", "first_deadline": "2026-12-31"}, "census": {"counted_on": "2026-08-20", "own": 0}, "base": "target", "chain": None, "frozen": None, "heads": None}
    for key in ("target", "census"):
        for member in ("records", "pages"):
            row[key][member] = sum(r[key][member] for r in below)
    for group, members in COUNTS.items():
        row[group] = {m: sum(r[group][m] for r in below) for m in members}
    row["checking"] = {m: sum(r["checking"][m] for r in below) for m in below[0]["checking"]}
    days = [dict(d) for d in below[0]["days"]]
    for day, *same in zip(days, *(r["days"] for r in below)):
        for column in ("pages", "scanned", "checked", "exported", "imported"):
            day[column] = sum(d[column] for d in same)
    return finish(row, days, below)


def district(office, name, parent, depth, names, n_days):
    leaves = [leaf("%s-%02d" % (office, i + 1), n, "tehsil", office, depth + 1, n_days) for i, n in enumerate(names)]
    return [joined(office, name, "district", parent, depth, leaves)] + leaves


def people_of(row):
    for i, person in enumerate(("Ravi Kumar", "شبیر احمد", "@sunita")):
        pages, n_days = row["pages"]["scanned"] // 3 + i * 100, len(row["days"]) - 8 - i
        yield {"office": row["office"], "person": person, "days": n_days, "pages": pages, "per_day": round(pages / n_days, 1),
               "flags": 140 + i, "rejects": 12 - i, "unproven": pages if i == 2 else 0}


def scanners_of(row):
    for i, (scanner, serial) in enumerate((("desk", "FJ-204418"), ("flat", ""))):
        pages = row["pages"]["scanned"] * (4 - 3 * i) // 5
        yield {"office": row["office"], "scanner": scanner, "serial": serial, "days": len(row["days"]) - 9, "pages": pages,
               "per_day": round(pages / (len(row["days"]) - 9), 1), "flags": 210 - 100 * i, "rejects": 20 + i, "jams": 41 * (1 - i)}


def lists_of(leaves):
    def listed(*members):
        return [dict({"office": r["office"]}, **m) for r in leaves[:4] for m in members]
    side = {"file_no": "INT-214/2008", "side": "correspondence", "pages": 41, "expected": 44}
    return {"short": listed(dict(side, reason="folios 12 to 14 torn out before 1998", person="ravi", at="2026-11-20T11:02:00+05:30")),
            "uncounted": listed(dict(side, file_no="REV-9/2011", expected=None, why="no-count"), dict(side, file_no="REV-10/2011", why="moved")),
            "surplus": listed(dict(side, file_no="DOM-88/2015", pages=52, expected=50)),
            "elsewhere": listed({"file_no": "DOM-89/2015", "side": "correspondence", "pages": 3, "first_file_no": "DOM-88/2015"}),
            "unlike": listed({"file_no": "DOM-92/2015", "side": "correspondence", "pages": 2, "reason": "two blank forms of the same print", "person": "sita", "at": "2026-11-04T10:00:00+05:30"}),
            "split": listed({"file_no": "DOM-93/2015", "first_file_no": "DOM-88/2015", "pages": 12, "person": "ravi", "at": "2026-11-04T10:00:00+05:30"}),
            "recategorised": listed({"file_no": "DOM-94/2015", "was": "Establishment", "is": "Mutation (intiqal)", "pages": 40, "person": "ravi", "at": "2026-11-05T10:00:00+05:30"}),
            "removed": listed({"file_no": "DOM-91/2015", "expected": 40, "reason": "entered twice", "person": "noor", "at": "2026-11-03T10:00:00+05:30"}),
            "lowered": listed({"file_no": "DOM-90/2015", "side": "notes", "was": 50, "is": 5, "person": "ravi", "at": "2026-11-02T10:00:00+05:30"}),
            "excluded": listed({"file_no": "EST-4/2019", "reason": "under vigilance enquiry", "approved_by": "nodal",
                                "approved_at": "2026-11-02T10:00:00+05:30"}),
            "missing": listed({"file_no": "پ-3/2015", "reason": "not on its shelf", "person": "ravi", "at": "2026-11-20T11:02:00+05:30"}),
            "damaged": listed({"file_no": "RC-77/1961", "reason": "eaten by termites", "person": None, "at": None}),
            "withheld": listed({"file_no": "VIG-2/2018", "classification": "Confidential", "pages": 31, "out": 1, "reason": "vigilance enquiry", "person": "nodal",
                                "at": "2026-11-25T10:00:00+05:30"}),
            "overnight": listed({"file_no": "ENC-5/2020", "taken_at": "2026-11-27T16:40:00+05:30", "received_by": "Moharrir Singh"}),
            "taken": listed({"row": "page 17", "reason": "edited during the outage; no backup has it as it was", "person": "nodal", "at": "2026-11-26T12:00:00+05:30"}),
            "disputed": listed({"file_no": "DOM-95/2015", "status": "rejected", "computer_no": None, "reason": "no such section", "said_at": "2026-11-26T10:00:00+05:30",
                                "person": "ravi", "at": "2026-11-26T12:00:00+05:30"}),
            "dissolved": listed({"lot": 17, "records": 40, "drawn": 32, "reason": "the checker is ill", "person": "nodal", "at": "2026-11-24T12:00:00+05:30"}),
            "doubtful": listed({"file_no": "DOM-96/2015", "why": "untaken", "computer_no": "4711", "at": "2026-11-26T10:00:00+05:30"},
                               {"file_no": "DOM-97/2015", "why": "early", "computer_no": "4712", "at": "2026-10-02T10:00:00+05:30"},
                               {"file_no": "DOM-98/2015", "why": "no-number", "computer_no": None, "at": "2026-11-25T10:00:00+05:30"})}


def categories_of(top):
    target = top["target"]
    for priority, category, part, done in (("public matters", "Mutation (intiqal)", 40, 71), ("public matters", "Domicile", 25, 66),
                                           ("public matters", "جمع بندی", 15, 58), ("", "Establishment", 12, 32), ("", "", 8, 12)):
        records = target["records"] * part // 100
        yield {"office": top["office"], "priority": priority or None, "category": category or None, "target_records": records, "target_pages": records * 31,
               "deadline": "2026-12-31" if priority else target["deadline"], "first_deadline": "2026-12-31", "registered": records * 101 // 100,
               "scanned": records * done // 100, "imported": records * (done - 8) // 100, "pages": records * done // 100 * 31}


def rewritten_of(row):
    """What its report of before said otherwise."""
    told = {"office": row["office"], "was_at": "2026-11-21T17:40:00+05:30", "at": row["figures_at"]}
    hashes = [hashlib.sha256(text).hexdigest() for text in (b"was", b"is")]
    return [dict(told, **{"return": 9, "what": "scanned", "was": "118120", "is": "123400"}),
            dict(told, **{"return": 9, "what": "hash", "was": hashes[0], "is": hashes[1]}),
            dict(told, **{"return": None, "what": "events", "was": "90412", "is": "88700"})]


def item_of(level, n_days, n_districts):
    if level == "station":
        rows = [leaf("01-005-01", TEHSILS[0], "tehsil", None, 0, n_days)]
    elif level == "district":
        rows = district("01-005", "Budgam", None, 0, TEHSILS, n_days)
    else:
        sizes = [10 + (i < 7) for i in range(n_districts)]
        below = [district("01-%03d" % (i + 1), n, "01", 1, TEHSILS[:size], n_days) for i, (n, size) in enumerate(zip(DISTRICTS, sizes))]
        rows = [joined("01", "Jammu & Kashmir", "state", None, 0, [b[0] for b in below])] + [r for b in below for r in b]
    leaves = [r for r in rows if r["level"] == "tehsil"]
    top = rows[0]
    kinds = ("offices", "targets", "census", "rules", "holidays")
    return {"at": "2026-11-28T18:05:00+05:30", "office": top["office"], "name": top["name"], "level": top["level"], "return": 12,
            "period": {"from": "2026-11-22", "to": "2026-11-28"},
            "tree": [{"office": r["office"], "name": r["name"], "parent": r["parent"], "level": r["level"], "lgd": r["lgd"]} for r in rows],
            "rewritten": [] if level == "station" else rewritten_of(leaves[3]),
            "measured_by": None if level == "station" else top["name"], "refused": [], "returns": [],
            "plan": [{"kind": k, "version": i + 1, "imported_at": "2026-08-2%dT10:00:00+05:30" % i,
                      "sha256": hashlib.sha256(k.encode()).hexdigest()} for i, k in enumerate(kinds)],
            "grand_total": top, "offices": rows[1:] or rows,
            "holidays": [{"day": d.isoformat(), "name": "Holiday", "office": None} for d in sorted(HOLIDAYS)],
            "holidays_late": [{"day": "2026-11-12", "name": "Local closing", "office": None, "imported_at": "2026-11-24T11:00:00+05:30"}],
            "categories": list(categories_of(top)),
            "persons": [p for r in leaves for p in people_of(r)], "scanners": [s for r in leaves for s in scanners_of(r)],
            "lists": lists_of(leaves),
            "corrections": [{"return": 11, "office": leaves[0]["office"], "day": "2026-11-19", "column": "pages", "was": 4210, "is": 4198},
                            {"return": 11, "office": leaves[0]["office"], "day": None, "column": "deadline", "was": "2026-12-31", "is": "2027-02-27"}]}


if __name__ == "__main__":
    days, districts = [int(word) for word in sys.argv[2:]] + [89, 20][len(sys.argv) - 2:]
    print(json.dumps({"schema": 1, "items": [item_of(sys.argv[1], days, districts)]}, ensure_ascii=False))
