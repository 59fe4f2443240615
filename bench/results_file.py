"""Makes results files of any size, the same at each run: controls as those of a STIG profile are, about 6 KB each."""
import json

# What a rule, its check and its fix are worded like; lines end as in the profiles that people run.
RULE = ("The {what} must be configured so that only what is needed is reachable, and a\nchange of it leaves a trace. "
        "Where that is not so, somebody who has the rights\nof an ordinary user can come to data that are not theirs, and "
        "nobody sees it.\n\n    What is logged is kept for the time that the site has set down, on a machine\nthat the service cannot write to, and is looked at "
        "by somebody else than who runs\nthe service.\n\n    Satisfies: RULE-{n:05}-A, RULE-{n:05}-B, RULE-{n:05}-C")
CHECK = ("Look at owner, group and mode of \"{path}\":\n\n# stat -c '%U %G %a' {path}\nroot root 640\n\nThen at what "
         "it says:\n\n# grep -i '^{word}' {path}\n{word} yes\n\nIf the file is not there, if its mode is more permissive than "
         "\"0640\", or if\n\"{word}\" is missing, commented out or set to another value than \"yes\", this is a\nfinding.\n\nWhere the service is not installed "
         "at all:\n\n# systemctl is-enabled service-{n}.service\nFailed to get unit file state\n\nthis requirement is not applicable.")
FIX = ("Set owner, group and mode of \"{path}\":\n\n# chown root:root {path}\n# chmod 0640 {path}\n\nThen add or change "
       "the line:\n\n{word} yes\n\nand start the service again:\n\n# systemctl restart service-{n}.service\n\nWhere the file comes with a package, say so "
       "in the package's own settings, so that\nthe next update does not take it back.")
STATUSES = ["passed", "passed", "passed", "failed", "passed", "skipped", "passed", "failed", "passed", "passed"]
IMPACTS = [0.3, 0.5, 0.5, 0.7, 0.9]


def control(n):
    """The control of number `n`."""
    path, word = f"/etc/service-{n}/main.conf", f"Protect{n % 97}"
    rule, check, fix = (text.format(what=f"service of number {n}", path=path, word=word, n=n) for text in (RULE, CHECK, FIX))
    tags = {
        "gtitle": f"SRG-OS-{n:06}-GPOS-{n % 500:05}", "gid": f"V-{n}", "rid": f"SV-{n}r1_rule", "stig_id": f"BENCH-{n:06}",
        "fix_id": f"F-{n}r1_fix", "cci": [f"CCI-{n % 4000:06}", f"CCI-{n % 3000:06}"], "nist": ["AC-3", "AU-12 c", "Rev_4"],
        "severity": ["low", "medium", "medium", "high", "critical"][n % 5], "documentable": False, "subsystems": ["service"],
    }
    describe = "".join(f"  describe file('{path}') do\n    its('{what}') {{ should cmp '{value}' }}\n  end\n"
                       for what, value in [("owner", "root"), ("group", "root"), ("mode", "0640")])
    code = (f"control \"V-{n}\" do\n  title \"{word} of service {n}\"\n  desc \"{rule}\"\n  desc \"check\", '{check}'\n"
            f"  desc \"fix\", '{fix}'\n" + "".join(f"  tag {key}: {json.dumps(value)}\n" for key, value in tags.items())
            + describe + "end\n")
    status = STATUSES[n % len(STATUSES)]
    return {
        "id": f"V-{n}", "title": f"{word} of service {n} must be \"yes\", and its\nfile must not be readable by others.",
        "desc": rule,
        "descriptions": [{"label": "default", "data": rule}, {"label": "check", "data": check}, {"label": "fix", "data": fix}],
        "impact": IMPACTS[n % 5], "refs": [], "tags": tags, "code": code,
        "source_location": {"line": 1, "ref": f"controls/V-{n}.rb"},
        "results": [result(status if k == 2 else "passed", path, k) for k in range(4)],
    }


def result(status, path, k):
    found = {
        "status": status, "code_desc": f"File {path} attribute {k} is expected to cmp == \"0640\"",
        "run_time": 0.000123 * (k + 1), "start_time": "2026-01-01T00:00:00+00:00", "resource_class": "file",
        "resource_params": f"[\"{path}\"]",
    }
    if status == "failed":
        found["message"] = "\nexpected: 0640\n     got: 0666\n\n(compared using `cmp` matcher)\n"
    if status == "skipped":
        found["skip_message"] = "The service is not installed"
    return found


def write(path, controls):
    """Writes a file of so many controls, a control at a time. Gives its size, bytes."""
    head = {"platform": {"name": "debian", "release": "12", "target_id": "bench"}, "version": "5.22.3",
            "statistics": {"duration": 12.5}}
    profile = {"name": "bench", "version": "1.0.0", "sha256": "0" * 64, "title": "Bench", "maintainer": "Bench",
               "summary": "Bench", "license": "Apache-2.0", "attributes": [], "supports": [], "status": "loaded",
               "groups": [{"id": f"controls/V-{n}.rb", "controls": [f"V-{n}"]} for n in range(controls)]}
    with open(path, "w", encoding="utf-8") as out:
        out.write(json.dumps(head)[:-1] + ",\"profiles\":[" + json.dumps(profile)[:-1] + ",\"controls\":[")
        for n in range(controls):
            out.write(("," if n else "") + json.dumps(control(n), separators=(",", ":")))
        out.write("]}]}")
        return out.tell()
