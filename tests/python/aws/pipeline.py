"""Holds the input of `aws codepipeline create-pipeline` against the model that the AWS SDK has: `pipeline.py FILE` ends with 1 and
says what is wrong. botocore itself looks at names, types and required keys; the model's enumerations and patterns are looked at
here."""

import json
import re
import sys

import botocore.loaders
import botocore.model
import botocore.validate


def faults(value, shape, path):
    """What the model has against `value` that botocore does not look at."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from faults(value[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for at, item in enumerate(value):
            yield from faults(item, shape.member, f"{path}[{at}]")
    elif shape.type_name == "map":
        for name, item in value.items():
            yield from faults(name, shape.key, f"{path}.{name}")
            yield from faults(item, shape.value, f"{path}.{name}")
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is none of {shape.enum}"
        if "pattern" in shape.metadata and not re.fullmatch(shape.metadata["pattern"], value):
            yield f"{path}: {value!r} has not the form {shape.metadata['pattern']}"
        if len(value) > shape.metadata.get("max", len(value)):
            yield f"{path}: longer than {shape.metadata['max']}"


with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
service = botocore.loaders.Loader().load_service_model("codepipeline", "service-2")
shape = botocore.model.ServiceModel(service).shape_for("CreatePipelineInput")
report = botocore.validate.ParamValidator().validate(document, shape)
wrong = [report.generate_report()] if report.has_errors() else list(faults(document, shape, "input"))
print("\n".join(wrong) or "nothing is wrong")
sys.exit(bool(wrong))
