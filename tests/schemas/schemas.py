"""The schemas of this folder; one may refer to another by its file name."""
import json
import pathlib

import jsonschema

FOLDER = pathlib.Path(__file__).resolve().parent


def validator(name):
    schema = json.loads((FOLDER / (name + ".json")).read_text())
    resolver = jsonschema.RefResolver(FOLDER.as_uri() + "/", schema)
    return jsonschema.Draft202012Validator(schema, resolver=resolver)
