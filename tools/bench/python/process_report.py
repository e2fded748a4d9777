"""What the bench wants to know of a process, as the last line of its output."""

import json
import resource
import sys


def report(clean, rejected, row_file):
    use = resource.getrusage(resource.RUSAGE_SELF)
    peak_unit = 1 if sys.platform == "darwin" else 1024
    result = {"clean": clean, "rejected": rejected, "rowFiles": [row_file], "rejectFiles": []}
    cpu_ms = (use.ru_utime + use.ru_stime) * 1000
    print(json.dumps({"result": result, "use": {"cpuMs": cpu_ms, "peakBytes": use.ru_maxrss * peak_unit}}))
