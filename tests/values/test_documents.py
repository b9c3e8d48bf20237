"""Document numbers and years in running text."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.values.strategies import anything
from xltools.values import find_document_numbers, find_years

FOUND: dict[str, list[str]] = {
    "冀财农[2019]137号河北省财政厅关于提前下达2020年预算的通知": ["冀财农〔2019〕137号"],
    "冀财农【2019】150号": ["冀财农〔2019〕150号"],
    "冀财农（2019）150号": ["冀财农〔2019〕150号"],
    "冀财农［２０１９］１５０号": ["冀财农〔2019〕150号"],
    "冀财农 〔 2019 〕 150 号": ["冀财农〔2019〕150号"],
    "冀财农〔2019〕137、149号": ["冀财农〔2019〕137号", "冀财农〔2019〕149号"],
    "冀财农〔2019〕137号、149号": ["冀财农〔2019〕137号", "冀财农〔2019〕149号"],
    "冀财农[2019]150号…通知 冀财农[2019]50号": ["冀财农〔2019〕150号", "冀财农〔2019〕50号"],
    "根据冀财农〔2019〕137号文件": ["冀财农〔2019〕137号"],
    "依据财政部印发的财预〔2015〕88号": ["财预〔2015〕88号"],
    "衡扶贫脱贫办〔2020〕2号转冀扶贫脱贫〔2020〕4号": ["衡扶贫脱贫办〔2020〕2号", "冀扶贫脱贫〔2020〕4号"],
    "2020年冀发〔2018〕54号": ["冀发〔2018〕54号"],
    "中发〔2018〕34号": ["中发〔2018〕34号"],
    "（2020）1号": [],
    "冀财农2019年": [],
    "第150号": [],
    "": [],
}
YEARS: dict[str, list[int]] = {
    "2019年扶贫办扶贫工作综合经费": [2019],
    "冀财农[2019]137号提前下达2020年预算": [2020],
    "２０２０年": [2020],
    "2020 年": [2020],
    "2020—2022年": [2020, 2022],
    "2020年至2022年": [2020, 2022],
    "32020年": [],
    "2020个": [],
    "": [],
}


@pytest.mark.parametrize(("text", "standard"), FOUND.items())
def test_document_numbers(text: str, standard: list[str]) -> None:
    assert [number.standard for number in find_document_numbers(text)] == standard


@pytest.mark.parametrize(("text", "years"), YEARS.items())
def test_years(text: str, years: list[int]) -> None:
    assert [year for year, _, _ in find_years(text)] == years


def test_positions_are_those_of_the_text_as_typed() -> None:
    text = "根据　冀财农［２０１９］１３７号，２０２０年"
    (number,) = find_document_numbers(text)
    assert (number.agency, number.year, number.number) == ("冀财农", 2019, 137)
    assert text[number.start : number.end] == number.original == "冀财农［２０１９］１３７号"
    assert [text[start:end] for _, start, end in find_years(text)] == ["２０２０"]


@given(anything)
def test_positions_hold_for_any_text(text: str) -> None:
    for number in find_document_numbers(text):
        assert text[number.start : number.end] == number.original
        assert number.original.startswith(number.agency)
        assert find_document_numbers(number.standard)[0].standard == number.standard
    for _, start, end in find_years(text):
        assert end - start == 4
