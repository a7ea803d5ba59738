"""mutate.py FILE...: every object of a FILE (a reply, a JSON object or JSON lines) named SCHEMA.ANYTHING fits SCHEMA.json
beside this script, and no longer does once a member that must be there is taken out, a value becomes one of another
type, or a member is added (a receipt may have more members, and less of those that are not required)."""
import copy
import json
import pathlib
import sys

from schemas import validator


# Members that are there only where they say something.
OPTIONAL = {"receipt": ("computer_no", "reason"), "status": ("safe_copies", "backups", "packages", "packages_disputed", "packages_late", "packages_untaken", "confidential_held", "withheld_backups", "held_pages", "recalls", "unbound", "flags"), "show": ("safe_copies", "lot", "recalls", "disputed", "late", "flags"),
            "scan": ("flags",), "show-batch": ("flags",), "ingest": ("flags",),
            "report": ("records", "work", "lots", "rowless", "first_deadline", "own", "whole", "first"), "ack": ("notes",), "verify": ("notes",)}


def objects(path):
    text = pathlib.Path(path).read_text()
    try:
        whole = json.loads(text)
        return whole["items"] if list(whole) == ["schema", "items"] else [whole]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def places(value, path=()):
    """The paths of all objects in value; of a list its first element stands for all."""
    if isinstance(value, dict):
        yield path
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list) and value:
        yield from places(value[0], path + (0,))


def mutants(item, schema):
    is_open = schema == "receipt"
    optional = OPTIONAL.get(schema, ())
    for path in places(item):
        def at(whole):
            for step in path:
                whole = whole[step]
            return whole
        for key in at(item):
            if key not in optional:
                missing = copy.deepcopy(item)
                del at(missing)[key]
                yield f"without {path + (key,)}", missing
            wrong = copy.deepcopy(item)
            at(wrong)[key] = [[0]]
            yield f"with a list for {path + (key,)}", wrong
        if not is_open:
            added = copy.deepcopy(item)
            at(added)["no such member"] = [[0]]
            yield f"with one more in {path}", added


def check(path):
    schema = path.name.split(".")[0]
    rules = validator(schema)
    checked = 0
    for item in objects(path):
        for error in rules.iter_errors(item):
            sys.exit(f"{path}: {error.json_path}: {error.message}")
        for what, mutant in mutants(item, schema):
            checked += 1
            if rules.is_valid(mutant):
                sys.exit(f"{path}: still fits {schema}.json {what}")
    if not checked:
        sys.exit(f"{path}: no object to check")
    print(f"{path.name}: {checked} mutants refused")


for name in sys.argv[1:]:
    check(pathlib.Path(name))
