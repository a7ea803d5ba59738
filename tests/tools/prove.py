"""prove.py PACKAGE BACKUP: an auditor, years later, without the store and without Muhafiz.

That the page images in BACKUP are those that the office scanned and handed over in PACKAGE follows from: their hashes in
efile.json; the event that brought them in; the chain, recomputed from the events of the backup as index/event.c specifies
it; and the head of that chain, which the package carried out of the house.
"""
import hashlib
import json
import pathlib
import sqlite3
import sys

import brief

package, backup = map(pathlib.Path, sys.argv[1:])


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def event_hash(previous, event):
    fields = [previous, event["office"], str(event["number"]), event["at"], event["person"], event["act"], event["object"],
              event["detail"]]
    return hashlib.sha256(b"".join(b"%d:%s\n" % (len(f.encode()), f.encode()) for f in fields)).hexdigest()


efile = json.loads((package / "data/efile.json").read_text())
*events, head = [json.loads(line) for line in (package / "data/events.jsonl").read_text().splitlines()]
marker = json.loads(max(backup.glob("backups/*/backup.json")).read_text())
latest = max(backup.glob("backups/*/backup.json")).parent

# The chain of the backup holds, ends as its marker says, and contains the head that left the house with the package.
database = brief.connect(latest / "muhafiz.db")
database.row_factory = sqlite3.Row
chain, previous = {}, "0" * 64
for row in database.execute("SELECT * FROM event ORDER BY number"):
    previous = event_hash(previous, row)
    assert previous == row["hash"], f"event {row['number']} was changed"
    chain[row["number"]] = previous
assert previous == marker["event_head"] and max(chain) == marker["event_number"], "the chain does not end as it should"
assert chain[head["head"]["number"]] == head["head"]["hash"], "the package carries the head of another chain"
for event in events:
    assert event_hash(event["previous"], event) == event["hash"] == chain[event["number"]], event

# Each page: its master is in the backup, and an event brought in that very master.
brought = {page["page_id"]: (page["sha256"], event) for event in events if event["act"] == "pages.added"
           for page in json.loads(event["detail"])["pages"]}
for side in efile["sides"]:
    for page in side["pages"]:
        master = backup / "pages" / page["sha256"][:2] / (page["sha256"] + ".tif")
        assert sha256(master) == page["sha256"], f"{master} is not the page that was handed over"
        told, event = brought[page["page_id"]]
        assert told == page["sha256"], "the event brought in another page"
        print(f"{efile['record']['file_no']}, {side['side']} folio {page['folio']}: {page['sha256']}, brought in by "
              f"{event['person']} at {event['at']} (event {event['number']})")
    for volume in side["volumes"]:
        assert sha256(package / "data" / volume["file"]) == volume["sha256"], volume["file"]
