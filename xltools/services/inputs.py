"""The inputs of a request: the files to read, looked for alike by every command, and the budget year."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from xltools.county.find import FoundFile, find_files
from xltools.limits import Limits
from xltools.model import Finding
from xltools.readers import FileKind, SentFile, read_file
from xltools.services.contract import RequestError
from xltools.text import Text

__all__ = ["check_given_file", "check_year", "editable_content", "explain_refusal", "find_inputs"]

YEARS = range(2000, 2101)
_ARCHIVE, _LEFT_OUT, _NO_FORMS = "F11", "F31", "R09"
_EDITABLE_SUFFIXES = frozenset({".xlsx", ".xlsm"})


def check_year(year: int | None) -> None:
    """Raise a RequestError for a number that is not a budget year, such as one of two digits."""
    if year is not None and year not in YEARS:
        raise RequestError(
            f"预算年度 {year} 不对，应为 {YEARS[0]} 到 {YEARS[-1]} 的四位年份，如 --year 2020。",
            f"{year} is not a budget year: give four digits from {YEARS[0]} to {YEARS[-1]}, such as --year 2020.",
        )


def find_inputs(
    paths: Sequence[Path],
    *,
    recursive: bool,
    limits: Limits,
    exclude: Sequence[str] = (),
    skip: Iterable[Path] = (),
    apart: Iterable[Path] = (),
) -> tuple[FoundFile, ...]:
    """Return the files below the given files and folders; a zip is looked through like a folder and its subfolders.

    Files that match a pattern of ``exclude`` are listed as left out; those in ``skip`` and in the folders ``apart`` are
    not looked at. Raises NotFoundError for a path that does not exist, RequestError where there is no file at all.
    """
    folders = {folder.resolve() for folder in apart if folder.is_dir()}
    found = find_files(paths, recursive=recursive, exclude=exclude, skip=[*skip, *folders], limits=limits)
    if not found:
        where = "、".join(map(str, paths))
        raise RequestError(
            f"这里没有文件：{where}。请给出部门工作簿，或存放它们的文件夹。",
            f"There is no file in {where}; name workbooks, or the folder that holds them.",
        )
    # realpath() takes a link that leads in a circle as it is; resolve() does not.
    return tuple(file for file in found if folders.isdisjoint(Path(os.path.realpath(file.path)).parents))


def check_given_file(path: Path) -> None:
    """Raise a RequestError where ``path`` does not exist or is a folder."""
    if not path.exists():
        raise RequestError(f"找不到 {path}，请检查路径。", f"There is no {path}; check the path.")
    if path.is_dir():
        raise RequestError(f"{path} 是文件夹，请给出其中的文件。", f"{path} is a folder; name a file in it.")


def editable_content(path: Path, name: str = "") -> bytes:
    """Return the content of a workbook that can be changed part by part; a RequestError says why one cannot.

    ``name`` is what its sender calls it, by default the name of the file.
    """
    check_given_file(path)
    path, there = Path(name or path.name), path
    sent = read_file(there, path.name)
    if sent.problem:
        raise explain_refusal(path, sent.problem)
    if sent.workbook is None:
        raise RequestError(
            f"{path.name}：{sent.reason.zh}。请给出 .xlsx 或 .xlsm 工作簿。",
            f"{path.name}: {sent.reason.en}. Name a workbook (.xlsx or .xlsm).",
        )
    if sent.kind is not FileKind.XLSX:
        raise _not_editable(path, sent)
    if path.suffix.lower() not in _EDITABLE_SUFFIXES:
        raise RequestError(
            f"{path.name}：内容是 .xlsx 工作簿，扩展名却不是。请把扩展名改为 .xlsx 再试。",
            f"{path.name}: its content is an .xlsx workbook, but not its name. Rename it to .xlsx and try again.",
        )
    return sent.data


def explain_refusal(path: Path, problem: Finding) -> RequestError:
    """Return the error for a file that cannot be taken; the advice is for a command that takes one workbook."""
    explanation = problem.explanation
    if problem.rule == _NO_FORMS:
        remedy = Text("请给出填写了绩效目标表的工作簿。", "Name a workbook with target sheets.")
        explanation = Text(f"{problem.found or problem.message.zh}。{remedy.zh}", f"{problem.message.en}. {remedy.en}")
    elif problem.rule == _LEFT_OUT:  # a document of another kind
        remedy = Text(
            "请给出填写了绩效目标表的工作簿（.xlsx 或 .xlsm）。", "Name a workbook with target sheets (.xlsx or .xlsm)."
        )
        explanation = Text(f"这是{problem.found}。{remedy.zh}", f"{problem.message.en.partition(';')[0]}. {remedy.en}")
    elif problem.rule == _ARCHIVE:
        remedy = Text("请先解压，再给出其中的工作簿。", "Unpack it, then name a workbook in it.")
        explanation = Text(f"{problem.message.zh}。{remedy.zh}", f"{problem.message.en}. {remedy.en}")
    return RequestError(f"{path.name}：{explanation.zh}", f"{path.name}: {explanation.en}")


def _not_editable(path: Path, sent: SentFile) -> RequestError:
    kind, new = f".{sent.kind.value}", path.with_suffix(".xlsx").name
    return RequestError(
        f"{path.name}：{kind} 格式的工作簿不能这样修改，只有 .xlsx 和 .xlsm 可以。请在 Excel 或 WPS 中另存为 .xlsx，"
        f"或先转到新模板：xltools transfer {path.name} --out {new}",
        f"{path.name}: a workbook of the format {kind} cannot be changed, only .xlsx and .xlsm. Save it as .xlsx in "
        f"Excel or WPS, or move it into the template first: xltools transfer {path.name} --out {new}",
    )
