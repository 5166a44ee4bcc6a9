"""Native kreuzberg, by the protocol of engine.mjs."""

import json
import resource
import sys
import time

from kreuzberg import ExtractionConfig, detect_mime_type_from_path, extract_bytes_sync

# What the extension prints must not stand between the answers.
answers = sys.stdout
sys.stdout = sys.stderr
config = ExtractionConfig(use_cache=False)

for line in sys.stdin:
    request = json.loads(line)
    with open(request["path"], "rb") as file:
        content = file.read()
    times, text, error = [], None, None
    try:
        mime_type = detect_mime_type_from_path(request["path"])
        if not request.get("isWarm"):
            text = extract_bytes_sync(content, mime_type, config).content
        until = time.perf_counter() + request.get("untilMs", 0) / 1000
        while len(times) < request["runs"] or time.perf_counter() < until:
            start = time.perf_counter()
            text = extract_bytes_sync(content, mime_type, config).content
            times.append((time.perf_counter() - start) * 1000)
    except Exception as thrown:  # noqa: BLE001 - whatever it is, it is what the engine answers
        error = str(thrown)[:200]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    answers.write(json.dumps({"ms": times, "text": text, "peak": peak, "error": error}) + "\n")
    answers.flush()
