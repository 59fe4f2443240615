"""Holds findings against the model of AWS Security Hub that the AWS SDK has: `check.py FILE` ends with 1 and says what is wrong.

The model knows names, types and required keys. The lengths are those of the ASFF reference."""

import json
import sys

import botocore.loaders
import botocore.model
import botocore.validate

LONGEST = {"Id": 512, "GeneratorId": 512, "Title": 256, "Description": 1024}

with open(sys.argv[1], encoding="utf-8") as file:
    findings = json.load(file)
service = botocore.loaders.Loader().load_service_model("securityhub", "service-2")
shape = botocore.model.ServiceModel(service).shape_for("BatchImportFindingsRequestFindingList")
report = botocore.validate.ParamValidator().validate(findings, shape)
wrong = [report.generate_report()] if report.has_errors() else []
for finding in findings:
    wrong += [f"{key} is too long" for key, most in LONGEST.items() if len(finding[key]) > most]
    if len(json.dumps(finding).encode()) > 240 * 1024:
        wrong.append("larger than 240 KB")
if len({finding["Id"] for finding in findings}) != len(findings):
    wrong.append("two findings share an Id")
print("\n".join(wrong) or len(findings))
sys.exit(bool(wrong))
