"""The pass over a book: what runs, what is silenced, how findings are sorted and grouped, and what a failure does."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fixtures.seed import seed
from xltools.form_identity import NO_FORM
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Finding, Framework, Place, Severity, TargetSheet
from xltools.rules import engine
from xltools.rules.catalogue import RULES
from xltools.rules.digest import SheetDigest, digest_book
from xltools.rules.engine import check_book, check_county, group_findings, sort_findings
from xltools.rules.examples import build_book, build_books, build_sheet
from xltools.rules.rule import Context, Rule, Scope
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import Text

WORDS = Words("标题", "消息 {found}", "改正")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Run with these rules alone (and the readers' records)."""

    def use(*rules: Rule) -> None:
        readers = {rule.id: rule for rule in RULES.values() if rule.scope is Scope.READING}
        monkeypatch.setattr(engine, "RULES", {**readers, **{rule.id: rule for rule in rules}})
        engine._prepare_rules.cache_clear()

    yield use
    engine._prepare_rules.cache_clear()


def hits_on(field: str) -> object:
    def run(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
        entry: Entry[object] = getattr(sheet, field)
        yield Hit(entry, field)

    return run


def make(id: str, field: str = "name", **record: object) -> Rule:
    return Rule(id, Severity.WARNING, WORDS, WORDS, "", check=hits_on(field), **record)  # type: ignore[arg-type]


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def test_report_says_what_was_run() -> None:
    report = check_book(seed())
    assert report.sheets_checked == 7
    checked = [rule for rule in RULES.values() if rule.scope in (Scope.SHEET, Scope.DEPARTMENT) and rule.enabled]
    assert report.rules_run == tuple(rule.id for rule in checked if rule.suits(NO_FORM))


def test_an_empty_book_is_checked_too() -> None:
    report = check_book(replace(build_book(), sheets=()))
    assert report.sheets_checked == 0
    assert not any(finding.place.cell for finding in report.findings if finding.rule[0] in "PAV")


def test_the_same_twice_and_across_processes() -> None:
    first = check_book(seed())
    assert check_book(seed()) == first
    assert pickle.loads(pickle.dumps(first)) == first


def test_findings_are_sorted() -> None:
    findings = check_book(seed()).findings
    order = {sheet.place.sheet: n for n, sheet in enumerate(seed().sheets)}
    keys = [
        (
            finding.severity.rank,
            order.get(finding.place.sheet, -1),
            finding.place.row,
            finding.place.column,
            finding.rule,
        )
        for finding in findings
    ]
    assert keys == sorted(keys)


def test_sheets_are_sorted_as_they_are_named() -> None:
    a, b = (Finding("P01", Severity.ERROR, Place("f", sheet, 1, 1)) for sheet in "ab")
    worse = replace(b, severity=Severity.ERROR, place=b.place._replace(row=9))
    note = replace(a, severity=Severity.NOTE)
    whole = replace(a, place=Place("f"))
    expected = (whole, b, worse, a, note)
    assert sort_findings([note, a, worse, b, whole], [b.place, a.place]) == expected


def test_subject_is_the_project_and_for_the_book_the_department() -> None:
    report = check_book(build_book(build_sheet(name="甲路", plan="空/空/空/空")))
    assert {finding.subject for finding in report.findings} == {"甲路"}


def test_an_entry_without_a_cell_gives_no_finding(only: object) -> None:
    only(make("X01"))  # type: ignore[operator]
    sheet = build_sheet()
    assert ids(check_book(build_book(sheet)).findings) == ["X01"]
    assert ids(check_book(build_book(replace(sheet, name=Entry(value="甲")))).findings) == []


@pytest.mark.parametrize(
    ("silenced", "expected"),
    [
        ({}, ["X01", "X02"]),
        ({"silenced_by": ("X01",)}, ["X01"]),
        ({"silenced_by": ("X01",), "per_row": True}, ["X01"]),  # code and name stand in the same row
        ({"silenced_by": ("X03",)}, ["X01", "X02"]),
    ],
)
def test_silencing(only: object, silenced: dict[str, object], expected: list[str]) -> None:
    only(make("X01", "code"), make("X02", "name", **silenced))  # type: ignore[operator]
    assert sorted(ids(check_book(build_book()).findings)) == expected


def test_silencing_by_row_leaves_other_rows(only: object) -> None:
    only(make("X01", "code"), make("X02", "budget", silenced_by=("X01",), per_row=True))  # type: ignore[operator]
    assert ids(check_book(build_book()).findings) == ["X01", "X02"]


def test_silencing_stays_within_a_sheet() -> None:
    sheets = [Example(plan="20/30/20/30"), Example(plan="20/50/80/90")]
    (book,) = build_books(Example(sheets=sheets))
    fired = {(finding.place.sheet, finding.rule) for finding in check_book(book).findings if finding.rule[0] == "P"}
    assert fired == {("项目1", "P08"), ("项目2", "P04")}


def test_a_rule_that_is_off_silences_nothing() -> None:
    (book,) = build_books(Example(plan="20/30/20/30"))
    settings = Settings(enabled={"P08": False})
    assert ids(check_book(book, settings).findings) == ["P03", "P04"]


def test_a_framework_can_be_forced() -> None:
    forced = check_book(build_book(), framework=Framework.MOF2021).rules_run
    assert forced == tuple(
        rule.id
        for rule in RULES.values()
        if rule.check
        and rule.enabled
        and rule.scope is not Scope.COUNTY
        and rule.suits(replace(NO_FORM, framework=Framework.MOF2021))
    )


def test_a_rule_of_a_later_framework_keeps_off_earlier_forms(only: object) -> None:
    only(make("X01", frameworks=frozenset({Framework.MOF2021})))  # type: ignore[operator]
    assert check_book(build_book()).rules_run == ()
    assert check_book(build_book(), framework=Framework.MOF2021).rules_run == ("X01",)
    assert check_book(build_book(framework="2021")).rules_run == ("X01",)


def test_a_severity_that_was_set_holds_for_every_hit() -> None:
    (book,) = build_books(Example(target="≥90%不超过90%"))
    assert [finding.severity for finding in check_book(book).findings if finding.rule == "V02"] == [Severity.ERROR]
    settings = Settings(severities={"V02": Severity.NOTE})
    assert [finding.severity for finding in check_book(book, settings).findings if finding.rule == "V02"] == [
        Severity.NOTE
    ]


def fails(subject: object, context: Context) -> Iterator[Hit]:
    raise ZeroDivisionError("by nothing")
    yield  # pragma: no cover - makes it a generator


@pytest.mark.parametrize("scope", [Scope.SHEET, Scope.DEPARTMENT])
def test_a_failing_rule_is_logged_and_reported_and_the_others_go_on(
    only: object, scope: Scope, expected_errors: pytest.LogCaptureFixture
) -> None:
    broken = Rule("X01", Severity.NOTE, WORDS, WORDS, "", scope=scope, check=fails)
    only(broken, make("X02"))  # type: ignore[operator]
    findings = check_book(build_book()).findings
    assert "rule X01 failed at " in expected_errors.text
    assert "ZeroDivisionError: by nothing" in expected_errors.text
    assert ids(findings) == ["R99", "X02"]
    assert findings[0].severity is Severity.ERROR
    assert findings[0].message.zh == "规则 X01 运行出错（ZeroDivisionError: by nothing），这里没有检查"
    assert findings[0].place.file == build_book().file


def test_a_rule_without_memory_is_not_the_one_that_failed(only: object) -> None:
    def swells(*_: object) -> Iterator[Hit]:
        raise MemoryError

    only(Rule("X01", Severity.NOTE, WORDS, WORDS, "", scope=Scope.SHEET, check=swells))  # type: ignore[operator]
    with pytest.raises(MemoryError):
        check_book(build_book())


def test_a_failing_county_rule_is_reported(only: object, expected_errors: pytest.LogCaptureFixture) -> None:
    only(Rule("X01", Severity.NOTE, WORDS, WORDS, "", scope=Scope.COUNTY, check=fails))  # type: ignore[operator]
    assert ids(check_county(digest_book(build_book()))) == ["R99"]
    assert "rule X01 failed" in expected_errors.text


def test_a_failing_rule_fails_a_test_that_does_not_expect_it(only: object) -> None:
    only(Rule("X01", Severity.NOTE, WORDS, WORDS, "", check=fails))  # type: ignore[operator]
    with pytest.raises(AssertionError, match="rule X01 failed at "):
        check_book(build_book())


def test_county_rules_see_all_digests(only: object) -> None:
    def twins(digests: tuple[SheetDigest, ...], context: Context) -> Iterator[Hit]:
        yield Hit(digests[-1].code_place, "code", values={"found": len(digests)})

    only(Rule("X01", Severity.NOTE, WORDS, WORDS, "", scope=Scope.COUNTY, check=twins))  # type: ignore[operator]
    books = build_books(Example(books=[Example(), Example(name="乙路")]))
    (finding,) = check_county([digest for book in books for digest in digest_book(book)])
    assert (finding.message.zh, finding.subject, finding.place.file) == ("消息 2", "乙路", "2.xlsx")
    assert check_book(books[0]).rules_run == ()


def test_a_department_rules_hit_belongs_to_the_form_it_stands_in(only: object) -> None:
    """Two forms share one worksheet: the hit is the lower one's."""
    upper = build_sheet(name="上表")
    lower = replace(build_sheet(name="下表"), place=upper.place._replace(row=30))

    def last(book: object, context: Context) -> Iterator[Hit]:
        yield Hit(upper.place._replace(row=35, column=2), "name")
        yield Hit(Place(upper.place.file), "name")

    only(Rule("X01", Severity.NOTE, WORDS, WORDS, "", scope=Scope.DEPARTMENT, check=last))  # type: ignore[operator]
    findings = check_book(build_book(upper, lower)).findings
    assert [finding.subject for finding in findings] == ["示范县交通运输局", "下表"]


def test_groups_hold_every_finding_once() -> None:
    findings = check_book(seed()).findings
    groups = group_findings(findings)
    assert sorted(finding for group in groups for finding in ids(group.findings)) == sorted(ids(findings))
    assert sum(group.count for group in groups) == len(findings)
    for group in groups:
        assert (
            len({(finding.rule, finding.severity, finding.place.sheet, finding.subject) for finding in group.findings})
            == 1
        )
        assert group.count == 1 or RULES[group.first.rule].grouped
    ranks = [group.first.severity.rank for group in groups]
    assert ranks == sorted(ranks)


def test_a_group_shows_its_cells_and_counts() -> None:
    (book,) = build_books(Example(rows=[f"产出指标|数量指标|里程{n}|长度|≥{n}|示交〔2019〕36号" for n in "123"]))
    findings = [finding for finding in check_book(book).findings if finding.rule == "V04"]
    (group,) = group_findings(findings)
    assert (group.count, group.cells) == (3, ("E11", "E12", "E13"))
    assert group.message == ("3 处缺计量单位", "3 × Unit of measure missing")
    (single,) = group_findings(findings[:1])
    assert single.message.zh == findings[0].message.zh


def test_findings_of_unknown_rules_are_shown_as_they_are() -> None:
    stranger = Finding("Q77", Severity.NOTE, Place("f"), message=Text("别的工具说的", "from another tool"))
    (group,) = group_findings([stranger])
    assert group.message.zh == "别的工具说的"


def test_default_settings_change_nothing() -> None:
    assert check_book(seed(), DEFAULT) == check_book(seed(), Settings())


def test_an_unstated_year_is_worked_out_once_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("xltools.rules.rule.budget_year", lambda book: asked.append(1))
    check_book(replace(seed(), year=Entry()))
    assert asked == [1]
