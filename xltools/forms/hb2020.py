"""The form HB2020: a target sheet as Hebei counties printed it in 2020, and the fields of the workbook around it."""

from __future__ import annotations

from xltools.forms.layout import (
    Box,
    ColumnPart,
    Field,
    FieldKind,
    Form,
    IndicatorTable,
    SectionLabel,
    TableColumn,
    ValuePosition,
)
from xltools.glossary import FieldTerm

__all__ = ["BOOK_FIELDS", "HB2020", "LISTS", "LIST_LEVEL2"]

IDENTITY, FUNDING, PLAN, GOALS, INDICATORS = range(5)

LIST_LEVEL2: dict[str, tuple[str, ...]] = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
"""The 二级指标 in the drop-down list for each 一级指标."""

LISTS: dict[str, tuple[str, ...]] = {
    "level1": tuple(LIST_LEVEL2),
    "operator": ("=", "≥", "≤", ">", "<"),
    "measure": (
        *("%", "个", "人", "人次", "户", "公里", "平方米", "亩", "元", "万元", "元/人", "元/户"),
        *(
            "场",
            "次",
            "件",
            "起",
            "套",
            "台",
            "辆",
            "所",
            "处",
            "项",
            "条",
            "份",
            "期",
            "天",
            "个月",
            "小时",
            "分",
            "吨",
        ),
    ),
}
"""Drop-down lists by name; the list for 二级指标 depends on 一级指标 and is in ``LIST_LEVEL2``."""


def _plan(key: str, column: int, columns: int, *aliases: str) -> Field:
    return Field(
        key,
        FieldKind.PERCENT,
        PLAN,
        label_at=Box(6, column, 1, columns),
        value_at=Box(7, column, 1, columns),
        where=ValuePosition.BELOW,
        aliases=aliases,
        help="截至该期末的累计支出占预算数的百分比，填 0 到 100，逐期不得减少，12月底一般为 100。",
    )


HB2020 = Form(
    id="HB2020",
    version="1",
    title_suffix="绩效目标表",
    widths=(10.5, 13, 17, 21, 5.5, 8.5, 8.5, 16.5, 19),
    title_at=Box(1, 1, 1, 9),
    unit_at=Box(2, 1, 1, 5),
    money_unit_at=Box(2, 8, 1, 2),
    labels=(
        SectionLabel(
            "funding", FUNDING, Box(4, 1, 2, 1), aliases=("预算规模和资金用途", "预算规模及用途", "资金规模及资金用途")
        ),
        SectionLabel(
            "plan", PLAN, Box(6, 1, 2, 1), aliases=("资金支出计划", "支出计划", "支出计划（%）", "资金支出进度计划")
        ),
    ),
    fields=(
        Field(
            "code",
            FieldKind.CODE,
            IDENTITY,
            label_at=Box(3, 1),
            value_at=Box(3, 2, 1, 2),
            aliases=("项目代码", "专项资金编码", "专项编码"),
            help="按预算批复的项目编码填写，如 475-0501-YXN-6RWU，不要自行编造。",
        ),
        Field(
            "name",
            FieldKind.TEXT,
            IDENTITY,
            label_at=Box(3, 4),
            value_at=Box(3, 5, 1, 5),
            special_label=FieldTerm.FUND_NAME.zh,
            aliases=("预算项目名称", "专项名称"),
            help="与预算批复的名称一致。",
        ),
        Field(
            "budget",
            FieldKind.AMOUNT,
            FUNDING,
            label_at=Box(4, 2),
            value_at=Box(4, 3),
            aliases=("预算数额", "预算金额", "预算规模", "项目预算数"),
            help="按表头的金额单位填写，等于财政资金与其他资金之和。",
        ),
        Field(
            "fiscal",
            FieldKind.AMOUNT,
            FUNDING,
            label_at=Box(4, 4),
            value_at=Box(4, 5, 1, 3),
            aliases=("财政资金", "财政拨款", "其中：财政拨款"),
            help="预算数中由财政安排的部分。",
        ),
        Field(
            "other",
            FieldKind.AMOUNT,
            FUNDING,
            label_at=Box(4, 8),
            value_at=Box(4, 9),
            aliases=("其他", "其他来源资金"),
            required=False,
            help="财政资金以外的部分，没有填 0。",
        ),
        Field(
            "purpose",
            FieldKind.LONG_TEXT,
            FUNDING,
            label_at=None,
            value_at=Box(5, 2, 1, 8),
            where=ValuePosition.SECTION,
            aliases=("用途", "主要用途"),
            help="资金用途：写明做什么、多少数量、什么标准，不要只重复项目名称。",
        ),
        _plan("plan_03", 2, 2, "3月末", "三月底", "一季度末"),
        _plan("plan_06", 4, 1, "6月末", "六月底", "二季度末"),
        _plan("plan_10", 5, 4, "10月末", "十月底"),
        _plan("plan_12", 9, 1, "12月末", "十二月底", "年底"),
        Field(
            "goals",
            FieldKind.LONG_TEXT,
            GOALS,
            label_at=Box(8, 1),
            value_at=Box(8, 2, 1, 8),
            aliases=("项目绩效目标", "年度绩效目标", "总体目标", "年度目标"),
            help="逐条写明：数量、标准、完成时限和预期效果。每条以“1、”“2、”开头，条间换行用 Alt+Enter。",
        ),
    ),
    table=IndicatorTable(
        section=INDICATORS,
        header_row=9,
        header_rows=2,
        rows=14,
        columns=(
            TableColumn("level1", FieldKind.TEXT, choices="level1", help="从列表选择。与上一行相同可不填。"),
            TableColumn("level2", FieldKind.TEXT, choices="level2", help="先选一级指标，再从列表选择。"),
            TableColumn(
                "level3", FieldKind.TEXT, aliases=("指标名称", "绩效指标名称"), help="指标名称，具体、可考核。"
            ),
            TableColumn(
                "description",
                FieldKind.TEXT,
                aliases=("指标描述", "指标内容", "绩效指标内容", "指标解释", "指标说明"),
                help="指标的含义或计算方法。",
            ),
            TableColumn(
                "target",
                FieldKind.TARGET,
                columns=4,
                aliases=("目标值", "绩效指标值", "年度指标值", "指标目标值"),
                parts=(
                    ColumnPart("operator", FieldKind.TEXT, choices="operator", help="从列表选择。定性指标不填。"),
                    ColumnPart("number", FieldKind.NUMBER, help="只填数字，如 95。定性指标不填。"),
                    ColumnPart(
                        "measure", FieldKind.TEXT, choices="measure", help="计量单位，可从列表选择，也可直接填写。"
                    ),
                    ColumnPart("remark", FieldKind.TEXT, help="定性指标写评价等次；定量指标可补充说明。"),
                ),
            ),
            TableColumn("measure", FieldKind.TEXT, columns=0, aliases=("度量单位", "单位"), required=False),
            TableColumn(
                "weight", FieldKind.NUMBER, columns=0, aliases=("分值", "权重（分）", "指标权重"), required=False
            ),
            TableColumn(
                "basis",
                FieldKind.TEXT,
                aliases=("确定依据", "指标值依据", "依据", "绩效标准", "指标值设定依据"),
                help="写明文件名和文号、计划、历史值、行业标准或测算过程。",
            ),
        ),
    ),
)

BOOK_FIELDS: tuple[Field, ...] = (
    Field(
        "county",
        FieldKind.TEXT,
        0,
        Box(4, 2),
        Box(4, 3, 1, 3),
        aliases=("县（市、区）名称", "县区", "县名"),
        help="如 顺平县。",
    ),
    Field("year", FieldKind.YEAR, 0, Box(5, 2), Box(5, 3, 1, 3), aliases=("年度", "预算年份"), help="四位年份。"),
    Field(
        "department_code",
        FieldKind.CODE,
        0,
        Box(6, 2),
        Box(6, 3, 1, 3),
        aliases=("主管部门编码",),
        help="三位部门编码。",
    ),
    Field(
        "department_name",
        FieldKind.TEXT,
        0,
        Box(7, 2),
        Box(7, 3, 1, 3),
        aliases=("部门", "主管部门"),
        help="部门全称。",
    ),
    Field(
        "overall",
        FieldKind.LONG_TEXT,
        1,
        Box(2, 1),
        Box(2, 2),
        aliases=("部门总体绩效目标",),
        help="本部门全年要达到的总体目标。",
    ),
    Field(
        "sub_targets", FieldKind.LONG_TEXT, 1, Box(3, 1), Box(3, 2), aliases=("分项目标",), help="按职责分项写明目标。"
    ),
    Field(
        "safeguards", FieldKind.LONG_TEXT, 1, Box(4, 1), Box(4, 2), aliases=("保障措施",), help="为实现目标采取的措施。"
    ),
)
"""Fields of the workbook as a whole: section 0 is the cover, section 1 the sheet 部门整体绩效目标."""
