"""How well categories are suggested, on the labelled messages of the shared folder.

`python -m bench.suggest FILE` writes `bench/results/suggest-sqlite.json` and docs/bench.md:
numbers alone, the messages carry no licence and stay where they are. Without them, or without
scikit-learn, it says so and changes nothing.

What is measured is what runs: `suggestions.learning` on k folds, thresholds chosen on other
texts than those they are judged by, and `Classifier` as the server asks it.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from minqing.suggestions.classifier import Classifier
from minqing.suggestions.lessons import MOST_CATEGORIES, PRECISION

SHARED = Path(__file__).resolve().parents[2] / "shared/data/messages/labelled_1377.csv"
"""Beside the project, where the tests with real messages look too."""
PROMISES = (0.8, 0.85, PRECISION, 0.95)
REFERENCE = {"accuracy": 0.853, "macro_f1": 0.846}


def find_file(words: Sequence[str]) -> Path | None:
    """Return the labelled file that was named, None when it is not there."""
    path = Path(words[0]) if words else SHARED
    return path if path.is_file() else None


def read_messages(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Return bodies, subjects with bodies, and labels."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    bodies = [row["留言详情"] for row in rows]
    whole = [f"{row['留言主题']}。{row['留言详情']}" for row in rows]
    return bodies, whole, [row["一级分类"] for row in rows]


def measure(path: Path) -> dict[str, Any]:
    """Return the numbers of docs/bench.md."""
    from minqing.suggestions.learning import teach

    bodies, whole, labels = read_messages(path)
    lines = []
    for name, texts in (("body alone", bodies), ("subject and body", whole)):
        for promise in PROMISES if name != "body alone" else (PRECISION,):
            began = time.perf_counter()
            taught = teach(texts, labels, most=MOST_CATEGORIES, precision=promise)
            found = taught.measures
            assert found is not None and taught.learned is not None, "1,377 texts are enough"
            first = teach(texts, labels, most=1, precision=promise).measures
            assert first is not None, "the same texts"
            lines.append(
                {
                    "texts": name,
                    "promised": promise,
                    "accuracy": round(found.accuracy, 3),
                    "macro_f1": round(found.macro_f1, 3),
                    "coverage": round(found.coverage, 3),
                    "precision": round(found.precision, 3),
                    "coverage_one": round(first.coverage, 3),
                    "precision_one": round(first.precision, 3),
                    "folds": found.folds,
                    "seconds": round((time.perf_counter() - began) / 2, 1),
                }
            )
    sorter = Classifier(taught.learned)
    spans = []
    for text in whole[:300]:
        began = time.perf_counter()
        sorter.suggest(text)
        spans.append((time.perf_counter() - began) * 1000)
    return {
        "messages": len(labels),
        "labels": len(set(labels)),
        "reference": REFERENCE,
        "lines": lines,
        "answer_ms": round(statistics.median(spans), 1),
        "model_kib": round((len(sorter.learned.weights) + 3 * len(sorter.learned.grams)) / 1024),
    }


def main(words: Sequence[str]) -> int:
    path = find_file(words)
    if path is None:
        print("labelled messages not found: nothing measured (python -m bench.suggest FILE)")
        return 0
    if find_spec("sklearn") is None:
        print("scikit-learn is not installed: nothing measured (the extra minqing[suggest])")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    from bench.machine import write_result
    from bench.report import write_report

    django.setup()
    write_result("suggest", measure(path))
    write_report()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
