"""Precision and recall of each flag and each kind that a comment may raise, against gold.

    python benchmarks/comment_flags.py GOLD.jsonl

A gold line is {"id", "text", "date", "gold": {"partners", "kinds", …}, "flags": [codes]}. Printed as a Markdown table:
how often gold asks for the code, how often it was raised, how often both.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.explanation import Explainer, as_json

Tally = dict[str, Counter[str]]


def tally(pairs: Iterable[tuple[set[str], set[str]]]) -> Tally:
    """Count, for each code, how often it is wanted, raised, and both."""
    counts: Tally = {}
    for wanted, raised in pairs:
        for code in wanted | raised:
            count = counts.setdefault(code, Counter())
            count.update(wanted=int(code in wanted), raised=int(code in raised), both=int(code in wanted & raised))
    return counts


def table(heading: str, counts: Tally) -> str:
    """Return the counts as a Markdown table, with a line for all codes together."""
    together: Counter[str] = Counter()
    for count in counts.values():
        together.update(count)
    lines = [f"| {heading} | in gold | raised | both | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    for code, count in [*sorted(counts.items()), ("all", together)]:
        precision, recall = share(count["both"], count["raised"]), share(count["both"], count["wanted"])
        figures = f"{count['wanted']} | {count['raised']} | {count['both']} | {precision} | {recall}"
        lines.append(f"| `{code}` | {figures} |")
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    """Return a share with two digits, or a dash where there is nothing to share."""
    return f"{part / whole:.2f}" if whole else "–"


def relations(partners: Iterable[dict[str, Any]]) -> set[str]:
    """Return the relations asked for; how a name is written is not compared here."""
    return {f"partner: {partner['relation']}" for partner in partners}


def main() -> int:
    """Read the gold file, read its comments, and print the tables."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    items = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line.strip()]
    explainer = Explainer.at(None)
    reads = [as_json(explainer.explain(item["text"], day(item))) for item in items]
    both = list(zip(items, reads, strict=True))
    flags = tally((set(item["flags"]), {flag["code"] for flag in read["flags"]}) for item, read in both)
    kinds = tally((set(item["gold"].get("kinds") or ()), set(read["kinds"])) for item, read in both)
    partners = tally(
        (relations(item["gold"].get("partners") or ()), relations(read["partners"])) for item, read in both
    )
    print(f"{len(items)} comments\n")
    print("\n\n".join((table("flag", flags), table("kind", kinds), table("relation", partners))))
    return 0


def day(item: dict[str, Any]) -> date | None:
    """Return the day of the form, where gold tells it."""
    return date.fromisoformat(item["date"]) if item.get("date") else None


if __name__ == "__main__":
    sys.exit(main())
