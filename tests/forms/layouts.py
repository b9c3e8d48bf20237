"""Filled-in examples of the forms that counties print, one for each built-in description; all of it is invented.

A line is a row, ``|`` separates its cells, and a cell may end with ``→n`` (merged over n columns) and ``↓n`` (over n
rows). Cells under a merged one are not written, as in HTML; a line of ``-`` is a blank row.
"""
# ruff: noqa: E501  # a row of a form is a line

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import openpyxl

__all__ = ["LAYOUTS", "Layout", "PlacedCell", "placed_cells", "workbook"]

_SPAN = re.compile(r"(?:\s*(?:→\d+|↓\d+))*\s*$")


@dataclass(frozen=True)
class Layout:
    """A filled form and what is read of it."""

    form: str
    text: str
    name: str
    unit: str
    goal: str | None
    indicators: int
    """how many indicators it has, on its first sheet"""
    amounts: dict[str, str]
    columns: dict[str, str] = field(default_factory=dict)
    """one cell for each column, of the first indicator"""

    @property
    def money(self) -> dict[str, Decimal]:
        return {key: Decimal(amount) for key, amount in self.amounts.items()}


class PlacedCell(NamedTuple):
    """A cell of a layout: its place, its content (a number or a text, empty for a blank), and how far it is merged."""

    row: int
    column: int
    value: str | float
    across: int
    down: int


def placed_cells(text: str) -> Iterator[PlacedCell]:
    """Yield the cells of a layout that hold something or are merged, row by row."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(text.strip("\n").splitlines(), 1):
        column = 1
        for cell in [] if line.strip() == "-" else line.split("|"):
            while (row, column) in taken:
                column += 1
            span = _SPAN.search(cell)
            assert span is not None
            across, down = (int((re.findall(sign + r"(\d+)", span[0]) or [1])[0]) for sign in "→↓")
            value = cell[: span.start()].strip().replace("\\n", "\n")
            is_number = re.fullmatch(r"\d+(\.\d+)?", value) is not None
            if value or across * down > 1:
                yield PlacedCell(row, column, float(value) if is_number else value, across, down)
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            column += across


def workbook(*texts: str, names: tuple[str, ...] = ()) -> bytes:
    """Return the bytes of an .xlsx file with one sheet for each text."""
    book = openpyxl.Workbook()
    for number, text in enumerate(texts):
        sheet = book.active if not number else book.create_sheet()
        assert sheet is not None
        sheet.title = names[number] if names else f"表{number + 1}"
        for row, column, value, across, down in placed_cells(text):
            if value != "":
                typed = sheet.cell(row, column, value)
                typed.data_type = "s" if isinstance(value, str) else "n"  # =100% is a text that somebody typed
            if across * down > 1:
                sheet.merge_cells(
                    start_row=row, start_column=column, end_row=row + down - 1, end_column=column + across - 1
                )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


HB2021 = Layout(
    form="HB2021",
    text="""
2023年农村公路养护项目绩效目标表 →9
320001示范县交通运输局 →5 |  |  | 单位：元 →2
项目编码 | 13068323P00320110001A →2 | 项目名称 | 2023年农村公路养护项目 →5
预算规模及资金用途 ↓2 | 预算数 | 1200000 | 其中：财政资金 | 1000000 →3 | 其他资金 | 200000
养护村道32公里，每公里3.75万元 →8
资金支出计划（%） ↓2 | 3月底 →2 | 6月底 | 10月底 →4 | 12月底
20 →2 | 50 | 80 →4 | 100
绩效目标 | 1、养护村道32公里\\n2、群众满意度达到90%以上 →8
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 →4 | 指标值确定依据
成本指标 | 经济成本指标 | 每公里养护成本 | 养护一公里村道的支出 | ≤3.75万元/公里 →4 | 示交〔2022〕36号
产出指标 ↓3 | 数量指标 | 养护村道里程 | 完成养护的村道里程 | ≥32公里 →4 | 2023年养护计划
质量指标 | 养护合格率 | 验收合格的里程比例 | =100% →4 | 公路养护技术规范
时效指标 | 完成时间 | 养护完成的时间 | 2023年10月底前 →4 | 2023年养护计划
效益指标 | 社会效益指标 | 受益人口 | 沿线村民人数 | ≥5600人 →4 | 2022年末户籍人口5612人
满意度指标 | 服务对象满意度指标 | 沿线群众满意度 | 受访群众满意的比例 | ≥90% →4 | 2022年调查结果91%
""",
    name="2023年农村公路养护项目",
    unit="示范县交通运输局",
    goal="1、养护村道32公里\n2、群众满意度达到90%以上",
    indicators=6,
    amounts={"budget": "1200000", "fiscal": "1000000", "other": "200000"},
    columns={"level1": "成本指标", "level3": "每公里养护成本", "target": "≤3.75万元/公里", "basis": "示交〔2022〕36号"},
)

FP2018 = Layout(
    form="FP2018",
    text="""
扶贫项目资金绩效目标申报表 →6
（2020年度） →6
项目名称 →2 | 村组道路硬化项目 | | 项目负责人及电话 | 张某 0730-1234567
主管部门 →2 | 示范县扶贫办 | | 实施单位 | 青石镇人民政府
资金情况（万元） ↓3 | 年度资金总额： | 85.6 →4
其中：财政拨款 | 80 →4
其他资金 | 5.6 →4
总体目标 | 硬化村组道路3.2公里，解决156户群众出行问题 →5
绩效指标 ↓6 | 一级指标 | 二级指标 | 三级指标 →2 | 指标值
产出指标 ↓3 | 数量指标 | ★硬化道路里程 →2 | ≥3.2公里
质量指标 | ★验收合格率 →2 | =100%
时效指标 | 完工时间 →2 | 2020年11月底前
效益指标 | 社会效益指标 | ★受益脱贫户数 →2 | >=156户
满意度指标 | 服务对象满意度指标 | 受益群众满意度 →2 | >=95%
股室审核意见 →2 | 同意 →4
""",
    name="村组道路硬化项目",
    unit="青石镇人民政府",
    goal="硬化村组道路3.2公里，解决156户群众出行问题",
    indicators=5,
    amounts={"budget": "856000", "fiscal": "800000", "other": "56000"},
    columns={"level1": "产出指标", "level2": "数量指标", "level3": "★硬化道路里程", "target": "≥3.2公里"},
)

MOF2015 = Layout(
    form="MOF2015",
    text="""
财政支出项目绩效目标申报表 →6
（2021年度） →6
填报单位（盖章）：青石镇人民政府 →6
项目名称 | 集镇基础设施建设 →2 | 项目属性 | 新增□ 延续√ →2
主管部门 | 青石镇 →2 | 主管部门编码 | 412 →2
项目实施单位 | 青石镇村镇办 →2 | 项目负责人 | 李某 →2
项目起止时间 | 2021年1月—12月 →2 | 联系电话 | 0731-7654321 →2
项目资金申请（万元） ↓4 | 资金总额： | 106.75 →4
财政拨款： | 69.25 →4
自有资金： | 0 →4
其他： | 37.5 →4
职能概述 | 负责全镇经济社会发展 →5
项目概况 | 建设集镇道路和排水设施 →5
立项情况 ↓3 | 依据 | 示发改〔2020〕12号 →4
可行性 | 已通过评估 →4
必要性 | 改善集镇环境 →4
实施进度计划 ↓3 | 内容 →3 | 开始 | 完成
集镇规划 →3 | 2021年1月 | 2021年3月
工程施工 →3 | 2021年4月 | 2021年12月
项目绩效目标 ↓2 | 长期目标 →3 | 年度目标 →2
建成宜居集镇 →3 | 完成道路1.2公里和管网2公里 →2
长期绩效指标 ↓3 | 一级指标 | 二级指标 | 指标内容 | 指标值 | 备注
产出指标 | 数量指标 | 道路总里程 | ≥5公里 |
效益指标 | 社会效益指标 | 服务人口 | ≥1.2万人 |
年度绩效指标 ↓5 | 一级指标 | 二级指标 | 指标内容 | 指标值 | 备注
产出指标 ↓2 | 数量指标 | 新建道路里程 | ≥1.2公里 | 含人行道
质量指标 | 验收合格率 | =100% |
效益指标 ↓2 | 环境效益指标 | 污水收集率 | ≥85% |
服务对象满意度指标 | 居民满意度 | ≥90% |
其他说明的问题 | 无 →5
填报人：王某 →3 | 单位负责人：李某 →3
""",
    name="集镇基础设施建设",
    unit="青石镇村镇办",
    goal="完成道路1.2公里和管网2公里",
    indicators=4,
    amounts={"budget": "1067500", "fiscal": "692500", "own_money": "0", "other": "375000"},
    columns={"level1": "产出指标", "level3": "新建道路里程", "target": "≥1.2公里", "note": "含人行道"},
)

YTH2023 = Layout(
    form="YTH2023",
    text="""
部门预算项目绩效目标申报表 →12
金额单位：元 →12
单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性
820-示范县青石镇人民政府 | | 1,034,560.00 | | | | | | | | |
820001-青石镇机关 ↓3 | 村组干部报酬 ↓3 | 734,560.00 ↓3 | 按月足额发放村组干部报酬 ↓3 | 产出指标 | 数量指标 | 村组干部人数 | ≥ | 230 | 人 | 50 | 正向指标
产出指标 | 时效指标 | 发放及时率 | = | 100 | % | 20 | 正向指标
满意度指标 | 服务对象满意度指标 | 干部满意度 | ≥ | 95 | % | 20 | 正向指标
820001-青石镇机关 ↓2 | 集镇环卫 ↓2 | 300,000.00 ↓2 | 集镇每日保洁 ↓2 | 产出指标 | 数量指标 | 保洁面积 | ≥ | 12000 | 平方米 | 60 | 正向指标
效益指标 | 生态效益指标 | 环境改善 | 定性 | 好 | | 30 | 正向指标
""",
    name="村组干部报酬",
    unit="青石镇机关",
    goal="按月足额发放村组干部报酬",
    indicators=3,
    amounts={"budget": "734560"},
    columns={"level3": "村组干部人数", "operator": "≥", "target": "≥230", "measure": "人", "weight": "50"},
)

APPROVAL2021 = Layout(
    form="APPROVAL2021",
    text="""
项目支出绩效目标审批表 →8
预算单位：示范县水利局 →5 | 金额单位：万元 →3
项目名称 | 病险水库除险加固 →3 | 项目分类 | 特定目标类 →3
建设周期 | 2023年 →3 | 业务主管部门 | 示范县水利局 →3
实施单位 | 水利工程管理站 | 负责人 | 赵某 →2 | 电话 | 023-5551234 →2
项目审批 | 示水〔2022〕18号 →7
项目总体概况 | 对两座小型水库除险加固 →7
年度主要目标和成果 | 完成两座水库主体工程 →7
项目资金\\n预算执行\\n10分 ↓5 | 项目总预算 | 520 →2 | 财政资金预算分类 →2 | 一般公共预算 →2
当年年度预算 | 310 →2 | 财政资金科目代码 ↓3 →2 | 2130305 ↓3 →2
其中：财政资金 | 300 →2
其中：其它资金 | 10 →2
年度预算执行率 | 100% →2 | 分值 →2 | 10分 →2
年度绩效目标\\n（90分） ↓7 | 一级指标 | 二级指标 | 三级指标 →2 | 指标值 | 分值 | 指标解释
成本指标\\n(0-20)分 | 经济成本指标 | 单座水库加固成本 →2 | ≤155万元 | 20 | 平均成本
产出指标\\n(40-50)分 ↓3 | 数量指标 | 加固水库数量 →2 | =2座 | 20 | 完成主体工程的水库
质量指标 | 工程验收合格率 →2 | =100% | 10 |
时效指标 | 主体完工时间 →2 | 2023年12月前 | 10 |
效益指标\\n(20-30)分 | 社会效益指标 | 保护人口 →2 | ≥3000人 | 20 |
满意度指标 | 服务对象满意度指标 | 群众满意度 →2 | ≥90% | 10 |
""",
    name="病险水库除险加固",
    unit="水利工程管理站",
    goal="完成两座水库主体工程",
    indicators=6,
    amounts={"total": "5200000", "budget": "3100000", "fiscal": "3000000", "other": "100000"},
    columns={"level2": "经济成本指标", "level3": "单座水库加固成本", "weight": "20", "description": "平均成本"},
)

SELF2020 = Layout(
    form="SELF2020",
    text="""
项目支出绩效自评表 →9
（2022年度） →9
项目名称 →2 | 图书采购 →7
主管部门 →2 | 示范县文旅局 →3 | 实施单位 | 示范县图书馆 →3
项目资金\\n（万元） ↓5 →2 | | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分
年度资金总额 | 60 | 90 | 89.974 | 10 | 99.97% | 10
其中：本年财政拨款 | 60 | 85 | 84.974 | — | 99.97% | —
上年结转资金 | 0 | 5 | 5 | — | 100% | —
其他资金 | 0 | 0 | 0 | — | — | —
年度总体目标 ↓2 | 预期目标 →5 | 实际完成情况 →3
采购图书2万册 →5 | 采购图书2.1万册 →3
绩效指标 ↓5 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
产出指标（50分） ↓2 | 数量指标 | 采购图书数量 | ≥20000册 | 21000册 | 30 | 30 | 无
质量指标 | 图书验收合格率 | =100% | 100% | 20 | 20 | 无
效益指标（30分） | 社会效益指标 | 年借阅人次 | ≥5万人次 | 4.8万人次 | 30 | 28 | 闭馆维修
满意度指标（10分） | 服务对象满意度指标 | 读者满意度 | ≥90% | 95% | 10 | 10 | 无
总分 →6 | 100 | 98 |
注：定性指标分三档。 →9
""",
    name="图书采购",
    unit="示范县图书馆",
    goal="采购图书2万册",
    indicators=4,
    amounts={
        "initial": "600000",
        "budget": "900000",
        "spent": "899740",
        "fiscal": "850000",
        "fiscal_initial": "600000",
        "fiscal_spent": "849740",
        "carried": "50000",
        "carried_initial": "0",
        "carried_spent": "50000",
        "other": "0",
        "other_initial": "0",
        "other_spent": "0",
    },
    columns={"level3": "采购图书数量", "actual": "21000册", "weight": "30", "score": "30", "reason": "无"},
)

SELF2022 = Layout(
    form="SELF2022",
    text="""
报表编号：510000_0013zp →11
部门预算项目支出绩效自评表（2023年度） →11
项目名称 →3 | 51142523T000009876543-乡镇派出所运转 →8
主管部门 →3 | 示范县公安局 →3 | 实施单位（盖章） | 示范县公安局机关 →4
项目基本情况 ↓3 | 项目年度目标 →5 | 年度目标完成情况 →5
保障12个派出所运转 ↓2 →5 | 12个派出所正常运转 ↓2 →5
-
预算执行情况 ↓6 | | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因 →3
总额 | 1200000 | 1150000 | 1150000 | 100.00% | 10 | 10 | →3
其中：财政资金 | 1200000 | 1150000 | 1150000 | 100.00% | / | / | →3
财政专户管理资金 | / | / | / | / | / | / | →3
单位资金 | / | / | / | / | / | / | →3
其他资金 | / | / | / | / | / | / | →3
绩效指标 ↓3 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 备注
产出指标 | 数量指标 | 派出所数量 | ＝ | 12 | 个 | 12 | 60 | 60 |
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥ | 90 | % | 93 | 30 | 30 |
合计 →8 | 100 | 100 |
评价结论 | 完成较好 →10
存在问题 | 无 →10
改进措施 | 无 →10
项目负责人：孙某 →5 | 财务负责人：周某 →6
""",
    name="51142523T000009876543-乡镇派出所运转",
    unit="示范县公安局机关",
    goal="保障12个派出所运转",
    indicators=2,
    amounts={
        "initial": "1200000",
        "budget": "1150000",
        "spent": "1150000",
        "fiscal": "1150000",
        "fiscal_initial": "1200000",
        "fiscal_spent": "1150000",
        **dict.fromkeys(("account_money", "own_money", "other"), "0"),
        **{f"{key}_initial": "0" for key in ("account_money", "own_money", "other")},
        **{f"{key}_spent": "0" for key in ("account_money", "own_money", "other")},
    },
    columns={"level3": "派出所数量", "target": "=12", "measure": "个", "actual": "12", "score": "60"},
)

PROVINCE2023 = Layout(
    form="PROVINCE2023",
    text="""
部门预算项目支出绩效目标表 →6
一级项目名称 | 农业生产发展 →2 | 二级项目名称 | 高标准农田建设 →2
项目主管部门 | 示范市农业农村局 →2 | 项目实施单位 | 示范市农技中心 →2
项目类型 | 特定目标类 →2 | 项目分类 | 重点项目 →2
资金用途 | 业务类 →2 | 资金性质 | 一般公共预算 →2
开始日期 | 2023-01-01 →2 | 结束日期 | 2023-12-31 →2
项目总投资 | 800万元 →2 | 中央补助安排 | 500万元 →2
省级财政安排 | 200万元 →2 | 其他资金 | 100万元 →2
预算申报数 | 300万元 →5
必要性 | 提高粮食产能 →5
计划 | 二季度完成招标 →5
依据 | 示农发〔2022〕8号 →5
年度绩效目标 | 建成高标准农田4000亩 →5
绩效指标 ↓5 | 一级指标 | 二级指标 | 三级指标 →2 | 指标目标值
产出指标 ↓2 | 数量指标 | 建成高标准农田面积 →2 | >=4000亩
成本指标 | 亩均投资 →2 | <=2000元
效益指标 | 经济效益指标 | 亩均增产 →2 | >=50公斤
满意度指标 | 服务对象满意度指标 | 农户满意度 →2 | >=90百分比
""",
    name="高标准农田建设",
    unit="示范市农技中心",
    goal="建成高标准农田4000亩",
    indicators=4,
    amounts={
        "total": "8000000",
        "central": "5000000",
        "provincial": "2000000",
        "other": "1000000",
        "budget": "3000000",
    },
    columns={"level1": "产出指标", "level3": "建成高标准农田面积", "target": ">=4000亩"},
)

TRANSFER2021 = Layout(
    form="TRANSFER2021",
    text="""
中央对地方转移支付区域（项目）绩效目标自评表 →7
（2021年度） →7
转移支付（项目）名称 →2 | 农村危房改造补助资金 →5
中央主管部门 →2 | 住房城乡建设部 →5
地方主管部门 →2 | 示范县住建局 →2 | 资金使用单位 | 各乡镇 →2
项目资金\\n（万元） ↓5 →2 | | 全年预算数（A） | 全年执行数（B） | 预算执行率（B/A） →2
年度资金总额： | 420 | 418 | 99.52% →2
其中：中央补助 | 300 | 300 | 100% →2
地方资金 | 120 | 118 | 98.33% →2
其他资金 | 0 | 0 | →2
总体目标完成情况 ↓2 | 年初设定目标 →3 | 全年实际完成情况 →3
改造危房150户 →3 | 改造危房152户 →3
绩效指标 ↓4 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 未完成原因和改进措施
产出指标 ↓2 | 数量指标 | 改造户数 | ≥150户 | 152户 |
时效指标 | 开工率 | =100% | 100% |
满意度指标 | 服务对象满意度指标 | 农户满意度 | ≥90% | 96% |
说明 | 无 →6
""",
    name="农村危房改造补助资金",
    unit="各乡镇",
    goal="改造危房150户",
    indicators=3,
    amounts={
        "budget": "4200000",
        "spent": "4180000",
        "fiscal": "3000000",
        "fiscal_spent": "3000000",
        "local": "1200000",
        "local_spent": "1180000",
        "other": "0",
        "other_spent": "0",
    },
    columns={"level3": "改造户数", "target": "≥150户", "actual": "152户"},
)

MOF2020 = Layout(
    form="MOF2020",
    text="""
项目绩效目标表 →6
（2020年度） →6
项目名称 | | | 城区道路照明 →3
主管部门 | | | 示范县城管局 | 实施单位 | 路灯管理所
资金金额\\n（万元） ↓3 | 实施期资金总额： | | | 45 →2
其中：财政拨款 | | | 45 →2
其他资金 | | | 0 →2
总体目标 ↓2 | 年度目标 →5
更换节能路灯600盏 →5
绩效指标 ↓4 | 一级指标 | 二级指标 | 三级指标 →2 | 指标值
产出指标 ↓2 | 数量指标 | 更换路灯数量 →2 | ≥600盏
质量指标 | 亮灯率 →2 | ≥98%
满意度指标 | 服务对象满意度指标 | 市民满意度 →2 | ≥90%
""",
    name="城区道路照明",
    unit="路灯管理所",
    goal="更换节能路灯600盏",
    indicators=3,
    amounts={"budget": "450000", "fiscal": "450000", "other": "0"},
    columns={"level2": "数量指标", "level3": "更换路灯数量", "target": "≥600盏"},
)

MOF2021 = Layout(
    form="MOF2021",
    text="""
项目支出绩效目标表 →7
（2024年度） →7
项目名称 →2 | 中小学食堂改造 →5
主管部门及代码 →2 | 205-示范县教育局 →2 | 实施单位 | 示范县第二中学 →2
项目资金\\n（万元） ↓3 →2 | 年度资金总额 | 128.5 →4
其中：财政拨款 | 120 →4
其他资金 | 8.5 →4
年度绩效目标 | 改造食堂3个，新增就餐座位900个 →6
绩效指标 ↓6 | 一级指标 | 二级指标 | 三级指标 →2 | 指标值 | 分值权重（90）
成本指标 | 经济成本指标 | 单个食堂改造成本 →2 | ≤42万元 | 20
产出指标 ↓2 | 数量指标 | 改造食堂数量 →2 | =3个 | 20
质量指标 | 验收合格率 →2 | =100% | 20
效益指标 | 社会效益指标 | 新增就餐座位 →2 | ≥900个 | 20
满意度指标 | 服务对象满意度指标 | 师生满意度 →2 | ≥90% | 10
""",
    name="中小学食堂改造",
    unit="示范县第二中学",
    goal="改造食堂3个，新增就餐座位900个",
    indicators=5,
    amounts={"budget": "1285000", "fiscal": "1200000", "other": "85000"},
    columns={"level1": "成本指标", "level3": "单个食堂改造成本", "target": "≤42万元", "weight": "20"},
)

DEPARTMENT2021 = Layout(
    form="DEPARTMENT2021",
    text="""
部门整体支出绩效目标表 →7
（2024年度） →5 | 单位：万元 →2
部门（单位）名称 →2 | 示范县农业农村局 →5
年度主要任务 ↓5 | 任务名称 ↓2 | 主要内容 ↓2 →2 | 预算金额 →3
总额 | 财政拨款 | 其他资金
粮食生产 | 稳定播种面积 →2 | 600 | 550 | 50
人居环境整治 | 整治村庄20个 →2 | 400 | 400 | 0
金额合计 →3 | 1000 | 950 | 50
年度总体目标 | 粮食播种面积稳定在50万亩 →6
年度绩效指标 ↓4 | 一级指标 | 二级指标 | 三级指标 →2 | 指标值 →2
产出指标 | 数量指标 | 粮食播种面积 →2 | ≥50万亩 →2
效益指标 | 生态效益指标 | 整治村庄数量 →2 | ≥20个 →2
满意度指标 | 服务对象满意度指标 | 农户满意度 →2 | ≥90% →2
""",
    name="示范县农业农村局",
    unit="",
    goal="粮食播种面积稳定在50万亩",
    indicators=3,
    amounts={"budget": "10000000", "fiscal": "9500000", "other": "500000"},
    columns={"level1": "产出指标", "level3": "粮食播种面积", "target": "≥50万亩"},
)

MONITOR2019 = Layout(
    form="MONITOR2019",
    text="""
项目支出绩效目标执行监控表 →9
（2024年度） →9
项目名称 →2 | 城乡客运补贴 →7
主管部门 →2 | 示范县交通运输局 →3 | 实施单位 | 道路运输中心 →3
项目资金\\n（万元） ↓4 →2 | | 年初预算数 | 1—7月执行数 | 1—7月执行率 | 全年预计执行数 →3
年度资金总额 | 240 | 130 | 54.17% | 240 →3
其中：本年财政拨款 | 240 | 130 | 54.17% | 240 →3
其他资金 | 0 | 0 | — | 0 →3
年度总体目标 | 开行城乡客运班线36条 →8
绩效指标 ↓4 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1—7月执行情况 | 全年预计完成情况 | 偏差原因分析 | 完成目标可能性
产出指标 ↓2 | 数量指标 | 开行班线数量 | ≥36条 | 36条 | 36条 | 无 | 确定能
时效指标 | 补贴发放及时率 | =100% | 58% | 100% | 按季发放 | 有可能
满意度指标 | 服务对象满意度指标 | 乘客满意度 | ≥90% | 91% | 92% | 无 | 确定能
""",
    name="城乡客运补贴",
    unit="道路运输中心",
    goal="开行城乡客运班线36条",
    indicators=3,
    amounts={
        "initial": "2400000",
        "spent": "1300000",
        "forecast_spent": "2400000",
        "fiscal_initial": "2400000",
        "fiscal_spent": "1300000",
        "fiscal_forecast_spent": "2400000",
        "other_initial": "0",
        "other_spent": "0",
        "other_forecast_spent": "0",
    },
    columns={"level3": "开行班线数量", "actual": "36条", "forecast": "36条", "reason": "无", "likelihood": "确定能"},
)

LAYOUTS = {
    layout.form: layout
    for layout in (
        *(HB2021, FP2018, MOF2015, YTH2023, APPROVAL2021, SELF2020, SELF2022),
        *(PROVINCE2023, TRANSFER2021, MOF2020, MOF2021, DEPARTMENT2021, MONITOR2019),
    )
}
