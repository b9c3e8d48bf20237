"""Counties by code, for tests of what is made from them: realistic in size, words and faults."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from xltools.county.data import (
    Containment,
    CountyData,
    CountyFile,
    DepartmentEntry,
    DepartmentSheetRow,
    Fate,
    IndicatorRow,
    SheetRow,
    TaskRow,
)
from xltools.form_identity import FormPurpose
from xltools.messages.counting import count_severities
from xltools.model import Finding, Place, Severity, SheetKind
from xltools.row_storage import ConcatenatedRows, PickledRows
from xltools.rules.progress_rows import ProgressRow, ResultRow
from xltools.rules.results import Attainment
from xltools.text import Text

__all__ = ["GENERATED", "county", "department_file", "department_sheet", "finding", "indicator_row", "sheet_row"]

GENERATED = datetime(2020, 3, 12, 9, 30, tzinfo=UTC)
FEN = Decimal("0.01")

DEPARTMENTS = {
    "101": ("县委办公室", 2),
    "205": ("财政局", 3),
    "218": ("教育和体育局", 14),
    "236": ("农业农村局", 12),
    "241": ("卫生健康局", 9),
    "260": ("民政局", 6),
    "275": ("交通运输局", 7),
    "301": ("水利局", 5),
    "318": ("自然资源和规划局", 4),
    "330": ("文化广电和旅游局", 5),
    "352": ("住房和城乡建设局", 8),
    "475": ("扶贫开发办公室", 5),
    "501": ("城关镇人民政府", 3),
}
SUBJECTS = (
    ("农村道路硬化工程", "新建和改建通村水泥路，路面宽 4 米、厚 18 厘米"),
    ("义务教育薄弱学校改造", "改造教学楼、食堂和运动场，购置教学仪器设备"),
    ("基本公共卫生服务补助", "为城乡居民提供建档、体检和慢性病管理服务"),
    ("高标准农田建设", "平整土地、铺设管道、新打机井和配套电力设施"),
    ("农村饮水安全巩固提升", "更换老旧管网，新建集中供水站"),
    ("困难群众救助补助资金", "发放低保、特困供养和临时救助资金"),
    ("单位工作经费", "保障机关日常运转、业务培训和办公设备购置"),
    ("公共文化服务体系建设", "更新图书、开展文艺演出和非遗保护"),
    ("老旧小区改造", "更新供水供热管网、外墙保温和道路绿化"),
    ("产业发展扶持资金", "对新型经营主体贷款给予贴息，带动脱贫户就业增收"),
)
LEVELS = ("中央", "省", "县", "县", "市", "未注明")
PLANS = ((20, 50, 70, 100), (None, 100, None, None), (0, 40, 80, 100), (10, 45, 83, 100), (None, None, None, None))
INDICATORS = (
    ("产出指标", "数量指标", "完成工程数量", "全年完成的工程量（公里）", "≥", "12", "公里", "", "项目实施方案"),
    ("产出指标", "质量指标", "工程验收合格率", "验收合格工程占全部工程的比例", "=", "100", "%", "", "工程验收规范"),
    ("产出指标", "时效指标", "资金支付及时率", "按进度支付的资金比例", "≥", "90", "%", "大于90%", "根据相关政策和依据"),
    ("产出指标", "成本指标", "补助标准", "人均补助标准", "≤", "1600", "元/人", "人均1600元", "县级补助办法"),
    ("效益指标", "社会效益指标", "受益群众人数", "项目直接受益的群众人数（人）", "≥", "3500", "人", "", "上年实际"),
    (
        "满意度指标",
        "服务对象满意度指标",
        "群众满意度",
        "受益群众对项目的满意程度",
        "≥",
        "95",
        "%",
        "满意度高",
        "问卷调查",
    ),
)
FAULTS = (
    (
        "P03",
        Severity.ERROR,
        "plan",
        "累计支出计划递减",
        "累计支出计划递减：6月底 50% → 10月底 40%",
        "核对并改为累计百分比",
    ),
    ("V07", Severity.ERROR, "target", "取值矛盾", "描述为“不出现”，取值却为 ≤1", "改为 =0 个"),
    ("A02", Severity.ERROR, "budget", "预算不平", "预算数与财政资金加其他资金相差 2,000.00 元", "核对三个数"),
    ("V02", Severity.WARNING, "target", "符号不一致", "符号“≥”与文字“大于”不一致", "统一为 ≥90%"),
    ("P05", Severity.WARNING, "plan", "100%后空白", "6月底已达 100%，以后各期空白", "10月底、12月底填 100"),
    ("I03", Severity.WARNING, "level2", "缺指标", "产出缺少数量指标", "补充数量指标，确不适用的说明理由"),
    ("P09", Severity.NOTE, "plan", "低于时序", "10月底计划 70% 低于时序进度 83.33% 超过 10 个百分点", "说明原因或提前"),
    ("A03", Severity.NOTE, "other", "其他资金空白", "其他资金空白，可推算为 0.00", "填 0.00"),
)


def sheet_row(place: Place, **changes: object) -> SheetRow:
    """A project of one department with a clean form."""
    row = SheetRow(
        kind=SheetKind.PROJECT,
        department_code="475",
        department_name="扶贫开发办公室",
        unit_code="475002",
        unit_name="某县扶贫开发办公室",
        code="475-0501-YXN-6RWU",
        name="2020年脱贫办工作经费",
        fund_level="县",
        document_number="",
        budget=Decimal("1073060.00"),
        fiscal=Decimal("1073060.00"),
        other=Decimal("0.00"),
        purpose="保障机关日常运转",
        plan=(Decimal(20), Decimal(50), Decimal(70), Decimal(100)),
        shares=(Decimal(20), Decimal(50), Decimal(70), Decimal(100)),
        planned=(Decimal("214612.00"), Decimal("536530.00"), Decimal("751142.00"), Decimal("1073060.00")),
        goal="1.保障全年工作正常开展。",
        classes=frozenset({"数量", "质量", "时效", "成本", "社会效益", "满意度"}),
        indicators=0,
        completeness=Decimal("96.4"),
        place=place,
        budget_place=place._replace(row=place.row + 5, column=3),
    )
    return row._replace(**changes)  # type: ignore[arg-type]


def department_sheet(place: Place, **changes: object) -> DepartmentSheetRow:
    """The sheet of a department as a whole, with two tasks and an indicator."""
    owner = sheet_row(place, name="扶贫开发办公室")
    tasks = (
        TaskRow("产业扶贫", "扶持产业基地6个", Decimal(600), Decimal(550), Decimal(50), place._replace(row=6)),
        TaskRow("驻村帮扶", "", None, None, None, place._replace(row=7)),
    )
    row = DepartmentSheetRow(
        form="DEPARTMENT2021",
        form_name="部门整体支出绩效目标表",
        name="扶贫开发办公室",
        budget=Decimal("90000000.00"),
        fiscal=Decimal("90000000.00"),
        other=None,
        goal="巩固脱贫成果。",
        tasks=tasks,
        indicators=(indicator_row(owner, place._replace(row=12), weight=Decimal("12.5")),),
        place=place,
    )
    return row._replace(**changes)  # type: ignore[arg-type]


def progress_row(place: Place, **changes: object) -> ProgressRow:
    """The self-evaluation of a project, with one indicator."""
    result = ResultRow(
        level1="产出指标",
        level2="数量指标",
        level3="硬化道路里程",
        target="≥12公里",
        weight=Decimal(90),
        actual="12公里",
        forecast="",
        score=Decimal(90),
        reason="",
        state=Attainment.ATTAINED,
        place=place._replace(row=13),
        name_place=place._replace(row=13),
        target_place=place._replace(row=13),
        weight_place=place._replace(row=13),
    )
    row = ProgressRow(
        purpose=FormPurpose.SELF_EVALUATION,
        form="SELF2020",
        form_name="项目支出绩效自评表",
        department_code="",
        department_name="",
        unit_code="",
        unit_name="扶贫开发办公室",
        code="",
        name="道路硬化",
        months=12,
        initial=Decimal("1200000.00"),
        budget=Decimal("1200000.00"),
        spent=Decimal("1170000.00"),
        forecast_spent=None,
        due=Decimal(100),
        planned=False,
        explained=False,
        score=Decimal("99.75"),
        results=(result,),
        place=place,
        initial_place=place,
        budget_place=place,
        spent_place=place,
        score_place=place,
    )
    return row._replace(**changes)  # type: ignore[arg-type]


def indicator_row(
    owner: SheetRow, place: Place, words: tuple[str, ...] = INDICATORS[0], **changes: object
) -> IndicatorRow:
    """An indicator of a project or fund."""
    level1, level2, level3, description, operator, number, unit, remark, basis = words
    row = IndicatorRow(
        department_code=owner.department_code,
        department_name=owner.department_name,
        owner_code=owner.code,
        owner=owner.name,
        kind=owner.kind,
        level1=level1,
        level2=level2,
        level3=level3,
        description=description,
        operator=operator,
        number=Decimal(number),
        upper=None,
        unit=unit,
        remark=remark,
        original=f"{operator}{number}{unit}{remark}",
        basis=basis,
        weight=None,
        place=place,
    )
    return row._replace(**changes)  # type: ignore[arg-type]


def finding(place: Place, subject: str = "", fault: tuple[object, ...] = FAULTS[0], **changes: object) -> Finding:
    """A finding at a place."""
    rule, severity, field, _, message, suggestion = fault
    found = Finding(
        rule=str(rule),
        severity=Severity(severity),
        place=place,
        field=str(field),
        subject=subject,
        message=Text(str(message), f"{rule} at {place.cell}"),
        found="20/50/40/100",
        suggestion=Text(str(suggestion), "Correct it."),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def department_file(
    path: str, code: str, name: str, projects: int, *, seed: int = 0, packed: bool = True
) -> CountyFile:
    """A department's accepted workbook with so many projects, one special fund for every four, and faults."""
    pack = PickledRows if packed else tuple
    sheets = list(_sheets(path, code, name, projects, seed))
    indicators, findings = [], []
    complete = []
    for number, sheet in enumerate(sheets):
        chosen = INDICATORS[: 6 - (seed + number) % 3] if sheet.kind is SheetKind.PROJECT else INDICATORS[:3]
        own = [
            indicator_row(sheet, sheet.place._replace(row=20 + n, column=1), words) for n, words in enumerate(chosen)
        ]
        own[0] = own[0]._replace(number=Decimal(12 + number), original=f"≥{12 + number}公里")
        indicators += own
        findings += _faults(sheet, seed + number, len(own))
        complete.append(sheet._replace(indicators=len(own)))
    findings.sort(key=lambda one: (one.severity.rank, [sheet.place.sheet for sheet in sheets].index(one.place.sheet)))
    return CountyFile(
        path=path,
        fate=Fate.ACCEPTED,
        department_code=code,
        department_name=name,
        county="青山县",
        year=2020,
        size=24_000 + seed,
        modified=datetime(2020, 3, 1 + seed % 28, 8, seed % 60, tzinfo=UTC),
        sha256=hashlib.sha256(path.encode()).hexdigest(),
        has_overall_targets=True,
        sheets_read=len(sheets),
        rules_run=60,
        sheets=pack(complete),
        indicators=pack(indicators),
        findings=pack(findings),
        counts=count_severities(findings),
    )


def _sheets(path: str, code: str, name: str, projects: int, seed: int) -> Iterator[SheetRow]:
    rows = [_project(path, code, name, number, seed) for number in range(projects)]
    for number, first in enumerate(range(0, projects, 4)):
        contains = rows[first : first + 2] if number % 2 == 0 else []
        budget = sum((row.budget or Decimal(0) for row in contains), Decimal(0)) or Decimal(725_000 + 1000 * seed)
        plan = (Decimal(25), Decimal(50), Decimal(75), Decimal(100))
        yield rows[first]._replace(
            kind=SheetKind.SPECIAL_FUND,
            code=f"000-9999-JSN-{seed % 36:02}{number:02}",
            name=f"2020年{name}专项资金（{'一二三四五六'[number % 6]}）",
            place=Place(path, f"专项{number + 1}", 1, 1),
            budget_place=Place(path, f"专项{number + 1}", 6, 3),
            budget=budget,
            fiscal=budget,
            other=None,
            plan=plan,
            shares=plan,
            planned=_planned(budget, plan),
        )
    yield from rows


def _project(path: str, code: str, name: str, number: int, seed: int) -> SheetRow:
    subject, purpose = SUBJECTS[(seed * 3 + number) % len(SUBJECTS)]
    budget = Decimal(38_000 + 917_300 * ((seed + 3) * (number + 2) % 23)) + Decimal("0.57") * number
    other = Decimal(12_500) if number % 5 == 4 else None
    plan = tuple(None if part is None else Decimal(part) for part in PLANS[(seed + number) % len(PLANS)])
    shares = _shares(plan)
    place = Place(path, f"项目{number + 1}", 1, 1)
    return sheet_row(
        place,
        department_code=code,
        department_name=name,
        unit_code=f"{code}001",
        unit_name=f"青山县{name}",
        code=f"{code}-0{4 + number % 2}01-YXN-{(seed * 40 + number) % 10_000:04}",
        name=f"2020年{subject}" + ("（冀财农〔2019〕150号提前下达省级财政专项扶贫资金）" if number % 6 == 1 else ""),
        fund_level=LEVELS[(seed + number) % len(LEVELS)],
        document_number="冀财农〔2019〕150号" if number % 6 == 1 else "",
        budget=budget,
        fiscal=budget - (other or 0),
        other=other,
        purpose=purpose,
        plan=plan,
        shares=shares,
        planned=_planned(budget, shares),
        goal=f"1.{purpose}。2.年底前完成建设任务并通过验收，受益群众不少于 {3500 + number} 人，满意度达到 95% 以上。",
        classes=frozenset(["数量", "质量", "时效", "成本", "社会效益", "满意度"][: 6 - (seed + number) % 3]),
        completeness=Decimal("100.0") - Decimal("3.7") * (number % 4),
    )


def _shares(plan: tuple[Decimal | None, ...]) -> tuple[Decimal | None, ...]:
    if all(part is None for part in plan):
        return plan
    shares: list[Decimal | None] = []
    for part in plan:
        before = shares[-1] if shares else Decimal(0)
        shares.append(part if part is not None else before)
    return tuple(shares)


def _planned(budget: Decimal, shares: tuple[Decimal | None, ...]) -> tuple[Decimal | None, ...]:
    return tuple(None if share is None else (budget * share / 100).quantize(FEN, ROUND_HALF_UP) for share in shares)


def _faults(sheet: SheetRow, seed: int, indicators: int) -> Iterator[Finding]:
    for number, fault in enumerate(FAULTS):
        if (seed * 7 + number * 5) % 9 < 3 - (fault[1] is Severity.ERROR):
            row = 20 + number % indicators if fault[2] in ("target", "level2") else 9
            yield finding(sheet.place._replace(row=row, column=5), sheet.name, fault)
    if seed % 2:
        vague = ("T02", Severity.WARNING, "basis", "", "依据笼统：根据相关政策和依据", "写明文件名、文号或测算过程")
        for number in range(indicators):
            found = "根据相关政策和依据"
            yield finding(sheet.place._replace(row=20 + number, column=8), sheet.name, vague, found=found)


def county(**changes: object) -> CountyData:
    """青山县 in 2020: thirteen departments, of which one has not reported, and files of every fate."""
    files = []
    for seed, (code, (name, projects)) in enumerate(DEPARTMENTS.items()):
        if code != "318":
            files.append(department_file(f"报送/{code}{name}.xlsx", code, name, projects, seed=seed))
    old = replace(
        files[3],
        path="报送/236农业农村局（旧）.xlsx",
        fate=Fate.SUPERSEDED,
        reason=Text("同一部门有较新的文件 报送/236农业农村局.xlsx", "a later file exists"),
    )
    problem = finding(
        Place("报送/318自然资源和规划局.xls"),
        "",
        ("F01", Severity.ERROR, "", "", "文件有打开密码，无法读取", "去掉密码后重新报送"),
    )
    files += [
        old,
        CountyFile(
            "报送/318自然资源和规划局.xls",
            Fate.REJECTED,
            Text("文件有打开密码，无法读取。请在 Excel 或 WPS 中去掉打开密码，另存后重新报送。", "needs a password"),
            findings=(problem,),
            counts=count_severities((problem,)),
        ),
        CountyFile("报送/~$475扶贫开发办公室.xlsx", Fate.IGNORED, Text("Excel 的锁定文件", "lock file")),
        CountyFile("报送/通知.docx", Fate.IGNORED, Text("不是部门绩效目标工作簿", "not a department workbook")),
    ]
    files.sort(key=lambda file: file.path)
    accepted = [file for file in files if file.fate is Fate.ACCEPTED]
    twins = [next(iter(file.projects)) for file in accepted[:2]]
    across = [
        finding(
            row.place,
            row.name,
            ("B02", Severity.ERROR, "code", "", f"项目编码重复：{row.code} 出现在两个部门", "核对后改码或合并"),
            found=row.code,
        )
        for row in twins
    ]
    live = [file.findings for file in files if file.fate in {Fate.ACCEPTED, Fate.REJECTED}]
    data = CountyData(
        county="青山县",
        year=2020,
        files=tuple(files),
        roster=tuple(DepartmentEntry(code, name) for code, (name, _) in DEPARTMENTS.items()),
        containments=tuple(pair for file in accepted for pair in _containments(file)),
        findings=ConcatenatedRows((*live, across)),
        generated=GENERATED,
        version="0.1.0",
    )
    return replace(data, **changes)  # type: ignore[arg-type]


def _containments(file: CountyFile) -> Iterator[Containment]:
    projects = file.projects
    for number, fund in enumerate(file.special_funds):
        first = number * 4
        members = projects[first : first + 2] if number % 2 == 0 else ()
        yield Containment(fund, members)
