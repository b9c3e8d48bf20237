"""Family C, 县级: faults that only a comparison of all departments shows.

The rules see digests, which cannot show that a department is missing: whoever has the roster reports it with
:func:`department_missing`.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby, islice

from xltools.messages.message import Example, Hit, Words
from xltools.model import Finding, Place, Severity, SheetKind
from xltools.rules.digest import IndicatorDigest, SheetDigest
from xltools.rules.identity import code_of, is_placeholder
from xltools.rules.patterns import any_of, bare_text
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text
from xltools.values import format_amount

__all__ = ["department_missing", "department_twice"]


def _department(digest: SheetDigest) -> str:
    """Return the key that identifies the department: its code, else its name, else its file."""
    return digest.department_code or digest.department_name or digest.place.file


def _names(digests: Sequence[SheetDigest]) -> Text:
    """List the departments by name, each once."""
    names = dict.fromkeys(digest.department_name or _department(digest) for digest in digests)
    return Text("、".join(names), ", ".join(names))


@rule(
    "C01",
    Severity.WARNING,
    zh=Words(
        "部门缺报或分几份报",
        "{what}",
        "缺报的催报，未能读取的改正后重报；几份是各单位、各股室分开报的不用处理，是改名后重报的，移出旧的一份",
    ),
    en=Words(
        "Department missing, or in several workbooks",
        "{what}",
        "Ask for what is missing, have rejected files mended; several workbooks are right for units and parts of a "
        "department; if one replaces another under new names, take the old one out",
    ),
    source="《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）：全面设置部门和单位整体绩效目标",
    scope=Scope.COUNTY,
    fires=Example(books=[Example(), Example()]),
    clean=Example(books=[Example(), Example(department_code="302", department_name="示范县水利局")]),
)
def department_twice(digests: Sequence[SheetDigest], context: Context) -> Iterator[Hit]:
    """Report the second and every further counted workbook of one department."""
    files: dict[str, dict[str, SheetDigest]] = defaultdict(dict)
    for digest in digests:
        if not digest.guest:
            files[_department(digest)].setdefault(digest.place.file, digest)
    for reported in files.values():
        first, *others = reported.values()
        for digest in others:
            same = digest.department_name == first.department_name
            name = (same and digest.department_name) or _department(digest)
            names = [one.place.file.rpartition("/")[2] for one in (first, digest)]
            what = Text(
                f"{name}报送的 {'、'.join(names)} 没有相同的项目，都计入了合计",
                f"{' and '.join(names)} of {name} share no project; both are in the total",
            )
            place = Place(digest.place.file)
            yield Hit(place, "department", related=(Place(first.place.file),), values={"what": what})


def department_missing(code: str, name: str, severity: Severity | None = None) -> Finding:
    """Return the C01 finding for a department of the roster without a workbook that counts."""
    what = Text(f"{name}（{code}）没有可以汇总的文件", f"{name} ({code}) has sent nothing that counts")
    return department_twice.at(field="department", found=code, subject=name, severity=severity, what=what)


@rule(
    "C02",
    Severity.ERROR,
    zh=Words("县级合计有重复或不一致", "{what}", "核实是否同一笔钱，是的只由一个部门填报，再重新汇总"),
    en=Words(
        "County totals are off",
        "{what}",
        "If it is the same money, let one department report it; then consolidate again",
    ),
    source="汇总勾稽关系",
    scope=Scope.COUNTY,
    fires=Example(
        books=[
            Example(name="2020年防汛物资储备", budget="300000", fiscal="300000"),
            Example(
                department_code="302",
                department_name="示范县水利局",
                kind="special_fund",
                name="防汛物资储备",
                budget="300000",
                fiscal="300000",
            ),
        ]
    ),
    clean=Example(
        books=[
            Example(name="2020年防汛物资储备", budget="300000", fiscal="300000"),
            Example(department_code="302", department_name="示范县水利局", kind="special_fund", name="河道治理"),
        ]
    ),
)
def money_counted_twice(digests: Sequence[SheetDigest], context: Context) -> Iterator[Hit]:
    """Report a special fund with the name and the amount of a project in another department.

    Within a department the summary leaves the fund out of its sums (A06); across departments a person has to decide.
    """
    projects: dict[Hashable, list[SheetDigest]] = defaultdict(list)
    for digest in digests:
        if digest.kind is SheetKind.PROJECT and digest.budget:
            projects[_money(digest)].append(digest)
    for digest in digests:
        twins = projects.get(_money(digest), ()) if digest.kind is SheetKind.SPECIAL_FUND else ()
        others = [twin for twin in twins if _department(twin) != _department(digest)]
        if others and digest.name and len(others) == len(twins):
            amount = format_amount(digest.budget or Decimal(0))
            what = Text(
                f"专项资金“{digest.name}”{amount} 元与{_names(others).zh}的项目同名同额，合计重复计入",
                f'The special fund "{digest.name}" of {amount} yuan has the name and amount of a project of '
                f"{_names(others).en}: the total counts it twice",
            )
            related = tuple(other.place for other in others)
            yield Hit(digest.place, "budget", amount, related=related, values={"what": what})


def _money(digest: SheetDigest) -> Hashable:
    name = bare_text(digest.name)
    return (name[5:] if name[:2] == "20" and name[4:5] == "年" else name, digest.budget)


@rule(
    "C03",
    Severity.ERROR,
    zh=Words("项目编码跨部门重复", "项目编码 {found} 同时用于：{departments}", "与预算股核对编码，改正填错的部门"),
    en=Words(
        "Project code in several departments",
        "The project code {found} is used by {departments}",
        "Check the code with the budget section and correct the department that is wrong",
    ),
    source="编码唯一性惯例",
    scope=Scope.COUNTY,
    fires=Example(
        books=[
            Example(code="301-0401-YXN-A2WI"),
            Example(department_code="302", department_name="示范县水利局", code="301-0401-YXN-A2WI"),
        ]
    ),
    clean=Example(
        books=[
            Example(code="301-0401-YXN-A2WI"),
            Example(department_code="302", department_name="示范县水利局", code="302-0401-YXN-A2WI"),
        ]
    ),
)
def code_in_two_departments(digests: Sequence[SheetDigest], context: Context) -> Iterator[Hit]:
    """Report each code that project sheets of several departments have; B02 reports it within one department."""
    users: dict[str, dict[str, SheetDigest]] = defaultdict(dict)
    for digest in digests:
        code = code_of(digest.code)
        if digest.kind is SheetKind.PROJECT and code and not is_placeholder(code):
            users[code].setdefault(_department(digest), digest)
    for code, departments in users.items():
        if len(departments) > 1:
            first, second, *others = departments.values()
            related = tuple(digest.code_place for digest in (first, *others))
            values = {"departments": _names(list(departments.values()))}
            yield Hit(second.code_place, "code", code, related=related, values=values)


@rule(
    "C04",
    Severity.NOTE,
    zh=Words(
        "指标跨部门雷同",
        "“{found}”的名称、描述和目标值在 {count} 个部门都相同：{departments}",
        "核实是否照抄，按各自项目重写",
    ),
    en=Words(
        "The same indicator in several departments",
        '"{found}" has the same name, description and target in {count} departments: {departments}',
        "See whether it was copied, and rewrite it for each project",
    ),
    source="绩效目标审核常见问题",
    scope=Scope.COUNTY,
    parameters={"least": Decimal(3), "common": WordList("common_indicators")},
    labels={"least": Text("至少几个部门相同才报", "departments that have to agree")},
    fires=Example(books=[Example(department_code=str(n), department_name=f"示范县第{n}局") for n in (301, 302, 303)]),
    clean=Example(books=[Example(department_code=str(n), department_name=f"示范县第{n}局") for n in (301, 302)]),
)
def indicator_in_many_departments(digests: Sequence[SheetDigest], context: Context) -> Iterator[Hit]:
    """Report each indicator that ``least`` departments have in the same words, with one cell of each department.

    I08 reports repetition within a department. Satisfaction, pass rates and other common indicators are left out.
    """
    least = context.number("least")
    common = any_of(context.words("common"))
    families: dict[Hashable, dict[str, tuple[SheetDigest, IndicatorDigest]]] = defaultdict(dict)
    shared = _shared_checksums(digests, max(math.ceil(least), 1))
    for digest in digests:
        checksums = digest.checksums
        for checksum, row in () if shared.isdisjoint(checksums) else zip(checksums, digest.indicators, strict=True):
            if checksum in shared and not common.search(row.level3):
                families[row.wording].setdefault(_department(digest), (digest, row))
    for members in families.values():
        if len(members) >= least:
            (_, first), *others = members.values()
            values = {"count": len(members), "departments": _names([digest for digest, _ in members.values()])}
            related = tuple(row.place for _, row in others)
            yield Hit(first.place, "level3", first.level3, related=related, values=values)


def _shared_checksums(digests: Sequence[SheetDigest], least: int) -> set[int]:
    """Return the checksums of all wordings that ``least`` departments have, and perhaps of some others.

    Of the hundreds of thousands of wordings of a county few are shared: only those are unpacked and compared.
    """
    checksums = array("Q")
    for _, own in groupby(digests, key=_department):
        checksums.extend({checksum for digest in own for checksum in digest.checksums})
    ordered = sorted(checksums)
    return {one for one, other in zip(ordered, islice(ordered, least - 1, None), strict=False) if one == other}
