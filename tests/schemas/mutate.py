"""mutate.py SCHEMA FILE...: every object of FILE (a reply, a JSON object or JSON lines) fits SCHEMA.json, and no longer
does once a member that must be there is taken out, a value becomes one of another type, or a member is added."""
import copy
import json
import pathlib
import sys

import jsonschema

SCHEMA = json.loads((pathlib.Path(__file__).parent / (sys.argv[1] + ".json")).read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
IS_OPEN = SCHEMA.get("additionalProperties", False) and "oneOf" not in SCHEMA or sys.argv[1] == "receipt"


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


def mutants(item):
    for path in places(item):
        def at(whole):
            for step in path:
                whole = whole[step]
            return whole
        for key in at(item):
            if not (IS_OPEN and key in ("computer_no", "reason")):
                missing = copy.deepcopy(item)
                del at(missing)[key]
                yield f"without {path + (key,)}", missing
            wrong = copy.deepcopy(item)
            at(wrong)[key] = [[0]]
            yield f"with a list for {path + (key,)}", wrong
        if not IS_OPEN:
            added = copy.deepcopy(item)
            at(added)["no such member"] = [[0]]
            yield f"with one more in {path}", added


checked = 0
for name in sys.argv[2:]:
    for item in objects(name):
        for error in VALIDATOR.iter_errors(item):
            sys.exit(f"{name}: {error.json_path}: {error.message}")
        for what, mutant in mutants(item):
            checked += 1
            if VALIDATOR.is_valid(mutant):
                sys.exit(f"{name}: still fits {sys.argv[1]}.json {what}")
if not checked:
    sys.exit(f"{sys.argv[1]}: no object to check")
print(f"{sys.argv[1]}: {checked} mutants refused")
