"""A county as it is sent: texts, numbers and lengths that differ, several forms, written by five programs.

Every form has a name, goals, amounts and indicators of its own, so that nothing that remembers texts is flattered. Of
five departments one sends the template as it is; one has saved it with openpyxl, one with LibreOffice; one sends other
forms written by XlsxWriter, and one an .xls written by xlwt. A workbook has 10 to 50 forms, 30 on average. The same
number always gives the same content.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlwt

from tests.fixtures.books import with_xlsxwriter
from tests.forms.layouts import LAYOUTS, workbook
from xltools.grids.grid import Grid
from xltools.model import DepartmentBook, TargetSheet
from xltools.readers import read_content
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

__all__ = ["LEAST_FORMS", "MOST_FORMS", "PROGRAMS", "department", "write_mix"]

LEAST_FORMS, MOST_FORMS = 10, 50
OTHER_FORMS = ("HB2021", "MOF2015", "MOF2020", "MOF2021")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_THINGS = _words("道路 桥梁 校舍 泵站 水渠 路灯 食堂 厕所 堤防 林地 机井 档案 病床 图书 大棚 管网 广场 河道 危房")
_PLACES = _words("东庄 西河 南岭 北营 上塘 下湾 新集 老城 石桥 柳林 杨树 高台 大王 小李 前街 后巷 双井 三岔")
_VERBS = _words("新建 改造 维修 养护 更新 扩建 整治 加固 清理 配套")
_UNITS = _words("公里 座 间 处 米 盏 个 亩 眼 卷 张 册 台 户")
_ENDS = (
    "解决群众反映的突出问题",
    "按工程进度支付，验收后结清",
    "所需材料由县级统一采购，运费另计",
    "改善当地居民的生产生活条件，减少安全隐患",
    "由乡镇组织实施，主管部门验收",
)


def department(number: int, forms: int) -> DepartmentBook:
    """A department's book on the template's form."""
    chance = random.Random(number)
    code = f"{100 + number % 900}{number // 900 or ''}"
    sheets = [_sheet(chance, code, one) for one in range(1, forms + 1)]
    return build_book(*sheets, department_code=code, department_name=f"示范县{_PLACES[number % 18]}第{number}局")


def _sheet(chance: random.Random, code: str, one: int) -> TargetSheet:
    thing, place, verb, unit = (chance.choice(words) for words in (_THINGS, _PLACES, _VERBS, _UNITS))
    amount, count = Decimal(chance.randrange(10_000, 90_000_000)), chance.randrange(3, 900)
    other = Decimal(chance.choice((0, 0, 1000, 25_000)))
    people, served = chance.randrange(200, 90_000), chance.randrange(80, 100)
    name = f"{place}等{chance.randrange(2, 30)}村{thing}{verb}"
    document = f"示{chance.choice('财交教农水')}〔2019〕{chance.randrange(1, 400)}号"
    rows = [
        f"产出指标|数量指标|{verb}{thing}数量|{place}{verb}完成的{thing}数量|≥{count}{unit}|{document}",
        f"|数量指标|涉及{thing}的村|{place}一带{verb}{thing}的行政村|={chance.randrange(2, 30)}个|{document}",
        f"|质量指标|{thing}验收合格率|验收合格的{thing}的比例|≥{chance.randrange(90, 101)}%|{thing}{verb}规范",
        f"|时效指标|{thing}完工时间|{place}{thing}全部交付的时间|2020年{chance.randrange(6, 13)}月底前|{document}",
        f"|成本指标|每{unit}{thing}造价|{verb}一{unit}{thing}的支出|≤{amount / count / 10_000:.2f}万元|{document}",
        f"效益指标|社会效益指标|{thing}受益人口|使用{place}{thing}的人口|≥{people}人|2019年末户籍人口{people + 7}人",
        f"|可持续影响指标|{thing}使用年限|正常使用的年限|≥{chance.randrange(3, 40)}年|{thing}设计说明第{one}页",
        f"满意度指标|服务对象满意度指标|{place}群众满意度|受访者中表示满意的比例|≥{served}%|{document}",
    ]
    more = "".join(chance.sample(_ENDS, chance.randrange(0, 4)))
    return build_sheet(
        one,
        name=f"2020年{name}项目",
        code=f"{code}-0401-YXN-{one:04}",
        unit=f"{code}001示范县{place}{thing}站",
        budget=f"{amount:.2f}",
        fiscal=f"{amount - other:.2f}",
        other=f"{other:.2f}",
        purpose=f"{verb}{place}{thing}{count}{unit}。{more}",
        goals=f"1、{verb}{thing}{count}{unit}，{more or '按期完成'}。\n2、受益{people}人，群众满意度{served}%以上。",
        plan=chance.choice(("20/50/80/100", "10/40/75/100", "0/35.5/90/100", "25/空/空/空", "20/50/40/100")),
        rows=chance.sample(rows, len(rows)) if one % 17 == 0 else rows,
    )


def _other_forms(number: int, forms: int) -> list[Grid]:
    """The sheets of a department on the forms of other counties."""
    chance = random.Random(number)
    texts, names, own_name = [], [], f"示范县第{number}局"
    for one in range(1, forms + 1):
        layout = LAYOUTS[chance.choice(OTHER_FORMS)]
        name = f"{chance.choice(_PLACES)}{chance.choice(_THINGS)}{chance.choice(_VERBS)}（{number}-{one}）"
        text = layout.text.replace(layout.name, name)
        text = re.sub(r"(?<=[≥≤=])\d+", lambda _: str(chance.randrange(2, 99)), text)
        if layout.goal:
            own = f"{name}，惠及{chance.randrange(100, 90_000)}人，{''.join(chance.sample(_ENDS, 2))}"
            text = text.replace(layout.goal.replace("\n", "\\n"), own)
        text = re.sub(r"\d{3}(?=-?(?:001)?示范县)", f"{100 + number % 900}", text.replace(layout.unit, own_name))
        texts.append(text.replace("13068323P", f"{number:08}P").replace("0001A", f"{one:04}A"))
        names.append(f"项目{one}")
    book = read_content(workbook(*texts, names=tuple(names)), ".xlsx", "a.xlsx").workbook
    assert book is not None
    return list(book.sheets)


def _template(path: Path, number: int, forms: int) -> None:
    write_department(replace(department(number, forms), file=path.name), path)


def _openpyxl(path: Path, number: int, forms: int) -> None:
    _template(path, number, forms)
    openpyxl.load_workbook(path).save(path)


def _xlsxwriter(path: Path, number: int, forms: int) -> None:
    with_xlsxwriter(path, *_other_forms(number, forms))


def _xlwt(path: Path, number: int, forms: int) -> None:
    book = xlwt.Workbook()
    for grid in _other_forms(number, forms):
        sheet = book.add_sheet(grid.sheet)
        for block in grid.merged:
            sheet.merge(block.top - 1, block.bottom - 1, block.left - 1, block.right - 1)
        for row, values in enumerate(grid.rows):
            for column, value in enumerate(values):
                if value not in ("", None):
                    sheet.write(row, column, value)
    book.save(str(path))


PROGRAMS: dict[str, tuple[str, Callable[[Path, int, int], None]]] = {
    "template": (".xlsx", _template),
    "openpyxl": (".xlsx", _openpyxl),
    "XlsxWriter": (".xlsx", _xlsxwriter),
    "LibreOffice": (".xlsx", _template),  # and then saved by it
    "xlwt": (".xls", _xlwt),
}
"""What writes the files, in turn."""


def write_mix(folder: Path, count: int, *, forms: tuple[int, int] = (LEAST_FORMS, MOST_FORMS)) -> list[Path]:
    """Write the workbooks of so many departments; those for LibreOffice stay as they are where it is not installed."""
    files, for_office = [], []
    for number, (program, suffix, write) in zip(range(count), _in_turn(), strict=False):
        path = folder / f"{100 + number}.{program}{suffix}"
        write(path, number, random.Random(-number).randint(*forms))
        files.append(path)
        if program == "LibreOffice":
            for_office.append(path)
    if for_office and shutil.which("soffice"):
        _save_with_office(for_office)
    return files


def _in_turn() -> Iterator[tuple[str, str, Callable[[Path, int, int], None]]]:
    while True:
        for program, (suffix, write) in PROGRAMS.items():
            yield program, suffix, write


def _save_with_office(files: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder, *map(str, files)]
        subprocess.run(command, check=True, capture_output=True)
        for path in files:
            shutil.move(Path(folder, path.name), path)
