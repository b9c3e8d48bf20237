"""Family T, 依据和文字: what targets rest on, and how things are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from xltools.derive.measures import Direction
from xltools.form_identity import Capability
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Operator, Severity, TargetSheet
from xltools.rules.entry_checks import applies, missing
from xltools.rules.field_texts import FieldEntry, book_texts, filled_rows
from xltools.rules.patterns import any_of
from xltools.rules.row_views import AT_LEAST, AT_MOST, numeric_rows
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.text import Text
from xltools.values import remark_quantities, squeeze
from xltools.values.numbers import format_decimal

__all__: list[str] = []


@rule(
    "T01",
    Severity.WARNING,
    zh=Words(
        "指标值确定依据空白",
        "“{indicator}”没有写指标值的确定依据",
        "写明文件名和文号、计划、历史值、行业标准或测算过程",
    ),
    en=Words(
        "No basis given",
        'Nothing says what the target of "{indicator}" rests on',
        "Name a document and its number, a plan, an earlier value, a standard, or how it was worked out",
    ),
    needs=frozenset({Capability.BASIS}),
    source="表样要求：指标值确定依据为必填项",
    grouped=True,
    fires=Example(pick="受益人口", basis="空"),
    clean=Example(pick="受益人口", basis="示农〔2020〕3号"),
)
def basis_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators that give no basis."""
    for row in filled_rows(sheet, context):
        if missing(row.basis) and applies(row):
            yield Hit(row.basis, "basis", values={"indicator": _name(row)})


def _name(row: Indicator) -> str:
    return (row.level3.text or row.description.text or row.target.text).strip()


_WORD_OF_MOUTH = LazyPattern(
    r"领导(?:同志)?(?:要求|指示|交办|安排|批示|意见|讲话|决定)|(?:领导|书记|[县市区镇乡局]长|主任|会上)的?[一-龥]{0,10}(?:讲话|发言)(?:精神|要求)?$|(?:电视|新闻|广播|报纸|媒体|短视频|抖音)[一-龥]{0,4}(?:新闻|报道|消息|播报|节目)$|口头|(?:以往|往年|历年|工作|其他项目|同类项目|自身)的?经验|经验(?:估计|判断|值)|^凭经验$|拍脑袋|^(?:初步|大致|大概|自行?|自己|本单位|内部)?(?:估算|估计|测算|讨论|商定|暂定)$|(?:网上|网络(?!安全|信息)|互联网)(?:资料|数据|查询|搜索|下载)?(?![一-龥]*(?:问卷|调查|测评|评议|投票|平台|系统|评价|后台))|^(?:行业)?惯例$|电话通知|微信通知|会议精神$|^(?:以往|往年|过去)(?:的)?(?:情况|数据|做法|水平|资料)$|(?:参考|参照|借鉴)(?:其他|外|周边|邻|兄弟)(?:县|单位|地区|部门)"
    r"|^(?:详?见|附|另见)?附[件表](?:材料)?[0-9一二三]?$|^(?:详见|见)(?:附件|附表|方案|台账|文件|资料|材料|后附)$|^(?:经|按|由|据|通过|根据)?(?:综合|实际|内部|初步|科学)?(?:计算|测算|推算|核算|折算|匡算|统计)(?:得出|得来|而来|得到|所得|结果|确定|得)?$"
    r"|(?:外|本|邻|兄弟|其他|有关|先进|周边|往年|以往|多年|实践|实际|工作|个人|历史)(?:省|市|县|区|地|地区|单位)?的?(?:经验|做法)$|[省市县区镇]的?(?:经验|做法)$"
    r"|(?:座谈|走访|群众|干部|职工|基层|各方|企业|社会|现场|口头|电话)(?:会|了解|中|后)?(?:反映|反馈|反响|了解|听取|感受|印象|感觉)(?:较?好|良好|不错|尚可|情况)?$|^(?:据了解|经了解|实地了解|听说|据说|众所周知)"
    r"|自行(?:确定|估算|设定|制定)|大概估|(?:工作|单位|部门|机关|局|办|中心|科室|股室)职[责能]$"
    r"|会议?研究(?:确定|决定|同意)?$|工作总结$|^(?:无|暂无|没有|略|同上|见上|定性|定量|自定|其他|其它|综合)$|(?:工作|培训|业务|管理|项目)需要$|待(?:印?发|批复?|备案)|[一-龥](?:部|局|厅|委|办|府|组|单位)(?:的?文件|来文)$",
    needs="领导 讲话 发言 电视 新闻 广播 报纸 媒体 短视频 抖音 口头 经验 拍脑袋 估 测算 讨论 商定 暂定 网上 "
    "网络 互联网 惯例 通知 会议 以往 往年 过去 参考 参照 借鉴 附件 附表 见 计算 推算 核算 折算 匡算 "
    "统计 做法 反映 反馈 反响 了解 听取 感受 印象 感觉 听说 据说 众所周知 自行 职责 职能 研究 总结 无 "
    "没有 略 同上 定性 定量 自定 其他 其它 综合 需要 待 文件 来文",
)
_OF_NOTHING = LazyPattern(
    r"^(?:按照?|根据|依据|经|由)?(?:[中省市县乡镇]|[县市省镇乡]?(?:委|政府|局|厅|里)|上级|中央|国家|各级|局|部门|主管部门|[省市]级)+的?(?:要求|安排|部署|通知|文件|来文|下达|分配|任务|指示|批示|决定|意见)$"
    r"|^(?:按照?|根据|依据)?(?:局|党组|党委|支部|班子|县长|局长|县政府|政府|领导|办公|常务|专题|局务|院长|校长|镇长)+(?:会|会议)?(?:研究|讨论|商定|决定|议定|同意|通过|要求|精神)*$"
    r"|^(?:稍?后补充?|待补充?|暂缺|缺|不详|未知|无依据|没有依据|另行说明|另附|预计|预估|估计数?|估算数?|暂估|据实(?:测算|结算)?|按需|按实际|视情况(?:而定)?)$"
    r"|^(?:实际|发展|民生|客观|工作|业务|群众|现实)(?:需要|需求|要求|呼声|愿望)$|^(?:本地|工作|当前|单位|部门)(?:实际|现状)(?:情况)?$|(?:主观|专业|工作|个人)判断$"
    r"|^(?:自查|自评|自测|自我评估|日常掌握|本单位掌握|内部掌握|内部资料|经验数据|摸底情况|摸排情况|调研情况|调研了解|群众意见|[一-龥]{0,4}意见征集)$|百度|知乎|朋友圈|公众号(?!.*(?:后台|统计|记录|数据))|(?:微信|[Qq]{2})群|电话沟通"
    r"|(?:周边|邻近|兄弟|先进|发达|外)(?:县|市|省|地|区|县区|地区|单位)+的?(?:一般|平均)?(?:水平|标准|情况)$|^(?:同|本)?行业(?:一般|平均)?水平$|^(?:工作|管理|一贯|长期)(?:惯例|做法|习惯)$|岗位职责$|^(?:上年|去年|上一年|上年度|往年)(?:的)?(?:情况|水平|基础)$|^20\d\d年度?$"
    r"|^(?![^情]*(?:考核|检查|验收|审计|统计|通报|监测|测评|评价|调查|问卷|回访|执行|完成|实施|台账|批复|检测|抽查|巡查|收支|决算|普查))[一-龥]{2,10}情况$|满意度?情况$"
)
"""Only that somebody asked for it, that it is needed, or that a basis is to come: 县委要求, 民生需要, 后补."""
_DOCUMENT_MARK = LazyPattern(r"[《〔\[【]|纪要|方案|规划|计划书")
_NAMES_SOMETHING = re.compile(r"[\d《》〔〕\[\]【】]")


@rule(
    "T02",
    Severity.WARNING,
    zh=Words("依据笼统", "依据写“{found}”，查不到是哪份文件或怎样测算的", "写明文件名和文号，或计划、历史值、测算过程"),
    en=Words(
        "Vague basis",
        'The basis says "{found}", which names no document and no calculation',
        "Name the document and its number, or the plan, the earlier value, the calculation",
    ),
    needs=frozenset({Capability.BASIS}),
    source="指标值确定依据的填报要求；绩效目标审核常见问题",
    silenced_by=("T05",),
    grouped=True,
    per_row=True,
    parameters={"vague": WordList("vague_basis")},
    fires=Example(pick="受益人口", basis="根据相关政策和依据"),
    clean=Example(pick="受益人口", basis="依据冀财农〔2019〕137号"),
)
def basis_vague(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a basis of words that fit anything, without a document or a number, or of hearsay.

    A year alone is not enough; a year with a thing (2019年客运量情况) may be looked up.
    """
    vague = any_of(context.words("vague"))
    texts = {row.basis.text for row in sheet.indicators}  # one stands in many rows
    reported = {text for text in texts if (basis := squeeze(text)) and _is_vague(basis, vague)}
    for row in sheet.indicators:
        if row.basis.text in reported:
            yield Hit(row.basis, "basis")


def _is_vague(basis: str, vague: LazyPattern) -> bool:
    if (_WORD_OF_MOUTH.search(basis) or _OF_NOTHING.search(basis)) and not _DOCUMENT_MARK.search(basis):
        return True
    return not _NAMES_SOMETHING.search(basis) and not vague.sub("", basis).strip("。.,;()")


@rule(
    "T04",
    Severity.WARNING,
    zh=Words(
        "指标值低于依据中的数值",
        "“{indicator}”的指标值 {found} 不如依据“{basis}”中的 {earlier}",
        "核对依据，指标值一般不低于上年实际或标准；确有原因的，在依据中写明",
    ),
    en=Words(
        "Target value falls short of its basis",
        'The target value {found} of "{indicator}" falls short of {earlier} in its basis "{basis}"',
        "Check the basis: a target is as good as last year or the standard as a rule; else say why in the basis",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="绩效目标合理可行的要求（财预〔2015〕88号）",
    silenced_by=("V02", "V03", "V07", "V08", "V09"),
    per_row=True,
    parameters={"tolerance": Decimal(5)},
    labels={"tolerance": Text("允许相差百分之几", "difference allowed, in per cent")},
    fires=Example(pick="受益人口", basis="2019年实际受益4300人"),
    clean=Example(pick="受益人口", basis="2019年实际受益3210人"),
)
def target_below_basis(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a target that falls short of an earlier result, or of a standard, in its basis.

    A share has to fall short by some points, another number by more than ``tolerance`` per cent. Numbers that are far
    from the target speak of something else.
    """
    tolerance = context.number("tolerance") / 100
    for indicator, row, number in numeric_rows(sheet, context):
        basis = indicator.basis.text.strip()
        known = _EARLIER_RESULT.search(basis) or _EARLIER_YEAR.search(basis) or row.satisfaction
        if number <= 0 or not known or row.level2 == "成本":
            continue
        same = [one for one in remark_quantities(basis) if one.unit == row.unit != ""]
        if len(same) != 1 or not number / 2 <= same[0].number <= number * 2:
            continue
        earlier = same[0].number
        difference = _POINTS if row.share else earlier * tolerance
        wanted = row.operator in AT_LEAST or (row.operator in (None, Operator.EQ) and row.direction is Direction.UP)
        if (wanted and number < earlier - difference) or (row.operator in AT_MOST and number > earlier + difference):
            shown = f"{format_decimal(earlier)}{same[0].unit}"
            yield Hit(
                indicator.target,
                "target",
                related=(indicator.basis.place,),
                values={"indicator": _name(indicator), "basis": basis, "earlier": shown},
            )


_POINTS = Decimal(3)
"""Points by which the target of a share may fall short."""
_EARLIER_YEAR = re.compile(r"^(?:20\d\d年|上年|去年|上一年|上年度)(?!.*(?:计划|规划|方案|目标|任务|标准|办法|批复))")
"""The beginning of a basis that gives the result of an earlier year."""
_EARLIER_RESULT = re.compile(r"(?:20\d\d年|上年|去年).*(?:实际|完成|达到?|为|结果|调查|受益)|不低于|不得低于|应达到")


_ASCII_MARK = LazyPattern(r"(?<=[一-龥])[,;](?=[一-龥])")
_SEVERAL = LazyPattern(r"[。；;，]")
_CHINESE_MARKS = {",": "，", ";": "；"}


@lru_cache(maxsize=8)
def _slips(lines: tuple[str, ...]) -> dict[str, str]:
    """Return the right words by the wrong ones; lines without = are ignored."""
    pairs = (line.replace("=", "＝").split("＝") for line in lines)
    return {wrong.strip(): right.strip() for wrong, right in (pair for pair in pairs if len(pair) == 2)}


@rule(
    "T03",
    Severity.NOTE,
    zh=Words("错别字或标点", "{label}里{what}", "改为“{expected}”"),
    en=Words("Slip of the pen or punctuation", "In the {label}, {what}", 'Write "{expected}"'),
    source="常见错别字和标点用法",
    scope=Scope.DEPARTMENT,
    grouped=True,
    parameters={"slips": WordList("slips")},
    fires=Example(safeguards="1.统筹推进生态产业、战略新型产业发展。"),
    clean=Example(safeguards="1.统筹推进生态产业、战略性新兴产业发展。"),
)
def slip_of_the_pen(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report listed slips, ASCII commas between Chinese words, and full stops that other cells of a column lack.

    Each slip of a text is one hit. Titles repeat names and are left out.
    """
    slips = _slips(context.words("slips"))
    wrong = any_of(tuple(slips))
    texts = [(field, entry) for field, entry in book_texts(book, context) if field != "title"]
    together = "\n".join(entry.text for _, entry in texts)
    marked = ("," in together or ";" in together) and _ASCII_MARK.search(together)
    if wrong.search(together) or marked:  # one pass is enough for most books, which have neither
        for field, entry in texts:
            yield from _slips_of(field, entry, wrong, slips)
    for sheet in book.sheets:
        for field, entry in _odd_stops(sheet):
            text = entry.text.strip()
            what = Text("句末有“。”，同列其他格没有", "the text ends with a full stop, unlike the others of its column")
            yield Hit(entry, field, text, text.rstrip("。"), values={"what": what})


def _slips_of(field: str, entry: Entry[Any], wrong: LazyPattern, slips: Mapping[str, str]) -> Iterator[Hit]:
    for slip in dict.fromkeys(wrong.findall(entry.text)):
        right = slips[slip]
        what = Text(f"“{slip}”一般写作“{right}”", f'"{slip}" is usually written "{right}"')
        yield Hit(entry, field, slip, right, values={"what": what})
    if match := _ASCII_MARK.search(entry.text):
        mark, right = match[0], _CHINESE_MARKS[match[0]]
        quote = entry.text[max(0, match.start() - 4) : match.end() + 4]
        what = Text(f"中文之间用了半角“{mark}”", f'there is an ASCII "{mark}" between Chinese words')
        yield Hit(entry, field, quote, right, values={"what": what})


def _odd_stops(sheet: TargetSheet) -> Iterator[FieldEntry]:
    """Yield single sentences that end with a full stop where most of the column's texts do not."""
    for field in ("level3", "description", "basis"):
        entries: list[Entry[str]] = list(map(attrgetter(field), sheet.indicators))
        stopped = [entry for entry in entries if "。" in entry.text and entry.text.rstrip().endswith("。")]
        if stopped and 2 * len(stopped) < sum(not entry.blank for entry in entries):
            yield from ((field, entry) for entry in stopped if not _SEVERAL.search(entry.text.strip()[:-1]))
