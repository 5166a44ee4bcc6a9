"""Native kreuzberg, by the protocol of engine.mjs."""

import json
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
    times = []
    try:
        mime_type = detect_mime_type_from_path(request["path"])
        for run in range(request["runs"] + 1):
            start = time.perf_counter()
            text = extract_bytes_sync(content, mime_type, config).content
            if run > 0:
                times.append((time.perf_counter() - start) * 1000)
        answer = {"ms": times, "characters": len(text), "error": None}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the engine answers
        answer = {"ms": [], "characters": 0, "error": str(error)[:200]}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
