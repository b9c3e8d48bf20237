"""Two states of a county's projects, compared: which are added, dropped or renamed, and what changed in the others.

Sums tie by construction: the old total, plus what was added, less what was dropped, plus the changes of amounts, is the
new total, for each department and for the county, projects and special funds apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from xltools.model import NOWHERE, Place, SheetKind
from xltools.text import Text
from xltools.values import format_amount, normalise, squeeze

__all__ = [
    "ChangeKind",
    "ComparedCounty",
    "ComparedProject",
    "Comparison",
    "DepartmentSums",
    "ProjectChange",
    "compare",
]

_ZERO = Decimal(0)
_PLACEHOLDER = "000-9999-"
_YEAR = re.compile(r"[（(]?(?:19|20)\d\d\s*年?度?[）)]?")
_LEAST_LIKENESS = 0.75
"""From here on two names without the same code are one project under two names, if each is the other's best."""
_PERIODS = ("3月底", "6月底", "10月底", "12月底")


class ChangeKind(StrEnum):
    """The kinds of change of a project."""

    ADDED = "added"
    DROPPED = "dropped"
    RENAMED = "renamed"
    CODE = "code"
    AMOUNT = "amount"
    PLAN = "plan"
    TARGET = "target"

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _TERMS[self]


_TERMS = {
    ChangeKind.ADDED: Text("新增", "added"),
    ChangeKind.DROPPED: Text("取消", "dropped"),
    ChangeKind.RENAMED: Text("改名", "renamed"),
    ChangeKind.CODE: Text("编码", "code"),
    ChangeKind.AMOUNT: Text("金额", "amount"),
    ChangeKind.PLAN: Text("支出计划", "spending plan"),
    ChangeKind.TARGET: Text("指标", "indicator"),
}


@dataclass(frozen=True, slots=True)
class ComparedProject:
    """A project or special fund as one side has it. Amounts are in 元 (None: blank, or set apart as doubtful).

    ``plan`` holds the four cumulative shares in per cent, ``targets`` pairs of an indicator's name and target value,
    ``place`` is where its budget stands.
    """

    kind: SheetKind
    department_code: str
    department_name: str
    code: str
    name: str
    budget: Decimal | None
    fiscal: Decimal | None
    other: Decimal | None
    plan: tuple[Decimal | None, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    place: Place = NOWHERE

    @property
    def department(self) -> str:
        """The key of its department: the code, else the name."""
        return self.department_code or self.department_name


@dataclass(frozen=True, slots=True)
class ComparedCounty:
    """One side of a comparison: what it is called, its budget year where it is known, and its projects and funds."""

    title: str
    projects: tuple[ComparedProject, ...]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """One change of one project; ``amount`` is by how much its budget differs, in 元, where the change is one of it."""

    kind: ChangeKind
    old: ComparedProject | None
    new: ComparedProject | None
    field: str = ""
    before: str = ""
    after: str = ""
    amount: Decimal = _ZERO

    @property
    def project(self) -> ComparedProject:
        """The project as it is now, or as it was last."""
        return _present(self.old, self.new)

    @property
    def texts(self) -> tuple[str, str]:
        """The contents before and after; of a project that is new or gone, its budget."""
        budget = _money(self.project.budget)
        if self.old is None:
            return "", budget
        return (budget, "") if self.new is None else (self.before, self.after)


@dataclass(frozen=True, slots=True)
class DepartmentSums:
    """The budgets of a department of one kind, in 元: ``old + added - dropped + changed == new``."""

    kind: SheetKind
    code: str
    name: str
    old: Decimal
    added: Decimal
    dropped: Decimal
    changed: Decimal
    new: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states of a county, the changes in the order of departments, and the sums of each department."""

    old: ComparedCounty
    new: ComparedCounty
    changes: tuple[ProjectChange, ...]
    sums: tuple[DepartmentSums, ...]

    def count(self, kind: ChangeKind) -> int:
        """Return the projects that have a change of this kind."""
        return len({id(change.project) for change in self.changes if change.kind is kind})

    def total(self, kind: SheetKind) -> DepartmentSums:
        """Return the sums of the county."""
        mine = [one for one in self.sums if one.kind is kind]
        fields = ("old", "added", "dropped", "changed", "new")
        return DepartmentSums(kind, "", "", *(sum((getattr(one, field) for one in mine), _ZERO) for field in fields))


def compare(old: ComparedCounty, new: ComparedCounty) -> Comparison:
    """Return what changed from ``old`` to ``new``."""
    pairs = sorted(_paired(old.projects, new.projects), key=_order)
    changes = tuple(change for pair in pairs for change in _changes(*pair))
    grouped: defaultdict[tuple[SheetKind, str], list[tuple[ComparedProject | None, ComparedProject | None]]]
    grouped = defaultdict(list)
    for before, after in pairs:
        project = _present(before, after)
        grouped[project.kind, project.department].append((before, after))
    return Comparison(old, new, changes, tuple(_sums(kind, mine) for (kind, _), mine in sorted(grouped.items())))


_Pair = tuple[ComparedProject | None, ComparedProject | None]


def _present(old: ComparedProject | None, new: ComparedProject | None) -> ComparedProject:
    """Return the project as it is now, or as it was last."""
    project = old if new is None else new
    if project is None:
        raise ValueError("neither side has the project")
    return project


def _order(pair: _Pair) -> tuple[str, str, str, str]:
    project = _present(*pair)
    return project.department, project.kind, project.code, project.name


def _paired(old: Sequence[ComparedProject], new: Sequence[ComparedProject]) -> Iterator[_Pair]:
    """Yield the projects of both sides that are one, within a department and a kind; the rest stand alone."""
    left, right = list(old), list(new)
    for key in (_code_key, _name_key):
        yield from _by_key(left, right, key)
    yield from _by_likeness(left, right)
    yield from ((project, None) for project in left)
    yield from ((None, project) for project in right)


def _code_key(project: ComparedProject) -> tuple[str, ...] | None:
    code = "".join(normalise(project.code).upper().split())
    return None if not code or code.startswith(_PLACEHOLDER) else (project.kind, project.department, code)


def _name_key(project: ComparedProject) -> tuple[str, ...] | None:
    name = _bare(project.name)
    return (project.kind, project.department, name) if name else None


def _bare(name: str) -> str:
    """Return a name without blanks and years: the same project is called 2020年… this year and 2021年… the next."""
    return squeeze(_YEAR.sub("", normalise(name)))


def _by_key(
    left: list[ComparedProject],
    right: list[ComparedProject],
    key: Callable[[ComparedProject], tuple[str, ...] | None],
) -> Iterator[_Pair]:
    """Yield and take out the projects that share a key which each side has once."""
    sides = [_only_ones(side, key) for side in (left, right)]
    pairs = [(sides[0][shared], sides[1][shared]) for shared in sides[0].keys() & sides[1].keys()]
    _take_out(left, right, pairs)
    yield from pairs


def _take_out(
    left: list[ComparedProject], right: list[ComparedProject], pairs: Iterable[tuple[ComparedProject, ComparedProject]]
) -> None:
    taken = {id(project) for pair in pairs for project in pair}
    for side in (left, right):
        side[:] = [project for project in side if id(project) not in taken]


def _only_ones(
    side: Iterable[ComparedProject], key: Callable[[ComparedProject], tuple[str, ...] | None]
) -> dict[tuple[str, ...], ComparedProject]:
    found: defaultdict[tuple[str, ...], list[ComparedProject]] = defaultdict(list)
    for project in side:
        if (mine := key(project)) is not None:
            found[mine].append(project)
    return {mine: projects[0] for mine, projects in found.items() if len(projects) == 1}


def _by_likeness(left: list[ComparedProject], right: list[ComparedProject]) -> Iterator[_Pair]:
    """Yield and take out the projects whose names are alike, where each is the one that the other is most like."""
    groups: defaultdict[tuple[SheetKind, str], tuple[list[ComparedProject], list[ComparedProject]]]
    groups = defaultdict(lambda: ([], []))
    for side, projects in enumerate((left, right)):
        for project in projects:
            groups[project.kind, project.department][side].append(project)
    pairs = [pair for group in groups.values() for pair in _most_alike(*group)]
    _take_out(left, right, pairs)
    yield from pairs


def _most_alike(
    left: Sequence[ComparedProject], right: Sequence[ComparedProject]
) -> Iterator[tuple[ComparedProject, ComparedProject]]:
    """Yield the pairs of a department's projects of which each is clearly most like the other."""
    names = [[_neighbours(project.name) for project in side] for side in (left, right)]
    scores = {
        (one, other): likeness
        for one, first in enumerate(names[0])
        for other, second in enumerate(names[1])
        if (likeness := _likeness(first, second)) >= _LEAST_LIKENESS
    }
    for (one, other), likeness in scores.items():
        if all(likeness > rival for (first, second), rival in scores.items() if (first == one) != (second == other)):
            yield left[one], right[other]


def _neighbours(name: str) -> set[str]:
    """Return the pairs of neighbouring characters of a name."""
    text = _bare(name)
    return {text[index : index + 2] for index in range(len(text) - 1)}


def _likeness(one: set[str], other: set[str]) -> float:
    """Return how alike two names are: the share of their pairs of characters that they have in common."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


# --- changes and sums ------------------------------------------------------------------------------------------------


def _changes(old: ComparedProject | None, new: ComparedProject | None) -> Iterator[ProjectChange]:
    if old is None or new is None:
        kind = ChangeKind.ADDED if old is None else ChangeKind.DROPPED
        amount = _present(old, new).budget or _ZERO
        yield ProjectChange(kind, old, new, amount=amount if old is None else -amount)
        return
    if _bare(old.name) != _bare(new.name):
        yield ProjectChange(ChangeKind.RENAMED, old, new, "项目名称", old.name, new.name)
    if "".join(old.code.split()) != "".join(new.code.split()):
        yield ProjectChange(ChangeKind.CODE, old, new, "项目编码", old.code, new.code)
    for label, before, after in (
        ("预算数", old.budget, new.budget),
        ("其中：财政资金", old.fiscal, new.fiscal),
        ("其他资金", old.other, new.other),
    ):
        if before != after:
            amount = (after or _ZERO) - (before or _ZERO) if label == "预算数" else _ZERO
            yield ProjectChange(ChangeKind.AMOUNT, old, new, label, _money(before), _money(after), amount)
    for period, share, planned in zip(_PERIODS, old.plan, new.plan, strict=False):
        if share != planned:
            yield ProjectChange(ChangeKind.PLAN, old, new, period, _percent(share), _percent(planned))
    yield from _target_changes(old, new)


def _target_changes(old: ComparedProject, new: ComparedProject) -> Iterator[ProjectChange]:
    """Yield the indicators that are new, gone, or have another value; several of one name are compared in order."""
    before, after = _by_name(old.targets), _by_name(new.targets)
    for name in dict.fromkeys((*before, *after)):
        values, now = before.get(name, ()), after.get(name, ())
        label = next(label for label, _ in (*old.targets, *new.targets) if squeeze(normalise(label)) == name)
        for index in range(max(len(values), len(now))):
            value = values[index] if index < len(values) else ""
            value_now = now[index] if index < len(now) else ""
            if squeeze(normalise(value)) != squeeze(normalise(value_now)):
                yield ProjectChange(ChangeKind.TARGET, old, new, label, value, value_now)


def _by_name(targets: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for label, value in targets:
        name = squeeze(normalise(label))
        found[name] = (*found.get(name, ()), value)
    return found


def _sums(kind: SheetKind, pairs: Sequence[_Pair]) -> DepartmentSums:
    project = _present(*pairs[-1])
    both = [(before.budget or _ZERO, after.budget or _ZERO) for before, after in pairs if before and after]
    return DepartmentSums(
        kind,
        project.department_code,
        project.department_name,
        old=sum((before.budget or _ZERO for before, _ in pairs if before), _ZERO),
        added=sum((after.budget or _ZERO for before, after in pairs if after and not before), _ZERO),
        dropped=sum((before.budget or _ZERO for before, after in pairs if before and not after), _ZERO),
        changed=sum((now - once for once, now in both), _ZERO),
        new=sum((after.budget or _ZERO for _, after in pairs if after), _ZERO),
    )


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else format_amount(amount)


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share.normalize():f}%"
