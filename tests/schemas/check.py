"""check.py SCHEMA REPLY...: each reply is {"schema":1,"items":[...]} and each item fits SCHEMA.json."""
import json
import pathlib
import sys

import jsonschema

schema = json.loads((pathlib.Path(__file__).parent / (sys.argv[1] + ".json")).read_text())
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    text = pathlib.Path(path).read_text()
    reply = json.loads(text)
    if list(reply) != ["schema", "items"] or reply["schema"] != 1 or text.count("\n") != 1:
        sys.exit(f"{path}: not one line of " + '{"schema":1,"items":[...]}')
    for number, item in enumerate(reply["items"]):
        for error in validator.iter_errors(item):
            sys.exit(f"{path}: item {number}: {error.json_path}: {error.message}")
