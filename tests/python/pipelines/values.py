"""Prints the documents of a YAML file as one line of JSON each, with text for its keys and for dates."""

import json
import sys

import yaml


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


with open(sys.argv[1], encoding="utf-8") as file:
    for document in yaml.safe_load_all(file):
        print(json.dumps(plain(document), default=str))
