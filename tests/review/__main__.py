"""Score the rounds: ``python -m tests.review [--pairs] [ROUND...]``."""

from __future__ import annotations

import argparse

from tests.review.books import ROUNDS
from tests.review.score import RoundScore, score_round
from xltools.model import Severity


def main() -> None:
    """Print recall and precision of the named rounds, or of all, and what was missed or said for nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="*", help="names of rounds; all without any")
    parser.add_argument("--pairs", action="store_true", help="also print every finding that matched, to be read")
    arguments = parser.parse_args()
    for name in arguments.rounds or sorted(path.name for path in ROUNDS.iterdir() if path.is_dir()):
        score = score_round(name)
        print(f"== round {name}: {len(score.books)} books")
        if arguments.pairs:
            _print_pairs(score)
        _print_faults(score)
        _print_table(score)


def _print_pairs(score: RoundScore) -> None:
    for book in score.books:
        for pair in book.pairs:
            for gold in pair.faults:
                finding = pair.finding
                print(f"pair   {finding.rule} {finding.severity} {finding.place}: {finding.message.zh}")
                print(f"       = {gold.severity}: {gold.what}")


def _print_faults(score: RoundScore) -> None:
    for book in score.books:
        for gold in book.missed:
            cells = " ".join(sorted("!".join(cell) for cell in gold.cells))
            print(f"missed {gold.severity} {book.book.name} {cells}: {gold.what}")
        for finding in book.false:
            print(f"false  {finding.rule} {finding.severity} {finding.place}: {finding.message.zh} [{finding.found}]")


def _print_table(score: RoundScore) -> None:
    print("severity  recall  (as severe)  precision")
    for severity in Severity:
        found, faults = score.recall(severity)
        right, findings = score.precision(severity)
        print(f"{severity:8}  {found}/{faults}  ({score.as_severe(severity)})  {right}/{findings}")
    print("false by rule:", ", ".join(f"{rule} {count}" for rule, count in score.false_by_rule.most_common()))


main()
