"""Make the year of a county: ``python -m workbooks.year FOLDER``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from workbooks.content import COUNTY, YEAR, Department, departments
from workbooks.year.calculate import calculate
from workbooks.year.checks import (
    budgets_of,
    document_budgets,
    executed_total,
    expect,
    found_in_copy,
    grades,
    lives,
    names_in_library,
    signs,
    summary_total,
    texts_on_cover,
    typed_budgets,
)
from workbooks.year.hands import agree, explain, fill_monitoring, fill_self_evaluation, fill_targets, set_plan
from xltools.rosters.read import Roster, RosterDepartment, RosterProject, RosterUnit
from xltools.rosters.write import write_roster

__all__ = ["make_year"]

ROOT = Path(__file__).parents[2]
CODES = ("312", "354", "402")
"""The departments: one without a slip, one that explains, one that corrects."""
_ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
SLIP, RIGHT = (15, 40, 30, 100), (15, 40, 75, 100)
WAN = Decimal(10000)
SETTINGS = f"""[letters]
county = "{COUNTY}"
bureau = "{COUNTY}财政局"
number = "安财绩〔2020〕12号"
deadline = 2019-12-10
contact = "预算绩效股，0312-0000000"

[approval]
number = "安财绩〔2020〕3号"
bureau = "{COUNTY}财政局"
day = 2020-01-20
"""


def make_year(folder: Path) -> list[tuple[str, str]]:
    """Make the year in a new folder; return its steps with what was counted.

    Raises AssertionError for a wrong figure.
    """
    folder.mkdir(parents=True)
    year = _Year(folder.resolve())
    for step in (
        year.send_templates,
        year.fill_in,
        year.give_back,
        year.answer,
        year.approve,
        year.publish,
        year.monitor,
        year.evaluate,
        year.begin_next,
    ):
        step()
    return year.told


class _Year:
    """The folders of the year, and what its steps have counted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[tuple[str, str]] = []
        self.departments = tuple(one for one in departments() if one.file[:3] in CODES)
        self.total = sum(
            (sheet.budget.value or Decimal(0) for one in self.departments for sheet in one.book.sheets), Decimal(0)
        )
        self.sheets = sum(len(one.book.sheets) for one in self.departments)
        self.settings = folder / "县设置.toml"
        self.settings.write_text(SETTINGS, encoding="utf-8")

    def at(self, name: str) -> Path:
        return self.folder / name

    def run(self, *arguments: object, codes: Sequence[int] = (0,)) -> str:
        """Run a command as an officer does; another exit code than these ends the year."""
        command = [sys.executable, "-m", "xltools", *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        if done.returncode not in codes:
            raise AssertionError(f"{' '.join(command[2:])}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def calculate(self, name: str) -> None:
        """Work out the formulas of a folder's workbooks, as Excel does when somebody saves them."""
        if not calculate(sorted(self.at(name).glob("*.xlsx"))):
            self.tell(name, "没有 LibreOffice，公式没有重新计算")

    def tell(self, step: str, counted: str) -> None:
        self.told.append((step, counted))

    # --- the steps ----------------------------------------------------------------------------------------------------

    def send_templates(self) -> None:
        write_roster(Roster(tuple(map(_on_roster, self.departments))), self.at("应报名单.xlsx"))
        self.run("template", "--roster", "应报名单.xlsx", "--out", "1下发", "--county", COUNTY, "--year", YEAR)
        files = sorted(self.at("1下发").glob("*.xlsx"))
        expect("templates", len(files), len(self.departments))
        expect("budgets in the templates", typed_budgets(self.at("1下发")), self.total)
        self.tell("下发模板", f"{len(files)} 个部门，{self.sheets} 个项目，{self.total:,.2f} 元")

    def fill_in(self) -> None:
        shutil.copytree(self.at("1下发"), self.at("2报送"))
        for department in self.departments:
            fill_targets(self._file("2报送", department), department.book)
        slipped = self._file("2报送", self.departments[2])
        set_plan(slipped, self.departments[2].book.sheets[0].code.text, SLIP)
        explained = self._file("2报送", self.departments[1])
        set_plan(explained, self.departments[1].book.sheets[0].code.text, SLIP)
        expect("signs of the targets", signs(self.at("2报送")), {"=", "≥", "≤"})
        expect("budgets of the filled workbooks", typed_budgets(self.at("2报送")), self.total)
        self.tell("部门填报", "两个部门的累计支出计划有意填错（10月底低于6月底）")

    def give_back(self) -> None:
        self.run(
            "return",
            "2报送",
            "--out",
            "3退回",
            "--level",
            "error",
            "--roster",
            "应报名单.xlsx",
            "--rules",
            "县设置.toml",
            codes=(1,),
        )
        copies = sorted(path.name for path in self.at("3退回").glob("*-退回.xlsx"))
        expect("returned copies", [name[:3] for name in copies], [CODES[1], CODES[2]])
        self.tell("退回", f"{len(copies)} 个部门有错误，附退回通知")

    def answer(self) -> None:
        _, explaining, correcting = self.departments
        for department in (explaining, correcting):
            copy = next(self.at("3退回").glob(f"{department.file[:3]}*-退回.xlsx"))
            shutil.copyfile(copy, self._file("2报送", department))
        code = explaining.book.sheets[0].code.text
        explain(self._file("2报送", explaining), "P03", "10月底数为退回预付款后的净支出，按合同执行，附合同。")
        set_plan(self._file("2报送", correcting), correcting.book.sheets[0].code.text, RIGHT)
        common = ("--county", COUNTY, "--roster", "应报名单.xlsx", "--year", YEAR, "--rules", "县设置.toml")
        self.run("consolidate", "2报送", "--out", "汇总1.xlsx", *common, codes=(0, 1))
        agreed = agree(self.at("汇总1.xlsx"), "王审核")
        if not agreed:
            raise AssertionError(f"the explanation of {code} is not in the list of findings")
        again = ("--previous", "汇总1.xlsx", "--briefing", "简报.docx", *common)
        self.run("consolidate", "2报送", "--out", "汇总.xlsx", *again, codes=(0, 1))
        expect("the summary's total", summary_total(self.at("汇总.xlsx")) * WAN, self.total)
        self.tell("答复、汇总", f"说明并同意 {agreed} 处，汇总合计 {self.total / WAN:,.2f} 万元")

    def approve(self) -> None:
        self.run(
            "approve", "2报送", "--out", "4批复", "--previous", "汇总.xlsx", "--rules", "县设置.toml", codes=(0, 1)
        )
        expect("approved budgets", typed_budgets(self.at("4批复")), self.total)
        covers = [texts_on_cover(path) for path in sorted(self.at("4批复").glob("*.xlsx"))]
        stamped = {"安财绩〔2020〕3号", "2020年1月20日", f"{COUNTY}财政局"}
        expect("what the covers lack", set().union(*(stamped - cover for cover in covers)), set())
        self.run("verify", "4批复")
        self.tell("批复", f"{len(list(self.at('4批复').glob('*.xlsx')))} 份批复表，未被改动，合计 {self.total:,.2f} 元")

    def publish(self) -> None:
        self.run("publish", "4批复", "--out", "5公开")
        documents = sorted(self.at("5公开").rglob("*.docx"))
        budgets = [amount for path in documents for amount in document_budgets(path)]
        expect("budgets in the Word documents", sum(budgets, Decimal(0)), self.total)
        self.run("import", *documents, "--out", "6读回", codes=(0, 1))
        for department in self.departments:
            [back] = self.at("6读回").glob(f"{department.file[:3]}*.xlsx")
            approved = next(self.at("4批复").glob(f"{department.file[:3]}*.xlsx"))
            expect(f"{back.name} read back", budgets_of(back), budgets_of(approved))
        self.tell("公开、读回", f"{len(documents)} 份 Word 读回，{len(budgets)} 张表，金额一致")

    def monitor(self) -> None:
        self.run("template", "--form", "monitor", "--from", "4批复", "--out", "7监控")
        behind = self.departments[0].book.sheets[0].name.text
        spent = sum(
            (fill_monitoring(path, behind=behind) for path in sorted(self.at("7监控").glob("*.xlsx"))), Decimal(0)
        )
        self.calculate("7监控")
        found = self.run("check", *sorted(self.at("7监控").glob("*.xlsx")), "--approved", "4批复", codes=(0, 1))
        if f"监控1  {behind}" not in found or "E09" not in found:
            raise AssertionError("the project that is far behind is not found")
        back = ("--approved", "4批复", "--rules", "县设置.toml")
        self.run("return", "7监控", "--out", "7监控退回", *back, codes=(1,))
        returned = sorted(self.at("7监控退回").glob(f"{CODES[0]}*.xlsx"))
        expect("what the copies for the late department name", [found_in_copy(path) for path in returned], [{"E09"}])
        self.run(
            "consolidate", "7监控", "--out", "监控汇总.xlsx", "--approved", "4批复", "--county", COUNTY, codes=(0, 1)
        )
        expect("executed by the summary", executed_total(self.at("监控汇总.xlsx")), spent * WAN)
        self.tell("8月监控", f"1—7月执行 {spent:,.2f} 万元")

    def evaluate(self) -> None:
        self.run("template", "--form", "self-evaluation", "--from", "4批复", "--out", "8自评")
        overrated = self.departments[2].book.sheets[0].name.text
        files = sorted(self.at("8自评").glob("*.xlsx"))
        spent = sum((fill_self_evaluation(path, overrated=overrated) for path in files), Decimal(0))
        self.calculate("8自评")
        found = self.run("check", *files, "--approved", "4批复", codes=(0, 1))
        if "得分" not in found:
            raise AssertionError("the score above its weight is not found")
        self.run(
            "consolidate", "8自评", "--out", "自评汇总.xlsx", "--approved", "4批复", "--county", COUNTY, codes=(0, 1)
        )
        expect("executed by the summary", executed_total(self.at("自评汇总.xlsx")), spent * WAN)
        both = ("7监控", "8自评", "--out", "全程.xlsx", "--approved", "4批复", "--county", COUNTY)
        self.run("consolidate", *both, codes=(0, 1))
        expect("projects on one line", lives(self.at("全程.xlsx")), self.sheets)
        expect("grades", grades(self.at("全程.xlsx")), Counter({"优": self.sheets - 1, "无效": 1}))
        self.tell("次年自评", f"全年执行 {spent:,.2f} 万元")

    def begin_next(self) -> None:
        roster = Roster(tuple(map(_on_roster, self.departments)))
        write_roster(roster, self.at("次年名单.xlsx"))
        self.run("library", "build", "4批复", "--out", "指标库.xlsx")
        self.run(
            "template", "--roster", "次年名单.xlsx", "--from", "4批复", "--out", "9次年", "--library", "指标库.xlsx",
            "--county", COUNTY, "--year", YEAR + 1,
        )  # fmt: skip
        expect("budgets of the next year's templates", typed_budgets(self.at("9次年")), self.total)
        names, files = names_in_library(self.at("指标库.xlsx")), sorted(self.at("9次年").glob("*.xlsx"))
        expect("names that the templates offer", [names_in_library(path) for path in files], [names] * len(files))
        self.tell("次年模板", f"{len(files)} 份，项目和指标已带入，可选用指标库的 {len(names)} 个名称")

    def _file(self, folder: str, department: Department) -> Path:
        return next(self.at(folder).glob(f"{department.file[:3]}*.xlsx"))


def _on_roster(department: Department) -> RosterDepartment:
    """Return a department as the roster has it: with its projects and their budgets."""
    code, name = department.file[:3], department.file[3:].rpartition(".")[0]
    unit = RosterUnit(f"{code}001", name)
    projects = tuple(
        RosterProject(
            sheet.kind,
            sheet.name.text,
            sheet.code.text,
            unit,
            sheet.budget.value,
            sheet.fiscal.value,
            sheet.other.value,
        )
        for sheet in department.book.sheets
    )
    return RosterDepartment(code, name, (unit,), projects)


def main() -> None:
    """Make the year and print its steps."""
    if len(sys.argv) != 2:
        sys.exit("python -m workbooks.year FOLDER（新文件夹）")
    for number, (step, counted) in enumerate(make_year(Path(sys.argv[1])), 1):
        print(f"{number}. {step}：{counted}")


if __name__ == "__main__":
    main()
