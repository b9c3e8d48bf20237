"""Family I, 绩效指标: a name that suggests another class than the level 2 it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xltools.derive import level2_class
from xltools.derive.levels import known_level
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Indicator, Operator, Severity, TargetKind, TargetSheet
from xltools.rules.field_texts import filled_rows, level_names
from xltools.rules.rule import Context, rule

__all__ = ["NO_RATES", "is_quality", "is_time"]

COST, SATISFACTION = "成本", "满意度"


@rule(
    "I13",
    Severity.WARNING,
    zh=Words("三级指标归类疑误", "“{found}”归在“{level2}”，一般属于{expected}", "核对归类，改到{expected}"),
    en=Words(
        "Indicator perhaps in the wrong class",
        '"{found}" stands under "{level2}" but looks like {expected}',
        "Check the class and move it if need be",
    ),
    source="公开样本中的常见问题",
    grouped=True,
    fires=Example(row="产出指标|质量指标|资助对象满意度|满意人数占受访人数的比例|≥90%|2019年调查"),
    clean=Example(row="满意度指标|服务对象满意度指标|资助对象满意度|满意人数占受访人数的比例|≥90%|2019年调查"),
)
def class_doubtful(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report an indicator whose name suggests another class than its level 2; among outputs it is only a note."""
    for row in filled_rows(sheet, context):
        current, likely = level2_class(row), _likely_class(row.level3.text)
        doubtful = current in _OUTPUT_CLASSES or likely == SATISFACTION
        if likely in ("时效", "经济效益"):
            doubtful = current == "数量" or (likely == "时效" and current in _NO_TIMES and _is_day(row))
        elif (current == "质量" and is_time(row)) or (current in _NO_TIMES and _is_day(row)):
            likely, doubtful = "时效", True
        elif current == "经济效益" and (_HARM.search(row.level3.text) or _AWARENESS.search(row.level3.text.strip())):
            likely, doubtful = "社会效益", True
        elif current in NO_RATES and is_quality(row):
            likely, doubtful = "质量", True
        elif current == COST and not likely and _costs_nothing(row):
            likely, doubtful = "数量", True
        elif current == SATISFACTION and (other := _NO_OPINION.search(row.level3.text.strip())):
            likely, doubtful = ("社会效益" if other["public"] else "质量"), True
        elif current in ("社会效益", "经济效益") and _WORK_PASSED.search(row.level3.text.strip()):
            likely, doubtful = "质量", True
        elif current == "可持续影响" and (process := _PROCESS.search(row.level3.text.strip())):
            likely, doubtful = "质量" if process["share"] else "数量", True
        elif not likely and _is_quantity(row, current):
            likely, doubtful = "数量", True
        if current and likely and likely != current and doubtful:
            clear = (
                likely in (SATISFACTION, "经济效益", "社会效益")
                or is_time(row)
                or (likely == "质量" and current in NO_RATES)
                or (likely == "数量" and current not in ("社会效益", "可持续影响"))
            )
            severity = None if clear else Severity.NOTE
            expected = level_names((known_level(likely, 2),))
            values = {"level2": row.level2.text.strip(), "expected": expected}
            related = (row.level2.place,)
            yield Hit(row.level3, "level3", expected=expected.zh, severity=severity, related=related, values=values)


_OUTPUT_CLASSES = frozenset({"数量", "质量", "时效", "成本"})
_CLASS_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    (SATISFACTION, re.compile(r"(?<!标本)(?<!样本)(?<!样品)满意(?!\w*(?:调查|回访|抽样|问卷|测评|评议))")),
    ("时效", re.compile(r"及时率|及时性|按[时期]完[成工]率|完[成工]时[间限]|时限")),
    ("质量", re.compile(r"合格率|成活率|达标率|优良率|准确率|完好率|接种率|规范率|差错率")),
    ("成本", re.compile(r"单价|(?:总|人均|单位|亩均|户均|每\w{1,3})成本|造价|工程总?投资")),
    ("经济效益", re.compile(r"(?:综合|旅游|经营|营业|销售|总|年)收入$|产值$|税收(?:收入)?$|销售额$|利润$|增收额?$")),
)


_NO_TIMES = frozenset({"数量", "成本", "社会效益", "经济效益", "生态效益"})
_AWARENESS = LazyPattern(r"(?:知晓|知悉|普及|参与)[率度]$")
_HARM = LazyPattern(r"(?:事故|死亡|伤亡|火灾|案件|上访|溺水)(?:起数|人数|件数|数|率)?$")


NO_RATES = frozenset({"数量", "成本"})
_RATE_OF_QUALITY = LazyPattern(
    r"^(?!.*(?:增长|增速|下降|降低|节约|成本|[费税利价]|资金|预算|概算|支出|投资|控制|执行|贴息|杠杆|负债|拉动|撬动|周转|完成|覆盖|补[贴助]|报销|折扣|下浮|优惠|配套)).*(?:(?<![频效])率|(?:抽查|抽检|检查|核查|复核|巡查|检测|整改|办结|更新|建档|公开|验收)比例)$"
)
"""Rates of how well, or of how many, something is done, which neither count nor cost anything.

How much of a plan is done (计划完成率) and how many it reaches (覆盖率) may stand among quantities.
"""


def is_quality(row: Indicator) -> bool:
    """Return whether the row is a rate in per cent, and not one of money or growth."""
    value = row.target.value
    return value is not None and value.unit == "%" and bool(_RATE_OF_QUALITY.search(row.level3.text.strip()))


_NO_OPINION = LazyPattern(
    r"^(?!.*(?:满意|好评|认[可同]|安全感|获得感|幸福|口碑|评价|差评|支持|信任|反映|投诉|回访|测评)).*(?:(?P<public>知晓|参与|普及)|合格|完成|达标|覆盖|及时|发放)率$"
)
"""Names of rates among satisfactions that ask for no opinion."""
_WORK_PASSED = LazyPattern(r"(?:工程|施工|设备|物资|竣工|项目)(?:质量|一次)?(?:验收)?(?:一次)?合格率$")
_COST_WORDS = LazyPattern(r"成本|[费税价息]|标准|投资|支出|预算|概算|补助|补贴|奖|工资|金额|经费|定额|投入|元")


def _costs_nothing(row: Indicator) -> bool:
    """Return whether a row among costs counts things or people, and says no word of money."""
    value = row.target.value
    counted = value is not None and value.number is not None and value.unit in _THINGS
    return counted and not _COST_WORDS.search(f"{row.level3.text}{row.description.text}{row.target.text}")


_THINGS = frozenset((*"人户名个台套座处家所辆份期场次批件盏株", "人次", "户次", "场次", "公里"))


def _is_day(row: Indicator) -> bool:
    """Return whether the row is about the day by which work is done."""
    value = row.target.value
    return value is not None and value.kind is TargetKind.DEADLINE and bool(_DONE.search(row.level3.text.strip()))


_DONE = LazyPattern(r"(?:完[成工]|竣工|交付|发放|拨付|兑付|验收)(?:时间|期限|时限)$")
_TIME_NAME = re.compile(r"(?<!存储)(?<!开放)(?<!保存)(?<!使用)(?<!服务)(?:时间|期限|时限|工期|周期|空期)$")


def is_time(row: Indicator) -> bool:
    """Return whether the row is about a time, by its name and a value that is a day or a duration."""
    value = row.target.value
    timed = value is not None and (value.kind is TargetKind.DEADLINE or value.unit in _DURATIONS)
    return timed and bool(_TIME_NAME.search(row.level3.text.strip()))


_COUNT_NAME = LazyPattern(r"(?:数量|个数|座数|台数|套数|处数|家数|所数|条数|辆数|株数|里程|面积|长度)$")
_COUNT_OF_QUALITY = LazyPattern(
    r"合格|优[良秀质等]|达标|有效|通过|获奖|奖|精品|作品|示范|品牌|专利|论文|成果|事故|投诉|差错|问题|故障|缺陷|违|整改|超标|返工|不|隐患|舆情|"
    r"星级|级|认证|创建|发表|采用|采纳|录用|安全|应急|完好|成活|保存|规范|标准|上线|取证|证书|考取|录取"
)
"""Counts that say how good something is: 获奖数量, 差错个数, 一级公厕座数."""


def _is_quantity(row: Indicator, current: str) -> bool:
    """Return whether a row among benefits is what the department does, or one among quality only a count."""
    if current in ("社会效益", "经济效益"):
        name = row.level3.text.strip()
        return bool(_ACTIVITY.search(name) or _MADE.search(name)) or (current == "经济效益" and _is_of_works(row))
    return current in ("质量", "时效") and _is_count(row)


def _is_count(row: Indicator) -> bool:
    """Return whether the row counts things, and not how good they are."""
    value = row.target.value
    counted = value is not None and value.number is not None and value.unit not in ("", "%", "‰")
    if counted and _PUBLICITY.search(row.level3.text.strip()):
        return True
    name = row.level3.text.strip()
    least = value is not None and value.operator in (Operator.GE, Operator.GT)
    return (
        counted
        and bool(_COUNT_NAME.search(name) or (least and _OCCASIONS.search(name)))
        and not _OF_ONE.match(row.level3.text.strip())
        and not _COUNT_OF_QUALITY.search(row.level3.text + row.description.text)
    )


_OCCASIONS = LazyPattern(r"(?:[人户台批]次|次数|人数|户数|份数|期数|场次)$")
_PROCESS = LazyPattern(
    r"(?:归档|公示|公开|建档|台账|存档|备案|报送|填报|会议|检查|督查|督导|巡查|培训|宣传|演练|走访|调度|验收|审核|合同签订)[一-龥]{0,4}?"
    r"(?:(?P<share>率)|次数|场次|份数|期数|频次|次)$|(?:政策|补助|信息|资金|结果|名单)(?:公示|公开)$",
    needs="归档 公示 公开 建档 台账 存档 备案 报送 填报 会议 检查 督查 督导 巡查 培训 宣传 演练 走访 调度 "
    "验收 审核 签订",
)
"""Names of steps of the work itself, which has no lasting effect by being done: 资料归档率, 公示次数."""
_PUBLICITY = LazyPattern(
    r"^(?!.*(?:合格|优秀|达标|有效|获奖|差错|投诉)).*(?:宣传|宣讲|培训|演练|讲座|巡查|督导|播出|播放|展播|刊播|刊发|发布|推送|走访|慰问|演出)(?:活动|推介)?(?:次数|场次|场数|期数|条数|条次)$"
)
"""Counts of what is held, whatever it is about: 安全宣传次数, 应急演练场次."""
_OF_ONE = re.compile(r"[单每][个户人座所处间套]|[人户平场]均|单体")
"""The beginning of a measure of one thing, which is a standard: 单个卫生室建筑面积."""
_DURATIONS = frozenset(("天", "日", "月", "个月", "工作日", "个工作日", "小时", "分钟", "日历天"))
_ACTIVITY = re.compile(
    r"^(?!.*(?:观看|参观|参与|受益|惠及|覆盖|带动)).*(?:报道|宣传|培训|检查(?!人次)|巡查|演出|印[制刷]|采购|举办|走访|执法)\w{0,4}(?:[条次场期份篇]数|人次|场次|数量)$"
)
"""Names of what a department does itself, which is output and no benefit."""


def _is_of_works(row: Indicator) -> bool:
    """Return whether a row counts articles, programmes or events, which earn nothing by their number."""
    value = row.target.value
    return value is not None and value.number is not None and value.unit in _WORKS_OF_WORDS


_WORKS_OF_WORDS = frozenset(("篇", "条", "期", "场", "部", "条次", "场次"))
_MADE = LazyPattern(
    r"^(?:新增|新建|建成|改造|购置|安装|配备|维修|采购)[一-龥]{0,8}(?:床位|车位|设施|设备|站点|路灯|公厕|管网|道路|桥梁|绿地|场馆|[座处台套]数)(?:数|数量|里程|面积)?$"
    r"|(?:办理|进驻|服务|下放|公开)事项数量?$|(?:培训班|节目|栏目|简报)(?:期数|数量)$"
    r"|(?:接种|免疫|注射|投放)(?:疫苗)?(?:总)?(?:剂次|剂数|针次|针剂数)数?$|(?:门诊|科室|窗口|日常|业务|年)工作量$"
    r"|^推广[一-龥]{0,6}(?:品种|技术)(?:个?数量?|面积)?$"
    r"|(?:更换|铺设|安装|维修|检修|签订|印发|督查|栽植)[一-龥]{0,8}(?:数量|长度|里程|面积|[份次台户套处]数)$"
)
"""Names of what is bought or built."""


def _likely_class(name: str) -> str:
    """Return the class that the words of the name suggest, or an empty text."""
    return next((level for level, pattern in _CLASS_WORDS if pattern.search(name)), "")
