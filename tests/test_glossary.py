"""Every field of a form and every value that officers see has its term in both languages."""

from __future__ import annotations

from enum import StrEnum

import pytest

from xltools.county.data import Fate
from xltools.forms.hb2020 import HB2020
from xltools.glossary import FIELD_TERMS, FieldTerm, field_term
from xltools.model import Severity, SheetKind, Since
from xltools.text import Text


@pytest.mark.parametrize(
    "member", [*Severity, *Since, *SheetKind, *Fate], ids=lambda member: f"{type(member).__name__}.{member.name}"
)
def test_every_value_has_a_term(member: Severity | Since | SheetKind | Fate) -> None:
    assert isinstance(member, StrEnum)
    assert all(member.term)


def test_values_of_one_kind_have_different_terms() -> None:
    for kind in (Severity, Since, SheetKind, Fate):
        assert len({member.term for member in kind}) == len(kind)


def test_every_field_of_the_form_has_a_term() -> None:
    keys = {field.key for field in HB2020.fields} | {column.key for column in HB2020.table.columns}
    assert keys - FIELD_TERMS.keys() == set()


def test_a_field_is_found_by_its_key() -> None:
    assert field_term("budget") is FieldTerm.BUDGET
    assert field_term("county_own_field") == Text("county_own_field", "county_own_field")
