"""Learn a county's own form from its blank: guess, let the officer confirm, write the description, read an example.

The officer confirms in the terminal, or on a marked copy of the blank: a sheet is added that lists every label with its
guess; the edited copy is read back.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xltools.forms.description import FormDescription
from xltools.forms.find import recognised_regions
from xltools.forms.interpret import interpret
from xltools.forms.known import KnownForms
from xltools.forms.learn import FORM_UNIT, LearntForm, learn_form, unit_is_stated
from xltools.forms.learn_toml import description_toml
from xltools.forms.learn_words import meaning_words
from xltools.forms.loading import FormError, read_form
from xltools.forms.money_units import MONEY_UNIT
from xltools.grids.grid import Address, Grid
from xltools.grids.workbook import Workbook
from xltools.model import MoneyUnit, TargetSheet
from xltools.readers import FileKind, SentFile, read_file
from xltools.services.blank_styles import texts_to_fill
from xltools.services.contract import RequestError
from xltools.services.inputs import check_given_file, editable_content, explain_refusal
from xltools.services.marked_blank import GUESS_SHEET, marked_copy, read_answers
from xltools.services.targets import WritingCommand, check_target, check_workbook_target, save_workbook
from xltools.sheet_names import OWN_SHEETS
from xltools.text import Text
from xltools.writer.output_file import OutputFile

__all__ = ["BlankBook", "FormExample", "open_blank", "open_marked"]

_KEY = re.compile(r"[a-z][a-z0-9_]*|-")
_SAME_SCORE = 1.0
"""The score from which a known form is the same as the blank."""


@dataclass(frozen=True, slots=True)
class FormExample:
    """A filled example as the learnt form reads it."""

    form: str
    sheet: TargetSheet | None
    findings: tuple[Text, ...]


@dataclass(slots=True)
class BlankBook:
    """The blank that is learnt from, with the officer's answers so far."""

    path: Path
    grid: Grid
    known: KnownForms
    inputs: frozenset[Address] = frozenset()
    answers: dict[Address, str] = field(default_factory=dict)
    notices: tuple[Text, ...] = ()
    is_marked: bool = False

    @property
    def form(self) -> LearntForm:
        """The form as it is learnt with the answers so far."""
        return learn_form(self.grid, self.known.forms, self.answers, self.inputs)

    @property
    def asks_unit(self) -> bool:
        """Whether nothing says which unit the amounts are in."""
        return FORM_UNIT not in self.answers and not unit_is_stated(self.form)

    def answer(self, address: Address, key: str) -> None:
        """Take an answer; a RequestError says what may be written."""
        self.answers[address] = _checked_key(key, address)

    def description(self, output: Path) -> str:
        """Return the TOML to write to ``output``; a RequestError says what keeps it from being a description."""
        source = f"空白表 {self.path.name}"
        content = description_toml(self.form, output.stem, self.answers, source, self._blank_beside(output))
        try:
            read_form(tomllib.loads(content), output.name)
        except (FormError, tomllib.TOMLDecodeError) as error:
            zh, en = error.text if isinstance(error, FormError) else (str(error), str(error))
            raise RequestError(
                f"学到的表式还不能用：{zh}。请改正相应栏目的代码再试。",
                f"The learnt form cannot be used yet: {en}. Correct the keys of these labels and try again.",
            ) from error
        return content

    def _blank_beside(self, output: Path) -> str:
        """Return the blank's path as seen from the description; nothing where no template can be made from it."""
        if self.path.suffix.lower() not in {".xlsx", ".xlsm"} or self.is_marked:
            return ""
        try:
            return Path(os.path.relpath(self.path, output.parent)).as_posix()
        except ValueError:  # on another drive
            return self.path.absolute().as_posix()

    def check_output(self, output: Path, *, force: bool) -> OutputFile:
        """Return the file of the description as it is now; a RequestError says why it cannot be written."""
        return check_target(output, force=force, suffix=".toml", inputs=[self.path])

    def save(self, output: Path, *, force: bool) -> Path:
        """Write the description and return its file: another one where somebody made this one meanwhile."""
        content = self.description(output)
        return self.check_output(output, force=force).save(content.encode())

    def save_marked(self, output: Path, *, force: bool) -> None:
        """Write a copy of the blank with a sheet that lists every label and its guess."""
        data = editable_content(self.path)
        check_workbook_target(output, WritingCommand.LEARN, force=force, suffix=".xlsx", inputs=[self.path])
        save_workbook(marked_copy(data, self.grid, self.form, self.path.name), output, WritingCommand.LEARN)

    def example(self, path: Path, output: Path) -> FormExample:
        """Return a filled example as the learnt form reads it; ``output`` is the file of the description."""
        learnt = read_form(tomllib.loads(self.description(output)), output.name)
        workbook, _ = _read(path)
        forms = (learnt, *(form for form in self.known.forms if form.id != learnt.id))
        result = interpret(workbook.sheets, path.name, forms)
        sheets = result.book.all_sheets
        sheet = next((sheet for sheet in sheets if sheet.form.id == learnt.id), sheets[0] if sheets else None)
        return FormExample(learnt.id, sheet, tuple(finding.message for finding in result.findings))


def open_blank(path: Path, known: KnownForms) -> BlankBook:
    """Return a blank form that is to be learnt; a RequestError says why it cannot be."""
    workbook, sent = _read(path)
    grid = _form_sheet(workbook, path, known.forms)
    words = meaning_words(tuple(known.forms))
    is_xlsx = sent.kind is FileKind.XLSX
    inputs = texts_to_fill(sent.data, grid, words.knows) if is_xlsx else frozenset[Address]()
    notices = () if is_xlsx else (_other_format(sent),)
    return BlankBook(path, grid, known, inputs, {}, (*notices, *_same_forms(grid, known.forms)))


def open_marked(path: Path, known: KnownForms) -> BlankBook:
    """Return the blank of a marked copy, with the answers that were written on it."""
    book = open_blank(path, known)
    workbook, _ = _read(path)
    marks = next((grid for grid in workbook.sheets if grid.sheet == GUESS_SHEET), None)
    if marks is None:
        raise RequestError(
            f"{path.name} 里没有工作表“{GUESS_SHEET}”。请先生成标注副本："
            "xltools forms learn 空白表.xlsx --marked 标注.xlsx",
            f"{path.name} has no sheet {GUESS_SHEET}. Make a marked copy first: "
            "xltools forms learn BLANK.xlsx --marked MARKED.xlsx",
        )
    book.is_marked = True
    for address, key in read_answers(marks).items():
        book.answer(address, key)
    return book


def _read(path: Path) -> tuple[Workbook, SentFile]:
    """Return a workbook and the file that it came in; a RequestError says why it cannot be read."""
    check_given_file(path)
    sent = read_file(path, path.name)
    if sent.problem:
        raise explain_refusal(path, sent.problem)
    if sent.workbook is None:
        raise RequestError(f"{path.name}：{sent.reason.zh}", f"{path.name}: {sent.reason.en}")
    return sent.workbook, sent


def _form_sheet(workbook: Workbook, path: Path, forms: tuple[FormDescription, ...]) -> Grid:
    """Return the first sheet with a table of indicators, which is what makes a sheet a form."""
    for grid in workbook.sheets:
        if grid.sheet not in OWN_SHEETS and grid.sheet != GUESS_SHEET and learn_form(grid, forms).blank.tables:
            return grid
    raise RequestError(
        f"{path.name} 里没有找到绩效指标表的表头（一级指标、三级指标、指标值）。请给出含绩效指标的空白表。",
        f"No header of a table of indicators was found in {path.name}. Name a blank form that has one.",
    )


def _other_format(sent: SentFile) -> Text:
    kind = f".{sent.kind.value}"
    return Text(
        f"空白表是 {kind}：栏目照样读取，底色、边框和锁定没有用作依据；要作标注副本或模板，请另存为 .xlsx。",
        f"The blank is {kind}: its labels are read alike, without fills, borders and locks; save it as .xlsx for a "
        "marked copy or a template.",
    )


def _same_forms(grid: Grid, forms: tuple[FormDescription, ...]) -> Iterator[Text]:
    """Yield that a known form has the labels of the blank already."""
    for region, _, is_known in recognised_regions(grid, forms):
        best = region.best
        if best and is_known and not best.missing and best.score >= _SAME_SCORE:
            yield Text(
                f"这张表的栏目与已知的表式 {best.form.id}（{best.form.name}）相同，可以直接使用，不一定要另外登记。",
                f"The labels are those of the known form {best.form.id}; it can be used as it is.",
            )


def _checked_key(key: str, address: Address) -> str:
    if address == FORM_UNIT:
        match = MONEY_UNIT.search(key)
        if match and key.strip("()（）") in set(MoneyUnit):
            return key.strip("()（）")
        raise RequestError(
            f"金额单位写的是“{key}”，应为 {'、'.join(MoneyUnit)} 之一。",
            f'The money unit is "{key}"; it must be one of {", ".join(MoneyUnit)}.',
        )
    if not _KEY.fullmatch(key):
        raise RequestError(
            f"“{key}”不能作栏目的代码：应为小写字母、数字和下划线，如 name；没有内容的栏目写 -。",
            f'"{key}" cannot be a key: use small letters, digits and underscores, such as name; - for no value.',
        )
    return key
