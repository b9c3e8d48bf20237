"""The forms that templates are made of: those that can be printed, and a county's own with its blank workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.form_identity import FormPurpose, FormSubject
from xltools.forms.description import FormDescription
from xltools.forms.hb2020 import HB2020
from xltools.forms.known import KnownForms
from xltools.forms.layout import Form
from xltools.forms.loading import built_in_forms
from xltools.forms.printed import PRINTED_FORMS, printed_form
from xltools.services.contract import RequestError
from xltools.services.forms import find_known_form

__all__ = ["OwnForm", "TemplateForms", "check_names_are_chosen", "choose_forms", "no_buttons"]


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A county's own form, whose blank workbook is the template."""

    described: FormDescription
    blank: Path


@dataclass(frozen=True, slots=True)
class TemplateForms:
    """The forms of a template: printed ones, or one of a county's own."""

    printed: tuple[Form, ...] = (HB2020,)
    own: OwnForm | None = None


def choose_forms(ids: Sequence[str], known: KnownForms, *, macros: bool = False) -> TemplateForms:
    """Return the forms that were named, HB2020 without any; a RequestError says which can be named."""
    printed = {id.lower(): id for id in PRINTED_FORMS}
    built_in = {form.id for form in built_in_forms()}
    own_ids = {form.id.lower() for form in known.forms if form.id not in built_in}
    chosen: list[Form] = []
    for id in dict.fromkeys(ids):
        if id.lower() in printed:
            chosen.append(printed_form(printed[id.lower()]))
            continue
        own = _own_form(id, known, is_own=id.lower() in own_ids or id.lower().endswith(".toml"))
        if len(ids) > 1:
            raise RequestError(
                f"{own.described.id} 用县里自己的空白表，不能与其他表式放在一个工作簿里，请分两次生成。",
                f"{own.described.id} is made from its own blank and cannot share a workbook; run the command twice.",
            )
        if macros:
            raise no_buttons()
        return TemplateForms((), own)
    if not chosen:
        return TemplateForms()
    if macros and any(not form.has_funds for form in chosen):
        raise no_buttons()
    if all(form.described.subject is FormSubject.DEPARTMENT for form in chosen) and len(chosen) > 1:
        raise RequestError("部门整体表只能选一种。", "Choose one form for the department as a whole.")
    return TemplateForms(tuple(chosen))


def check_names_are_chosen(forms: TemplateForms) -> None:
    """Raise a RequestError where no form has cells for names of indicators that a list could be offered for."""
    if forms.own:
        raise RequestError(
            f"{forms.own.described.id} 用县里自己的空白表，不能加指标库的下拉列表；请去掉 --library。",
            f"{forms.own.described.id} is made from its own blank, to which no list is added; leave out --library.",
        )
    if all(form.described.purpose is not FormPurpose.PLAN for form in forms.printed):
        raise RequestError(
            "监控表、自评表的指标照批复的填写，不从指标库选；请去掉 --library。",
            "Monitoring and self-evaluation have the indicators that were approved; leave out --library.",
        )


def _own_form(id: str, known: KnownForms, *, is_own: bool) -> OwnForm:
    described = find_known_form(id, known)
    path = Path(id) if id.lower().endswith(".toml") else Path(known.folder or ".") / f"{described.id}.toml"
    if not described.blank:
        ids = "、".join(PRINTED_FORMS)
        if is_own:
            raise RequestError(
                f'{path} 没有写空白表在哪里。请加一行 blank = "空白表.xlsx"（与该文件在同一文件夹）。',
                f'{path} does not say where the blank is. Add blank = "BLANK.xlsx", a file in the same folder.',
            )
        raise RequestError(
            f"表式 {described.id} 没有打印格式，不能生成模板。可以生成的有：{ids}；"
            "也可以用 xltools forms learn 登记县里自己的空白表。",
            f"No template can be made of {described.id}, only of {ids}, or of your own blank (xltools forms learn).",
        )
    blank = path.parent / described.blank
    if not blank.is_file():
        raise RequestError(
            f"找不到表式 {described.id} 的空白表 {blank}，请把它放回去，或改正 blank。",
            f"The blank of {described.id}, {blank}, is not there; put it back or correct its name.",
        )
    return OwnForm(described, blank)


def no_buttons() -> RequestError:
    """Return the error that a form has no buttons."""
    return RequestError(
        "按钮（--macros）目前只随河北表样 HB2020、HB2021；请去掉 --macros，其他表式在 Excel 加载项里同样能校验。",
        "Buttons come with HB2020 and HB2021 only; leave out --macros and use the add-in for other forms.",
    )
