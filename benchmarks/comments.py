"""How long a warm reader takes over a comment, in CPU time: typical comments, and hostile ones.

python benchmarks/comments.py
"""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

from pipeline.normalise.comments import CommentReader
from pipeline.years import AcademicYear

CORPUS = Path(__file__).parent.parent / "tests" / "comments" / "corpus.jsonl"
ROUNDS = 3
HOSTILE = {
    "years": "Year 4 or " * 2000,
    "brackets": "((((" * 5000,
    "numbers": "2 x " * 5000,
    "letters": "Y" * 20000,
    "slashes": "Y3/4/5/6/" * 2200,
    "words": "a " * 10000,
    "hyphens": "1-2-3-4-5-6-7-8-9-" * 1100,
    "refusals": "not " * 5000,
    "conditions": "Year 4 if " * 2000,
    "saints": "St " * 6000,
}


def spent(reader: CommentReader, texts: list[tuple[str, date]]) -> float:
    """Return the CPU seconds that reading these comments takes."""
    began = time.process_time()
    for text, day in texts:
        reader.read(text, day)
    return time.process_time() - began


def main() -> None:
    """Print milliseconds a comment, the quickest of a few rounds."""
    rows = [json.loads(row) for row in CORPUS.read_text("utf-8").splitlines() if row.strip()]
    texts = [(row["text"], date.fromisoformat(row["date"])) for row in rows]
    reader = CommentReader(AcademicYear(2025))
    spent(reader, texts)
    best = min(spent(reader, texts) for _ in range(ROUNDS))
    length = sum(len(text) for text, _ in texts) / len(texts)
    print(f"{1000 * best / len(texts):.2f} ms a comment ({len(texts)} comments of {length:.0f} characters)")
    for name, text in HOSTILE.items():
        print(f"{1000 * spent(reader, [(text, date(2025, 7, 1))]):8.0f} ms  hostile: {name}")


if __name__ == "__main__":
    main()
