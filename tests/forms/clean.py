"""One filled sheet on each built-in form that no rule has anything to say about."""
# ruff: noqa: E501  # a row of a form is a line

from __future__ import annotations

import re
from dataclasses import replace

from tests.forms.layouts import LAYOUTS, Layout, placed_cells
from tests.forms.published import PUBLISHED
from xltools.forms.description import INDICATOR_COLUMNS, FormLayout
from xltools.forms.label_text import label_key
from xltools.forms.loading import built_in_forms

__all__ = ["CLEAN", "every_column"]

_LEVEL = re.compile(r"(?:成本|产出|效益|数量)指标.*")


def _changed(layout: Layout, *changes: tuple[str, str], indicators: int, goal: str | None = None) -> Layout:
    text = layout.text
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return replace(layout, text=text, indicators=indicators, goal=goal or layout.goal)


HB2020 = Layout(
    form="HB2020",
    text="""
1、2020年农村公路养护项目绩效目标表 →7
320001示范县交通运输局 →5 | 单位：元 →2
项目编码 | 320-0401-YXN-1AB2 →2 | 项目名称 | 2020年农村公路养护项目 →3
预算规模及资金用途 ↓2 | 预算数 | 1200000 | 其中：财政资金 | 1000000 | 其他资金 | 200000
养护村道32公里，每公里3.75万元 →6
资金支出计划（%） ↓2 | 3月底 →2 | 6月底 →2 | 10月底 | 12月底
20 →2 | 50 →2 | 80 | 100
绩效目标 | 1、养护村道32公里\\n2、群众满意度达到90%以上 →6
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 →2
产出指标 ↓4 | 数量指标 | 养护村道里程 | 完成养护的村道里程 | ≥32公里 | 2020年养护计划 →2
质量指标 | 养护合格率 | 验收合格的里程比例 | =100% | 公路养护技术规范 →2
时效指标 | 完成时间 | 养护完成的时间 | 2020年10月底前 | 2020年养护计划 →2
成本指标 | 每公里养护成本 | 养护一公里村道的支出 | ≤3.75万元/公里 | 示交〔2019〕36号 →2
效益指标 | 社会效益指标 | 受益人口 | 沿线村民人数 | ≥5600人 | 2019年末户籍人口5612人 →2
满意度指标 | 服务对象满意度指标 | 沿线群众满意度 | 受访群众满意的比例 | ≥90% | 2019年调查结果91% →2
""",
    name="2020年农村公路养护项目",
    unit="示范县交通运输局",
    goal="1、养护村道32公里\n2、群众满意度达到90%以上",
    indicators=6,
    amounts={"budget": "1200000", "fiscal": "1000000", "other": "200000"},
    columns={"level1": "产出指标", "level3": "养护村道里程", "target": "≥32公里", "basis": "2020年养护计划"},
)

FP2018 = _changed(
    LAYOUTS["FP2018"],
    ("绩效指标 ↓6", "绩效指标 ↓7"),
    ("产出指标 ↓3", "产出指标 ↓4"),
    ("\n效益指标 |", "\n成本指标 | 每公里补助标准 →2 | ≤28万元\n效益指标 |"),
    indicators=6,
)
MOF2015 = _changed(
    LAYOUTS["MOF2015"],
    ("年度绩效指标 ↓5", "年度绩效指标 ↓7"),
    ("产出指标 ↓2 | 数量指标 | 新建", "产出指标 ↓4 | 数量指标 | 新建"),
    ("效益指标 ↓2", "时效指标 | 完工时间 | 2021年12月前 |\n成本指标 | 项目总成本 | ≤106.75万元 |\n效益指标 ↓2"),
    indicators=6,
)
PROVINCE2023 = _changed(
    LAYOUTS["PROVINCE2023"],
    ("绩效指标 ↓5", "绩效指标 ↓7"),
    ("产出指标 ↓2", "产出指标 ↓3"),
    (
        "成本指标 | 亩均投资",
        "质量指标 | 工程验收合格率 →2 | =100百分比\n时效指标 | 完工时间 →2 | 2023年12月前\n成本指标 | 经济成本指标 | 亩均投资",
    ),
    indicators=6,
)
MOF2020 = _changed(
    LAYOUTS["MOF2020"],
    ("绩效指标 ↓4", "绩效指标 ↓7"),
    ("产出指标 ↓2", "产出指标 ↓4"),
    (
        "\n满意度指标 |",
        "\n时效指标 | 完工时间 →2 | 2020年10月前\n成本指标 | 单盏更换成本 →2 | ≤750元\n效益指标 | 社会效益指标 | 受益人口 →2 | ≥2.1万人\n满意度指标 |",
    ),
    indicators=6,
)
MOF2021 = _changed(
    LAYOUTS["MOF2021"],
    ("绩效指标 ↓6", "绩效指标 ↓7"),
    ("产出指标 ↓2", "产出指标 ↓3"),
    ("验收合格率 →2 | =100% | 20", "验收合格率 →2 | =100% | 10\n时效指标 | 完工时间 →2 | 2024年8月底前 | 10"),
    indicators=6,
)
YTH2023 = Layout(
    form="YTH2023",
    text="""
部门预算项目绩效目标申报表 →12
金额单位：元 →12
单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性
820-示范县青石镇人民政府 | | 734,560.00 | | | | | | | | |
820001-青石镇机关 ↓6 | 村组干部报酬 ↓6 | 734,560.00 ↓6 | 全年按月足额发放230名村组干部报酬 ↓6 | 成本指标 | 经济成本指标 | 人均年报酬 | ≤ | 3200 | 元 | 20 | 反向指标
产出指标 | 数量指标 | 村组干部人数 | ≥ | 230 | 人 | 20 | 正向指标
产出指标 | 质量指标 | 足额发放率 | = | 100 | % | 10 | 正向指标
产出指标 | 时效指标 | 按月发放率 | = | 100 | % | 10 | 正向指标
效益指标 | 社会效益指标 | 村组干部在岗率 | ≥ | 98 | % | 20 | 正向指标
满意度指标 | 服务对象满意度指标 | 村组干部满意度 | ≥ | 95 | % | 10 | 正向指标
""",
    name="村组干部报酬",
    unit="青石镇机关",
    goal="全年按月足额发放230名村组干部报酬",
    indicators=6,
    amounts={"budget": "734560"},
    columns={"level3": "人均年报酬", "operator": "≤", "target": "≤3200", "measure": "元", "weight": "20"},
)

HUNAN2023 = _changed(
    PUBLISHED["湖南湘潭 2023"],
    ("| 良好 |", "| 达到国家二级标准 |"),
    ("服务周期 | 2023.07-2024.01", "服务完成时间 | 2024年1月底前"),
    ("| 控制在预算成本内 | 180万 |", "| 项目总成本 | ≤180万元 |"),
    ("填报单位：（盖章）", "填报单位：示范市城管局"),
    indicators=7,
)
HUBEI2022 = _changed(
    PUBLISHED["湖北鄂州 2022"],
    ("保障办公楼正常运转，建设节约型机关", "全年维修260次以上，保障3栋办公楼正常运转"),
    ("单位：万元 →6", "填报单位：示范市机关事务中心 →3 | 单位：万元 →3"),
    ("绩效指标 ↓6", "绩效指标 ↓7"),
    ("满意度指标 |", "社会效益指标 | 保障在楼办公人数 | 反映受益人数 | ≥420人 →2\n满意度指标 |"),
    indicators=6,
    goal="全年维修260次以上，保障3栋办公楼正常运转",
)
HUBEI2022 = replace(HUBEI2022, unit="示范市机关事务中心")
NEIMENG2021 = _changed(
    PUBLISHED["内蒙古乌海 2021"],
    ("| 劳务人员总成本 | 反向 | ≤ | 2 | 万元 | 20 |", "| 项目总成本 | 反向 | ≤ | 4.5 | 万元 | 10 |"),
    ("分值90分", "分值90分"),
    ("↓7 | 一级指标", "↓8 | 一级指标"),
    ("效益指标 | 社会效益指标", "产出指标 | 时效指标 | 完成时间 | 正向 | ≤ | 12 | 月 | 10 |\n效益指标 | 社会效益指标"),
    indicators=7,
)

CLEAN: dict[str, Layout] = {
    layout.form: layout
    for layout in (
        *(HB2020, LAYOUTS["HB2021"], FP2018, MOF2015, YTH2023, LAYOUTS["APPROVAL2021"], LAYOUTS["SELF2020"]),
        *(PUBLISHED["四川青神 2023"], PROVINCE2023, LAYOUTS["TRANSFER2021"], MOF2020, MOF2021),
        *(LAYOUTS["DEPARTMENT2021"], LAYOUTS["MONITOR2019"], HUNAN2023, HUBEI2022, NEIMENG2021),
        PUBLISHED["湖南岳阳楼 2023"],
    )
}
"""The sheets by the form that they are on."""


def every_column(layout: Layout) -> dict[str, str]:
    """The text of the first indicator under each head that the sheet prints; the layout says what is put together."""
    form = next(form for form in built_in_forms() if form.id == layout.form)
    placed = {(one.row, one.column): one for one in placed_cells(layout.text)}
    key = label_key(next(column.labels[0] for column in form.table.columns if column.key == "level1"))
    header = max(one.row for one in placed.values() if label_key(str(one.value)) == key)
    columns: dict[str, str] = {}
    row = min(
        one.row for one in placed.values() if one.row > header and _LEVEL.fullmatch("".join(str(one.value).split()))
    )
    for column in form.table.columns:
        words = [label_key(label) for label in column.labels]
        heads = [one for one in placed.values() if one.row == header and label_key(str(one.value)) in words]
        if heads and (column.key in INDICATOR_COLUMNS or form.layout is FormLayout.BLOCK):
            first = placed.get((row, heads[0].column))
            value = first.value if first else ""
            columns[column.key] = value if isinstance(value, str) else f"{value:g}"
    return columns | layout.columns
