"""Texts as JetBrains' own library writes them in service messages: `escape.py FILE` takes a list in JSON and prints one."""

import json
import sys

from teamcity.messages import escape_value

with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps([escape_value(text) for text in json.load(file)]))
