"""The rule settings of every face, by one order of precedence, and how reports name them.

1. The file that the officer names: ``--rules`` of a command, or the cell 规则设置 of the county's workbook.
2. ``xltools.toml`` in the county's folder: where the summary is written. A command that writes into a folder
   (``return``, ``template``) looks beside that folder, one that writes no file in the current folder.
3. The defaults.

Settings decide what is found in the departments' workbooks, so nothing that a department sends may change them: a file
in a folder that workbooks are read from, below it, in an archive or in a workbook is never used unless the officer
names it. The stamp of a template carries the county's settings to the department's own buttons, which use nothing else;
commands and the county's buttons ignore it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from xltools.quick_dataclass import dataclass
from xltools.rules.settings import DEFAULT, Settings, SettingsError, load_settings
from xltools.services.contract import RequestError
from xltools.services.inputs import check_given_file
from xltools.template.settings_stamp import read_stamped_settings
from xltools.text import Text

__all__ = ["SETTINGS_FILE", "ChosenSettings", "choose_settings", "stamped_settings"]

SETTINGS_FILE = "xltools.toml"
"""The name of the settings file that is looked for in the county's folder."""


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """The settings to use, the ``file`` they come from (None for the defaults), and what to tell about the choice."""

    settings: Settings = DEFAULT
    file: Path | None = None
    notices: tuple[Text, ...] = ()


def choose_settings(rules: Path | None, output: Path | None, inputs: Iterable[Path]) -> ChosenSettings:
    """Return the settings that hold for a job; a RequestError says what is wrong with the file they come from.

    ``rules`` is the file that the officer named. ``output`` is the file or folder that the job writes; ``inputs`` are
    the files and folders that it reads.
    """
    if rules is not None:
        check_given_file(rules)
        return _load(rules)
    senders = [path if path.is_dir() else path.parent for path in inputs]
    file = (output.absolute().parent if output else Path.cwd()) / SETTINGS_FILE
    beside = [folder / SETTINGS_FILE for folder in senders]
    usable = file.is_file() and not _holds_inputs(file.parent, senders)
    chosen = _load(file) if usable else ChosenSettings()
    unused = {path.resolve(): path for path in (*([] if usable else [file]), *beside) if path.is_file()}
    return replace(chosen, notices=tuple(map(_unused_notice, unused.values())))


def stamped_settings(stamp: Mapping[str, str]) -> ChosenSettings:
    """Return the settings that a department's own buttons use: those in the stamp of its template, else the defaults.

    A stamp that was changed into something that cannot be followed is a notice; then the defaults hold.
    """
    try:
        settings = read_stamped_settings(stamp)
    except SettingsError as error:
        notice = Text(
            f"工作簿里随模板下发的规则设置不能用，已按默认规则校验：{error.text.zh}。请用财政部门下发的模板。",
            f"The rule settings in this workbook cannot be used; the default rules were applied: {error.text.en}. "
            "Use the template that the finance bureau sent.",
        )
        return ChosenSettings(notices=(notice,))
    if settings.name:
        settings = replace(settings, name=f"{settings.name}（随模板下发）")
    return ChosenSettings(settings)


def _load(file: Path) -> ChosenSettings:
    try:
        return ChosenSettings(replace(load_settings(file), name=file.name), file)
    except SettingsError as error:
        raise RequestError(
            f"规则设置 {file.name} 有误：{error.text.zh}", f"Rule settings {file.name}: {error.text.en}"
        ) from error


def _holds_inputs(folder: Path, senders: Iterable[Path]) -> bool:
    """Return whether the folder is among those that workbooks are read from, or lies in one of them."""
    place = folder.resolve()
    return not {sender.resolve() for sender in senders}.isdisjoint((place, *place.parents))


def _unused_notice(file: Path) -> Text:
    return Text(
        f"没有使用 {file}：它和报送的文件在同一个文件夹，可能是报来的。"
        "要使用它，请指明（--rules，或县级汇总工作簿的“规则设置”一格），或移到别处。",
        f"{file} was not used: it lies with the files that were sent. To use it, name it (--rules, or the cell "
        "规则设置 of the county's workbook), or move it.",
    )
