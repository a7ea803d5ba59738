"""import-job.py OUTBOX HOME [--stay]: the import job of e-Office, as its people would write it from DESIGN and the
schemas, without a line of ours.

Takes every package out of OUTBOX by renaming it into HOME/work, examines it (BagIt 1.0, the schemas, the table of
metadata, the chain of its events), and answers with a line in HOME/receipts.jsonl. That line is the moment of the
import: after it the folder goes to HOME/taken or HOME/rejected. So it may be killed at any point and started again:
what lies in HOME/work with a line is only put away, without one it is examined. With --stay it goes on until it is
ended.
"""
import csv
import datetime
import hashlib
import io
import json
import os
import pathlib
import re
import sys
import time

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent / "schemas"


class Refused(Exception):
    """What is wrong with a package, in words for the office that sent it."""


# ------------------------------------------------------------------------------------------------------------- schemas

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name in ("integer", "number"):
        return not isinstance(value, bool) and isinstance(value, int if name == "integer" else (int, float))
    return isinstance(value, TYPES[name])


def fits(value, schema, root, where):
    """Raises Refused where value is not as schema wants it: the keywords that our schemas use."""
    def wrong(what):
        raise Refused(f"{where}: {what}")
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        fits(value, root["$defs"][name], root, where)
    if "oneOf" in schema:
        for one in schema["oneOf"]:
            try:
                fits(value, one, root, where)
                break
            except Refused:
                pass
        else:
            wrong("fits none of the forms it may have")
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, name) for name in names):
        wrong(f"is not {' or '.join(names)}")
    if "const" in schema and value != schema["const"]:
        wrong(f"is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        wrong(f"is none of {schema['enum']}")
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            wrong(f"does not match {schema['pattern']}")
        if len(value) < schema.get("minLength", 0):
            wrong("is too short")
    if is_type(value, "number"):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value) \
                or ("exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]):
            wrong("is out of bounds")
    if isinstance(value, dict):
        for key in schema.get("required", ()):
            if key not in value:
                wrong(f"lacks {key}")
        for key, one in value.items():
            if key in schema.get("properties", {}):
                fits(one, schema["properties"][key], root, f"{where}.{key}")
            elif schema.get("additionalProperties") is False:
                wrong(f"has {key}, which nobody knows")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            wrong("has too few")
        for number, one in enumerate(value):
            fits(one, schema.get("items", {}), root, f"{where}[{number}]")


def schema_load(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


# --------------------------------------------------------------------------------------------------------- examination

def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest_read(package, name):
    entries = {}
    for line in (package / name).read_text("utf-8").splitlines():
        match = re.fullmatch(r"([0-9a-f]{64})  (\S.*)", line)
        if not match or match[2].startswith("/") or ".." in match[2].split("/"):
            raise Refused(f"{name}: a line is not \"hash  path\"")
        if match[2] in entries:
            raise Refused(f"{name}: names {match[2]} twice")
        entries[match[2]] = match[1]
    return entries


def bag_examine(package):
    """RFC 8493: a valid bag, with all of it named."""
    if (package / "bagit.txt").read_bytes() != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        raise Refused("bagit.txt is not that of BagIt 1.0")
    payload = manifest_read(package, "manifest-sha256.txt")
    tags = manifest_read(package, "tagmanifest-sha256.txt")
    there = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    named = set(payload) | set(tags) | {"tagmanifest-sha256.txt"}
    if there != named:
        raise Refused(f"files and manifests do not agree: {sorted(there ^ named)}")
    if {path for path in payload if not path.startswith("data/")}:
        raise Refused("manifest-sha256.txt names what is no payload")
    for path, wanted in (payload | tags).items():
        if sha256(package / path) != wanted:
            raise Refused(f"{path} is damaged: its hash differs")
    info = (package / "bag-info.txt").read_text("utf-8")
    oxum = f"Payload-Oxum: {sum((package / path).stat().st_size for path in payload)}.{len(payload)}\n"
    if oxum not in info:
        raise Refused("bag-info.txt does not give the size of the payload")


def events_examine(package, head_number):
    """Every event has the hash that its eight fields give (index/event.c), and the head ends the file."""
    lines = [json.loads(line) for line in (package / "data/events.jsonl").read_text("utf-8").splitlines()]
    schema = schema_load("event")
    for number, line in enumerate(lines):
        fits(line, schema, schema, f"events.jsonl:{number + 1}")
    for event in lines[:-1]:
        fields = [event["previous"], event["office"], str(event["number"]), event["at"], event["person"], event["act"],
                  event["object"], event["detail"]]
        framed = b"".join(b"%d:%s\n" % (len(text.encode()), text.encode()) for text in fields)
        if hashlib.sha256(framed).hexdigest() != event["hash"]:
            raise Refused(f"event {event['number']} was changed: its hash does not fit")
    if lines[-1].get("head", {}).get("number") != head_number:
        raise Refused("events.jsonl does not end with the head that efile.json names")


def cell(text):
    """What the office wrote: an apostrophe before it keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith("'") else text


def table_examine(package, efile):
    """One row for each PDF, which says what efile.json says."""
    rows = list(csv.DictReader(io.StringIO((package / "data/metadata.csv").read_text("utf-8"), newline="")))
    pdfs = {str(path.relative_to(package / "data")) for path in package.rglob("*.pdf")}
    if len(rows) != len(pdfs) or {row["filename"] for row in rows} != pdfs:
        raise Refused("metadata.csv does not name every PDF once")
    volumes = {volume["file"]: volume for side in efile["sides"] for volume in side["volumes"]}
    if set(volumes) != pdfs:
        raise Refused("efile.json does not name every PDF")
    for row in rows:
        volume = volumes[row["filename"]]
        path = package / "data" / row["filename"]
        if sha256(path) != volume["sha256"] or not path.read_bytes().startswith(b"%PDF"):
            raise Refused(f"{row['filename']} is not the PDF that efile.json describes")
        for key, value in (efile["record"] | volume).items():
            if key in row and cell(row[key]) != ("" if value is None else str(value)):
                raise Refused(f"metadata.csv, {row['filename']}: {key} is not that of efile.json")
        if any(text[:1] in "=+-@\t\r" for text in row.values() if text):
            raise Refused(f"metadata.csv, {row['filename']}: a cell would be a formula")


def examine(package, name):
    """The efile of a package without fault; else Refused."""
    try:
        bag_examine(package)
        efile = json.loads((package / "data/efile.json").read_text("utf-8"))
        schema = schema_load("efile")
        fits(efile, schema, schema, "efile.json")
        if efile["package"] != name:
            raise Refused("efile.json is that of another package")
        events_examine(package, efile["event_head"])
        table_examine(package, efile)
        return efile
    except (OSError, UnicodeError, ValueError) as problem:
        raise Refused(f"cannot be read: {problem}") from problem


# ---------------------------------------------------------------------------------------------------------- the office

class Office:
    """What was imported is what the receipts say: the table in memory is read from them."""

    def __init__(self, home):
        self.home = home
        for name in ("work", "taken", "rejected"):
            (home / name).mkdir(parents=True, exist_ok=True)
        self.path = home / "receipts.jsonl"
        self.answered = set()   # (package, manifest)
        self.imported = {}      # (office, number) -> (version, computer number)
        self.names = {}         # package -> (office, number)
        self.load()

    def load(self):
        whole = self.path.read_bytes() if self.path.exists() else b""
        end = whole.rfind(b"\n") + 1
        if end < len(whole):  # a line that was being written when the power went
            os.truncate(self.path, end)
        for line in whole[:end].splitlines():
            self.note(json.loads(line))

    def note(self, receipt):
        self.answered.add((receipt["package"], receipt["manifest_sha256"]))
        if receipt["status"] == "accepted":
            self.imported[tuple(receipt["record"])] = (receipt["version"], receipt["computer_no"])

    def answer(self, receipt):
        receipt["at"] = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        with open(self.path, "ab") as receipts:
            receipts.write((json.dumps(receipt) + "\n").encode())
            receipts.flush()
            os.fsync(receipts.fileno())
        self.note(receipt)

    def decide(self, package, name, manifest):
        receipt = {"package": name, "version": int(name.partition("~")[2] or 1), "manifest_sha256": manifest}
        try:
            efile = examine(package, name)
            record = (efile["office"]["code"], efile["record"]["nic_no"])
            version, computer_no = self.imported.get(record, (0, None))
            if efile["version"] < version:
                raise Refused(f"version {version} of the record is imported already")
            # The same version once more, with another manifest: a crash took the row of the first. It replaces it.
            receipt |= {"version": efile["version"], "status": "accepted", "record": record,
                        "computer_no": computer_no or str(1001 + len(self.imported)), "reason": None}
        except Refused as reason:
            receipt |= {"status": "rejected", "computer_no": None, "reason": str(reason)}
        self.answer(receipt)

    def settle(self, package):
        """One folder of HOME/work, from wherever it stands."""
        name = package.name
        try:
            manifest = sha256(package / "tagmanifest-sha256.txt")
        except OSError:
            manifest = "0" * 64
        if (name, manifest) not in self.answered:
            self.decide(package, name, manifest)
        rejected = self.last_status(name, manifest) == "rejected"
        target = self.home / ("rejected" if rejected else "taken") / f"{name}.{manifest[:12]}"
        if target.exists():  # the same once more
            target = target.with_name(f"{target.name}.{time.time_ns()}")
        package.rename(target)

    def last_status(self, name, manifest):
        for line in reversed(self.path.read_text().splitlines()):
            receipt = json.loads(line)
            if (receipt["package"], receipt["manifest_sha256"]) == (name, manifest):
                return receipt["status"]
        raise AssertionError("no receipt")

    def round(self, outbox):
        """Returns how many packages there were."""
        left = sorted((self.home / "work").iterdir())
        for package in left:
            self.settle(package)
        names = sorted(name for name in os.listdir(outbox) if not name.startswith("."))
        for name in names:
            try:
                (outbox / name).rename(self.home / "work" / name)
            except FileNotFoundError:  # its exporter took it back
                continue
            self.settle(self.home / "work" / name)
        return len(left) + len(names)


def main():
    outbox, home = map(pathlib.Path, sys.argv[1:3])
    office = Office(home)
    while office.round(outbox) or "--stay" in sys.argv[3:]:
        time.sleep(0.02)


if __name__ == "__main__":
    main()
