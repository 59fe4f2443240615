"""Times commands: wall clock, processor time and memory of several runs."""
import os
import statistics
import subprocess
import sys
import time
from collections import namedtuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("CINCTURE_PROGRAM") or os.path.join(ROOT, "target/release/cincture")

# Milliseconds of wall clock and of processor time, children included; MiB of the largest process.
Run = namedtuple("Run", "wall cpu peak")


def build():
    """The program as it is shipped; a debug build says nothing."""
    if "CINCTURE_PROGRAM" not in os.environ:
        subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)


def once(command, statuses):
    """One run. Ends the bench where the command ends otherwise than expected."""
    begun = time.perf_counter()
    done = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = done.stderr.read()
    _, status, used = os.wait4(done.pid, 0)
    wall = (time.perf_counter() - begun) * 1000
    if os.waitstatus_to_exitcode(status) not in statuses:
        sys.exit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}\n{said.decode(errors='replace')}")
    return Run(wall, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)


def measure(command, runs, statuses=(0,)):
    """Each run; the first one only warms the caches, and is left out."""
    return [once(command, statuses) for _ in range(runs + 1)][1:]


def show(what, runs, bound_ms, other_ms=None, more=""):
    """One line: the figures, their ratio to the bound, and to what another tool takes where that is known."""
    wall = [run.wall for run in runs]
    median = statistics.median(wall)
    line = f"{what:44} median {median:8.1f} ms  (fastest {min(wall):.1f}, slowest {max(wall):.1f}, {len(wall)} runs)"
    line += f"  {median / bound_ms:5.2f} of the {bound_ms} ms aimed at"
    line += f"  processor {statistics.median(run.cpu for run in runs):.0f} ms, largest process {max(run.peak for run in runs):.0f} MiB"
    if other_ms:
        line += f"  {other_ms / median:.0f} times as fast as InSpec"
    print(line + more, flush=True)
