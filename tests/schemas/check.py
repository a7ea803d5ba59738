"""check.py REPLY...: each file, named SCHEMA[.ANYTHING].json, is one line {"schema":1,"items":[...]}
whose items fit SCHEMA.json beside this script."""
import json
import pathlib
import sys

from schemas import validator

for path in map(pathlib.Path, sys.argv[1:]):
    text = path.read_text()
    reply = json.loads(text)
    if list(reply) != ["schema", "items"] or reply["schema"] != 1 or text.count("\n") != 1:
        sys.exit(f"{path}: not one line of " + '{"schema":1,"items":[...]}')
    for number, item in enumerate(reply["items"]):
        for error in validator(path.name.split(".")[0]).iter_errors(item):
            sys.exit(f"{path}: item {number}: {error.json_path}: {error.message}")
