"""The result of a self-test as sheets of a new workbook, in words that an officer can follow and send on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xltools.desktop.self_test.about_computer import without_home
from xltools.desktop.self_test.steps import StepResult
from xltools.desktop.tables import heading
from xltools.editor import AddedCell, AddedSheet, CellRole

__all__ = ["HOW_ROWS", "RESULT", "TRACES", "result_sheet", "trace_sheet", "verdict"]

RESULT, TRACES = "自检结果", "出错详情"
HOW_ROWS = "3:4"
"""The rows that say what the sheet is for."""
_HEADINGS = ("序号", "按钮", "看什么", "应为", "实际", "结果", "用时（秒）")
_WIDTHS = (5, 13, 30, 40, 40, 8, 10)
_PASSED, _FAILED = "通过", "不通过"
_HOW = (
    "自检用的是内置的例子，放在临时文件夹里，做完就删掉；不检查您打开的工作簿。",
    "请把本工作簿另存（文件→另存为），发给要了解情况的人。里面没有您的数据。",
)


def verdict(results: Sequence[StepResult]) -> str:
    """Return the outcome in a sentence."""
    failed = [one.caption for one in results if not one.ok]
    if not failed:
        return f"全部通过：{len(results)} 步都与应有的结果相同。"
    return f"有 {len(failed)} 步不通过（共 {len(results)} 步）：{'、'.join(failed)}。"


def result_sheet(results: Sequence[StepResult], facts: Iterable[tuple[str, str]]) -> AddedSheet:
    """Lay out the verdict, every step with what it compared, and the facts about the computer."""
    role = CellRole.NOTE if all(one.ok for one in results) else CellRole.ERROR
    rows = [
        (AddedCell(RESULT, CellRole.TITLE),),
        *(
            (AddedCell(line, role), *[AddedCell(None, role)] * (len(_HEADINGS) - 1))
            for line in (verdict(results), *_HOW)
        ),
        heading(_HEADINGS),
    ]
    for number, result in enumerate(results, 1):
        rows += _step(number, result)
    rows.append(_group("本机情况"))
    rows += [(AddedCell(None), AddedCell(name), AddedCell(value)) for name, value in facts]
    return AddedSheet(RESULT, tuple(rows), widths=_WIDTHS, heading=5)


def _group(text: str, *last: AddedCell) -> tuple[AddedCell, ...]:
    blank = [AddedCell(None, CellRole.GROUP)] * (len(_HEADINGS) - 1 - len(last))
    return (AddedCell(text, CellRole.GROUP), *blank, *last)


def _step(number: int, result: StepResult) -> Iterator[tuple[AddedCell, ...]]:
    seconds = AddedCell(f"{result.seconds:.2f}", CellRole.GROUP)
    outcome = AddedCell(_PASSED, CellRole.GROUP) if result.ok else AddedCell(_FAILED, CellRole.ERROR)
    yield _group(f"{number}．{result.caption}：{result.purpose}", outcome, seconds)
    for one in result.compared:
        role = CellRole.DEFAULT if one.ok else CellRole.ERROR
        texts = (AddedCell(None), AddedCell(result.caption), AddedCell(one.what), AddedCell(one.expected))
        yield (*texts, AddedCell(one.found, role), AddedCell(_PASSED if one.ok else _FAILED, role), AddedCell(None))


def trace_sheet(results: Sequence[StepResult]) -> AddedSheet | None:
    """Lay out where steps broke off, for those who mend it; None where none did."""
    broken = [one for one in results if one.trace]
    if not broken:
        return None
    rows: list[tuple[AddedCell, ...]] = [
        (AddedCell(TRACES, CellRole.TITLE), AddedCell(None)),
        heading(("按钮", "位置")),
    ]
    lines = ((one.caption, line) for one in broken for line in without_home(one.trace).splitlines())
    rows += [(AddedCell(caption), AddedCell(line)) for caption, line in lines]
    return AddedSheet(TRACES, tuple(rows), widths=(16, 120), heading=2)
