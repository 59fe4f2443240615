"""Times commands: the wall clock of several runs, as median, fastest and slowest."""
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "target/release/cincture")


def build():
    """The program as it is shipped; a debug build says nothing."""
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)


def measure(command, runs, statuses=(0,)):
    """Milliseconds of each run. Ends the bench where the command ends otherwise than expected."""
    times = []
    for number in range(runs + 1):
        begun = time.perf_counter()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        took = (time.perf_counter() - begun) * 1000
        if done.returncode not in statuses:
            sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr.decode(errors='replace')}")
        if number:  # the first run only warms the caches
            times.append(took)
    return times


def show(what, times, bound_ms, other_ms=None):
    """One line: the figures, their ratio to the bound, and to what another tool takes where that is known."""
    median = statistics.median(times)
    line = f"{what:34} median {median:8.1f} ms  (fastest {min(times):.1f}, slowest {max(times):.1f}, {len(times)} runs)"
    line += f"  {median / bound_ms:5.2f} of the {bound_ms} ms aimed at"
    if other_ms:
        line += f"  {other_ms / median:.0f} times as fast as InSpec"
    print(line, flush=True)
