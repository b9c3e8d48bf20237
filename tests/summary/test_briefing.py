"""简报: ten sentences made of the summary's figures, and three charts that Word can edit."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import etree

from tests.county.counties import GENERATED, county, sheet_row
from tests.summary.summary_reader import summary
from tests.summary.test_summary_office import converted
from xltools.county.data import CountyData, CountyFile, Fate
from xltools.model import Finding, Place
from xltools.rules.catalogue import RULES
from xltools.rules.letterhead import Letterhead
from xltools.rules.settings import DEFAULT
from xltools.summary.answers import Answers
from xltools.summary.briefing import Briefing, brief
from xltools.summary.charts import FAMILIES
from xltools.summary.facts import collect_facts
from xltools.summary.issue_store import IssueStore
from xltools.summary.word_briefing import briefing_document
from xltools.summary.write import write_summary

EMPTY = CountyData("", None, (), (), (), (), GENERATED, "0.1.0")
NAMES = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


def briefing(data: CountyData, bureau: str = "") -> Briefing:
    with closing(IssueStore()) as issues:
        settings = replace(DEFAULT, letters=Letterhead(bureau=bureau))
        return brief(collect_facts(data, issues), settings, Answers())


def charts(document: bytes) -> Iterator[tuple[etree._Element, openpyxl.Workbook]]:
    """The chart parts of a document in their order, each with the workbook behind it."""
    archive = zipfile.ZipFile(io.BytesIO(document))
    for name in sorted(name for name in archive.namelist() if name.startswith("word/charts/chart")):
        relations = etree.fromstring(archive.read(f"word/charts/_rels/{name.rpartition('/')[2]}.rels"))
        part = etree.fromstring(archive.read(name))
        wanted = part.find("c:externalData", NAMES).get(
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        )
        [target] = [one.get("Target") for one in relations if one.get("Id") == wanted]
        yield part, openpyxl.load_workbook(io.BytesIO(archive.read(f"word{target.removeprefix('..')}")))


def test_the_sentences_hold_the_figures_of_the_summary() -> None:
    told = briefing(county())
    assert len(told.sentences) == 10
    [total] = [row for row in summary(county()).table("县级汇总表", "部门") if row["部门"] == "合  计"]
    text = "".join(told.sentences)
    for column in ("项目预算/合计", "项目预算/财政资金", "项目预算/其他资金", "专项资金/合计", "去重后\n合计"):
        assert f"{Decimal(str(total[column])):,.2f} 万元" in text, column
    for column in ("问题数/错误", "问题数/警告", "问题数/提示"):
        assert f"{column[-2:]} {total[column]:.0f} 处" in told.sentences[7]
    for n, month in enumerate((3, 6, 10, 12)):
        shares = [value for key, value in total.items() if key.endswith("/%")]
        assert f"{month}月底 {shares[n]:.2%}" in told.sentences[5]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ""),
        ({"fiscal": Decimal("1573060.00")}, "（两者之和比预算合计多 50.00 万元：有项目的预算数空白或与资金来源不符）"),
        ({"fiscal": None}, "（两者之和比预算合计少 107.31 万元：有项目的预算数空白或与资金来源不符）"),
    ],
)
def test_sources_that_do_not_make_the_budget_are_said_to_differ_from_it(changes: dict[str, object], told: str) -> None:
    place = Place("475.xlsx", "项目1", 1, 1)
    file = CountyFile("475.xlsx", Fate.ACCEPTED, department_code="475", sheets=(sheet_row(place, **changes),))
    sentence = briefing(replace(EMPTY, files=(file,))).sentences[1]
    assert sentence.startswith("预算项目共 1 个，预算合计 107.31 万元")
    assert sentence.endswith(f"其他资金 0.00 万元{told}。")


def test_a_county_without_anything_is_told_without_figures_that_are_not_there() -> None:
    told = briefing(EMPTY)
    assert told.sentences == (
        "已收到部门 0 个（没有提供应报名单）；共收到文件 0 个。",
        "没有读到预算项目。",
        "没有专项资金，全县合计 0.00 万元。",
        "项目预算没有可以按资金级次分的金额。",
        "各部门的项目预算都是空白或 0。",
        "没有可以汇总的累计支出计划。",
        "没有读到绩效指标。",
        "审核没有发现问题。",
        "没有错误和警告。",
        "有错误、需退回修改的部门 0 个；没有存疑金额。",
    )
    assert told.charts == ()
    assert len(docx.Document(io.BytesIO(briefing_document(told))).paragraphs) == 12


def test_the_charts_count_every_finding_those_of_own_rules_too() -> None:
    data = county()

    def own(finding: Finding) -> Finding:
        return replace(finding, rule="Z01") if finding.rule[0] in "IV" else finding

    files = tuple(replace(file, findings=tuple(map(own, file.findings))) for file in data.files)
    mixed = replace(data, files=files, findings=tuple(map(own, data.findings)))
    chart = briefing(mixed).charts[-1]
    assert "本县自定" in chart.labels
    assert sum(sum(values) for _, values in chart.series) == len(mixed.findings)
    assert any("本县自定" in row for row in summary(mixed).rows("县级汇总表")), "what the summary's chart is drawn from"


def test_every_rule_and_message_is_of_a_family() -> None:
    assert {name[0] for name in RULES} <= set(FAMILIES)


def test_the_bureau_stands_below_the_title() -> None:
    assert briefing(county(), "青山县财政局").aside.startswith("青山县财政局　")


def test_the_document_holds_the_sentences_and_charts_with_their_data() -> None:
    told = briefing(county())
    content = briefing_document(told)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert texts[:2] == [told.title, told.aside]
    assert texts[2:12] == [f"{number}. {sentence}" for number, sentence in enumerate(told.sentences, 1)]
    drawn = list(charts(content))
    assert len(drawn) == len(told.charts) == 3
    for (part, workbook), chart in zip(drawn, told.charts, strict=True):
        assert "".join(part.find(".//c:title", NAMES).itertext()) == chart.title
        rows = list(workbook["数据"].values)
        assert rows[0][1 : len(chart.series) + 1] == tuple(name for name, _ in chart.series)
        for row, label in enumerate(chart.labels, 1):
            assert rows[row][0] == label
            values = [series[row - 1] for _, series in chart.series]
            assert rows[row][1 : len(values) + 1] == pytest.approx([float(value) for value in values])


def test_what_a_chart_leaves_out_is_stated_for_word() -> None:
    for part, _ in charts(briefing_document(briefing(county()))):
        for labels in part.iter("{*}dLbls"):
            shown = {etree.QName(one).localname: one.get("val") for one in labels}
            assert (shown["showVal"], shown["showCatName"], shown["showSerName"]) == ("1", "0", "0")
        for series in part.findall(".//c:lineChart/c:ser", NAMES):
            assert series.find("c:smooth", NAMES).get("val") == "0"


def test_the_same_briefing_gives_the_same_bytes() -> None:
    assert briefing_document(briefing(county())) == briefing_document(briefing(county()))


@pytest.mark.desktop
def test_the_briefing_is_one_page(tmp_path: Path) -> None:
    pdf = tmp_path / "简报.pdf"
    pdf.write_bytes(converted(briefing_document(briefing(county())), "pdf", tmp_path, "docx"))
    told = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    assert "Pages:           1\n" in told


def test_a_figure_halfway_is_rounded_up_as_the_summary_shows_it() -> None:
    file = county().accepted[0]
    project = file.projects[0]._replace(budget=Decimal("12345650"), fiscal=Decimal("12345650"), other=Decimal(0))
    data = replace(county(), files=(replace(file, sheets=(project,), indicators=()),), findings=(), containments=())
    written = write_summary(data, io.BytesIO())
    assert written.briefing
    assert "预算合计 1,234.57 万元" in written.briefing.sentences[1]
