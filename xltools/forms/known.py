"""The forms that are known where a file is read: the built-in ones, those of a county's folder, and those expected."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xltools.forms.description import FormDescription
from xltools.forms.loading import FormError, built_in_forms, form_texts, load_forms, read_forms
from xltools.quick_dataclass import dataclass

__all__ = ["BUILT_IN", "KnownForms"]


@dataclass(frozen=True, slots=True)
class KnownForms:
    """A folder with descriptions of a county's own forms (empty: none), and the ids of the forms that it expects.

    It holds no descriptions, so that it travels to other processes and each of them reads them once. On a computer of a
    department there is no such folder: ``texts`` are the files of the county's, as its template brings them along.
    """

    folder: str = ""
    expected: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[FormDescription, ...]:
        """All known forms; those that the county expects come first, because the first one wins a draw."""
        known = built_in_forms()
        if self.folder:
            known = _known(self.folder)
        elif self.texts:
            known = _brought_along(self.texts)
        if not self.expected:
            return known
        return tuple(sorted(known, key=lambda form: form.id not in self.expected))

    def check(self) -> None:
        """Raise FormError if a description cannot be used, or an expected form is not known."""
        ids = [form.id for form in self.forms]
        for id in self.expected:
            if id not in ids:
                raise FormError(
                    f"没有表式“{id}”；已知的有：{'、'.join(ids)}",
                    f'there is no form "{id}"; known are {", ".join(ids)}',
                )

    @property
    def own_texts(self) -> tuple[str, ...]:
        """The descriptions of the county's own forms as texts, for a workbook to bring along."""
        return form_texts(self.folder) if self.folder else self.texts

    def names(self, ids: tuple[str, ...]) -> str:
        """Return the names of forms to show to people."""
        return "、".join(form.name for form in self.forms if form.id in ids)


@lru_cache(maxsize=8)
def _known(folder: str) -> tuple[FormDescription, ...]:
    own = load_forms(folder) if Path(folder).is_dir() else ()
    if not own:
        raise FormError(f"文件夹里没有表式文件（.toml）：{folder}", f"no form description (.toml) in {folder}")
    return _before_built_in(own)


@lru_cache(maxsize=8)
def _brought_along(texts: tuple[str, ...]) -> tuple[FormDescription, ...]:
    return _before_built_in(read_forms(texts, "工作簿"))


def _before_built_in(own: tuple[FormDescription, ...]) -> tuple[FormDescription, ...]:
    ids = {form.id for form in own}
    return (*own, *(form for form in built_in_forms() if form.id not in ids))


BUILT_IN = KnownForms()
"""The built-in forms; any of them is welcome."""
