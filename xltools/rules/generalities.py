"""Families G and A: texts that would fit any department, and money spent on what the project is not for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xltools.form_identity import Capability
from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Severity, TargetSheet
from xltools.rules.field_texts import narrative
from xltools.rules.overall_texts import name_pairs
from xltools.rules.rule import Context, Scope, rule
from xltools.text import Text

__all__: list[str] = []

_OWN_COUNTY: Final = re.compile(r"(?:中共)?(?P<name>[一-龥]{1,5}?)(?:自治县|县|市|区|旗)")
_COUNTY: Final = LazyPattern(
    r"(?:服务|让|使|带动|促进|推动|造福|惠及|助力|支持|提升|提高|满足|改善|(?:^|[，,。；;\n、])(?:为|在|对))(?P<name>[一-龥]{2})县"
    r"(?=人民|群众|产业|经济|残疾|居民|农村|农民|老年|老人|企业|境内|域|各|财政|高质量|乡村|社会|教育|百姓|学生|发展|退役|优抚|儿童|妇女|职工|师生|教师|患者|参保|贫困|低保|困难|留守|青少年|常住|户籍|范围|范围内|的)",
    needs="县人民 县群众 县产业 县经济 县残疾 县居民 县农村 县农民 县老年 县老人 县企业 县境内 县域 县各 "
    "县财政 县高质量 县乡村 县社会 县教育 县百姓 县学生 县发展 县退役 县优抚 "
    "县儿童 县妇女 县职工 县师生 县教师 县患者 县参保 县贫困 县低保 县困难 县留守 县青少年 县常住 县户籍 县范围 县的",
)
_NOT_A_NAME: Final = LazyPattern(
    r"[全我本该各邻外出跨困范点大强弱省市区原两个一到级属内农业畜游林粮油菜果化明态绿法净政收输出进前后对在向为使让和与及等服务动促于是帮扶助协结]$"
    r"|^(?:服务|支持|带动|促进|推动|全面|周边|助力|建设|示范|贫困|脱贫|试点|重点|产粮|农业|"
    r"其他|有关|所在|相关|邻近|结对)"
)
_OTHER_COUNTIES: Final = LazyPattern(
    r"至|到|与|和|、|对口|协作|考察|学习|毗邻|交界|援|合作|交流|转|调|帮扶|连接|通往|起点|终点"
)


@rule(
    "G09",
    Severity.ERROR,
    zh=Words(
        "写了别的县、别的乡镇",
        "{label}写“{found}”，{kind}{whole}",
        "改为本县、本单位的名称和内容；照抄别处材料的，按实际重写",
    ),
    en=Words(
        "Another county's or township's name",
        'The {label} says "{found}", but {kind} {whole}',
        "Give the right name, and rewrite what was taken from elsewhere",
    ),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    scope=Scope.DEPARTMENT,
    fires=Example(overall="2020年完成农村公路建设任务，服务平川县产业发展。"),
    clean=Example(overall="2020年完成农村公路建设任务，服务示范县产业发展。"),
)
def another_county(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report the name of another county before words of what is in it; neighbours and partners are left alone."""
    names = (book.name.text.strip().lstrip("0123456789 "), *(sheet.unit_name for sheet in book.sheets))
    own = _OWN_COUNTY.match(next(filter(None, names), ""))
    if own is None or len(own["name"]) < _SHORTEST_NAME:
        return
    entries: list[tuple[str, Entry[Any]]] = [*narrative(book)]
    for sheet in book.sheets:
        entries += [("purpose", sheet.purpose), ("goals", sheet.goal.entry)]
        entries += [("description", row.description) for row in sheet.indicators]
    town = _OWN_TOWN.search(next(filter(None, names), ""))
    for field, entry in entries if town else ():
        if town and (other := _body_of_another_town(entry.text, town["name"])):
            values = {"label": field_term(field), "whole": town["whole"], "kind": Text("本单位是", "the unit is of")}
            yield Hit(entry, field, other, values=values)
    for field, entry in entries:
        for match in _COUNTY.finditer(entry.text) if "县" in entry.text else ():
            if _names_another(match, own["name"]):
                values = {"label": field_term(field), "whole": own[0], "kind": Text("本县是", "the county is")}
                yield Hit(entry, field, f"{match['name']}县", values=values)
                break


_TOWNS: Final = r"(?:镇|乡|街道)"
_BODIES: Final = r"(?:纪委|党委|人民政府|政府|财政所|人大|党工委|办事处|综合执法队)"
_OWN_TOWN: Final = LazyPattern(
    rf"(?:[县市区旗]|^)(?P<whole>(?P<name>[^县市区旗\W\d]{{2,4}}?){_TOWNS})(?:人民政府|政府|党委|办事处|党工委)?$",
    needs="镇 乡 街道",
)
_TOWN_BODY: Final = LazyPattern(
    rf"(?:(?<![一-龥])|(?<=[由经报受归]))(?P<name>[^\W\d由经报受归]{{2,3}}){_TOWNS}{_BODIES}"
)
"""A body of a township by its name: 城关镇纪委."""
_NO_TOWN: Final = re.compile(r"[各本该全所在乡镇级县市区由经报受归为按交给月年]|有关|相关|周边|重点|中心$")


def _body_of_another_town(text: str, own: str) -> str:
    """Return the body of another township that a text names, or an empty text."""
    matches = _TOWN_BODY.finditer(text)
    return next((match[0] for match in matches if match["name"] not in own and not _NO_TOWN.search(match["name"])), "")


_SHORTEST_NAME: Final = 2


def _names_another(match: re.Match[str], own: str) -> bool:
    """Return whether two characters before 县 are a name, and not the end of the own one or of another word."""
    name = match["name"]
    clause = _NUMBERING.sub("", re.split(r"[，,。；;\n]", match.string[: match.start("name")])[-1])
    return (
        not own.endswith(name)
        and name not in own
        and not f"{clause}{name}".endswith(own)
        and not _NOT_A_NAME.search(name)
        and not _OTHER_COUNTIES.search(clause + match.string[match.end() : match.end() + 6])
    )


# --- slogans ----------------------------------------------------------------------------------------------------------

_FIGURE: Final = LazyPattern(r"[0-9０-９%％‰一二三四五六七八九十两百千]")
_NO_FIGURE: Final = LazyPattern(r"进一步|更进一步|统一|一系列|一流|一定|一体|唯一|一支|一切|一线|万众|千家万户|百姓")
"""Words with a numeral that count nothing."""
_SHORT_OVERALL: Final = 30
"""Characters up to which an overall target without a figure is no more than a slogan."""
_SLOGAN: Final = LazyPattern(
    r"(?:进一步|切实|不断|认真|积极|全面)?(?:加强|强化|完善|健全|建立健全|严格|落实|压实|明确|提高|统一|狠抓|注重|抓好|做好|加大|夯实|增强|"
    r"精心|密切|高度|确保|规范|优化)[一-龥]{0,8}(?:领导|责任|制度|管理|认识|思想|落实|机制|监督|监管|配合|协调|协作|宣传|力度|到位|实处|组织|"
    r"重视|执行|考核|意识|实效|建设|纪律|质量)",
    needs="加强 强化 完善 健全 严格 落实 压实 明确 提高 统一 狠抓 注重 抓好 做好 加大 夯实 增强 精心 密切 "
    "高度 确保 规范 优化",
)
_OF_ANY_OFFICE: Final = LazyPattern(
    r"进一步|切实|不断|认真|积极|全面|全力|大力|着力|持续|扎实|加强|强化|完善|健全|建立|严格|严肃|落实|压实|明确|细化|提高|统一|狠抓|注重|抓好|做好|加大|夯实|增强|精心|密切|高度|确保|保证|"
    r"保障|规范|优化|加快|按时|按期|按质|按量|如期|保质|保量|顺利|圆满|有序|有效|及时|有力|组织|领导|责任|制度|管理|认识|思想|机制|体系|监督|监管|监控|跟踪|配合|协调|协作|沟通|联系|宣传|"
    r"力度|到位|到人|实处|重视|执行|考核|意识|实效|建设|纪律|质量|项目|工作|任务|各项|目标|指标|完成|实现|实施|开展|推进|进行|落地|资金|专款专用|措施|办法|检查|督查|督导|督促|指导|部署|"
    r"周密|形成|合力|齐抓共管|各级|各部门|部门|各?单位|规章|财务|政治|站位|上级|要求|有关|相关|规定|按照|根据|营造|氛围|良好|人员|经费|工程|成立|工作专班|专班|领导小组|小组|使用|效益|绩效|"
    r"进度|预算|服务|水平|能力|全体|干部|职工|全局|上下|分工|合作|统筹|安排|科学|合理|队伍|技术|后勤|政策|支持|运行|运转|正常|全年|年度|本年|[的地和与及对以为把将并等从其之，\s]"
)
"""Words of safeguards that any department could write."""
_NUMBERING: Final = re.compile(
    r"^\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]|[一二三四五六七八九十]是|①|②|③)\s*"
)


@rule(
    "G10",
    Severity.WARNING,
    zh=Words(
        "整体目标只有口号",
        "{label}“{found}”{what}",
        "写明本年度的任务、数量和效果；保障措施写明谁来做、怎样管",
    ),
    en=Words(
        "Overall targets are only slogans",
        'The {label} "{found}" {what}',
        "State the tasks of the year with figures and effects, and in the safeguards who does what",
    ),
    source="绩效目标细化量化的要求（财预〔2015〕88号）",
    scope=Scope.DEPARTMENT,
    fires=Example(overall="保障交通运输工作正常运转。"),
    clean=Example(overall="2020年硬化道路12公里，改善3200人出行条件。"),
)
def only_slogans(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a short overall target without a figure, safeguards that fit any department, and 同上年."""
    for field, entry in narrative(book):
        if _AS_BEFORE.fullmatch(entry.text.strip()):
            what = Text("没有写内容", "refers to something else and has no content")
            yield Hit(entry, field, entry.text.strip(), values={"label": field_term(field), "what": what})
    overall, safeguards = book.overall.overall, book.overall.safeguards
    text = re.sub(r"20\d\d年度?", "", overall.text).strip()
    if (
        text
        and not _FIGURE.search(_NO_FIGURE.sub("", text))
        and (len(text) <= _SHORT_OVERALL or _only_zeal(text, book) or _only_wishes(text))
    ):
        what = Text("没有可以衡量的任务和效果", "names no task or effect that could be measured")
        yield Hit(overall, "overall", values={"label": field_term("overall"), "what": what})
    lines = [_NUMBERING.sub("", line) for line in re.split(r"[\n。；;]", safeguards.text)]
    clauses = [clause for line in lines for clause in re.split(r"[，,、]", line) if clause.strip()]
    if clauses and all(_SLOGAN.fullmatch(clause.strip()) or not _OF_ANY_OFFICE.sub("", clause) for clause in clauses):
        shown = " ".join(safeguards.text.split())[:_SHORT_OVERALL]
        what = Text("放在哪个部门都一样，没有具体措施", "would fit any department and names no measure")
        yield Hit(safeguards, "safeguards", shown, values={"label": field_term("safeguards"), "what": what})


_AS_BEFORE: Final = LazyPattern(
    r"(?:[（(]?[1一][)）、.．]\s*)?(?:(?:同|参照|按照?|沿用|参考|执行|比照|参见|详?见|与)(?:上|去|往|前|20\d\d)(?:一?年|年度|期|述|文)?(?:度)?"
    r"(?:的?(?:措施|内容|目标|做法|标准|方案|制度|规定|执行|不变|一致|相同|一样|基本一致)){0,3}|同上|同前|略|无|无变化|(?:见|详见|同)附件|另附|另行上报|待定|待补充|/|-+|—+)"
    r"[。.；;]?"
)
"""A text that refers to another year or to nothing: 同上年, 参照去年执行."""


@rule(
    "G11",
    Severity.NOTE,
    zh=Words(
        "有一条绩效目标只是口号",
        "绩效目标写“{found}”，没有可以考核的内容",
        "删去，或写明做什么、做多少、达到什么效果",
    ),
    en=Words(
        "One of the goals is a slogan",
        'The goals say "{found}", which holds nothing that could be checked',
        "Take it out, or say what is done, how much, and to what effect",
    ),
    needs=frozenset({Capability.GOALS}),
    source="绩效目标细化量化的要求（财预〔2015〕88号）",
    silenced_by=("G02",),
    fires=Example(goals="1、硬化4个村道路12公里。\n2、真抓实干，奋力开创交通工作新局面。"),
    clean=Example(goals="1、硬化4个村道路12公里。\n2、改善3200人出行条件，群众满意度达到90%以上。"),
)
def goal_is_a_slogan(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report the first item of several, or clause, without a figure that speaks of feelings or of zeal only."""
    text = sheet.goal.entry.text
    items = [item for line in _ITEMS.split(text) if (item := _NUMBERING.sub("", line).strip())]
    for item in items if len(items) > 1 else ():
        if (
            (_ZEAL.search(item) or _WISH.fullmatch(item) or _BARE.fullmatch(item))
            and not _FIGURE.search(_NO_FIGURE.sub("", _SAID_OF_ALL.sub("", item)))
            and not _CHECKED.search(item)
        ):
            yield Hit(sheet.goal.entry, "goals", item)
            return
    for clause in (clause for item in items for clause in re.split(r"[，,]", item)):
        if not _DIGIT.search(clause) and _GRAND.search(clause) and not _CHECKED.search(clause):
            yield Hit(sheet.goal.entry, "goals", clause.strip())
            return


def _only_zeal(text: str, book: DepartmentBook) -> bool:
    """Return whether half of the clauses of a target are zealous, and none has a word of any project's name."""
    clauses = [clause for clause in re.split(r"[，,。；;\n]", text) if clause.strip()]
    if 2 * sum(bool(_ZEAL.search(clause)) for clause in clauses) < len(clauses):
        return False
    text = _NEW_STAGE.sub("", text)
    return not any(pair in text for sheet in book.sheets for pair in name_pairs(sheet.name.text))


def _only_wishes(text: str) -> bool:
    """Return whether every clause of a target only wishes that something be stronger, better or carried out."""
    clauses = [clause.strip() for clause in re.split(r"[，,。；;\n]", text) if clause.strip()]
    return all(_WISH.fullmatch(clause) or _GENERAL.fullmatch(clause) for clause in clauses)


_WISH: Final = LazyPattern(
    r"(?:进一步|不断|持续|切实|全面|有效|逐步|大力|着力|努力|稳步|扎实|积极|深入|认真|统筹)"
    r"(?:提高|提升|增强|改善|促进|推动|推进|加强|强化|完善|健全|优化|落实|维护|保障|做好|抓好|加快|深化|夯实|满足|贯彻|履行|规范)[一-龥]{2,24}",
    needs="进一步 不断 持续 切实 全面 有效 逐步 大力 着力 努力 稳步 扎实 积极 深入 认真 统筹",
)
"""A wish with its adverb: 不断提高公民科学素质."""
_BARE: Final = LazyPattern(r"(?:传承)?弘扬[一-龥]{2,12}|做好[一-龥]{2,12}工作", needs="弘扬 做好")
"""An item that only names the work."""
_GENERAL: Final = LazyPattern(
    r"(?:提高|提升|增强|改善|促进|推动|推进|加强|强化|完善|健全|优化|落实|维护|保障|做好|抓好|加快|深化|夯实|满足|贯彻|围绕|坚持|以|为)[一-龥“”]{2,40}"
)
"""A clause that begins with what is to be stronger, or with whom it is for: 为退役军人提供优质服务."""
_NEW_STAGE: Final = LazyPattern(r"[^，,。；;、]*新(?:局面|篇章|台阶|征程|跨越|辉煌|气象|作为)")
"""A clause that may name the department's own trade: 开创市场监管事业新局面."""
_ITEMS: Final = LazyPattern(r"[\n。；;]")
_ZEAL: Final = LazyPattern(
    r"获得感|幸福感|安全感|归属感|认同感|自豪感|再[上创迈谱][^，,。；;]{0,4}(?:台阶|佳绩|高峰|辉煌|新篇)|新(?:局面|篇章|台阶|征程|跨越|辉煌|气象|作为)|"
    r"坚定信心|真抓实干|砥砺|凝心聚力|开拓(?:进取|创新)|锐意进取|担当作为|走在[^，,。；;]{0,6}前列|贡献[^，,。；;]{0,4}力量|保驾护航|美好(?:生活|明天|未来)|"
    r"作出[^，,。；;]{0,6}贡献|不忘初心|牢记使命|攻坚克难|踔厉奋发|勇毅前行|争先创优|创先争优|再接再厉",
    needs="感 再 新局面 新篇章 新台阶 新征程 新跨越 新辉煌 新气象 新作为 信心 真抓实干 砥砺 凝心聚力 开拓 "
    "锐意进取 担当 走在 贡献 保驾护航 美好 初心 使命 攻坚克难 踔厉奋发 勇毅前行 争先 争优",
)
_GRAND: Final = LazyPattern(
    r"跨越式|又好又快|高质量发展|政治站位|思想认识|提高认识|狠抓落实|责任担当|全力以赴|加强(?:组织)?领导|"
    r"凝聚[^，,。；;]{0,4}合力|做出[^，,。；;]{0,6}贡献|大局|和谐稳定|安居乐业|"
    r"基本(?:还清|解决|实现|消除|满足|建立|形成|改变)|逐步(?:解决|实现|消除|建立)|大变样|新颜|焕然一新|面貌一新|(?:社会|经济|生态)效益(?:都|均|十分|更加)*(?:显著|明显|良好|较好|突出)|"
    r"(?:良好|显著|较好)的?(?:社会|经济|生态)效益|(?:领导|群众|农民|百姓|人民)(?:更加|都|普遍)*(?:满意|放心|好评)(?![一-龥])|爱上|更加?(?:进步|美好|幸福|和谐|繁荣|先进)|越来越|"
    r"(?:民心|精品|样板|惠民|放心)工程(?![一-龥])|实事办[实好]|示范(?:引领|带动)作用|长期发挥(?:效益|作用)|长效机制(?![一-龥])|有力(?:支撑|保障)|坚实(?:基础|保障|支撑)|(?:关注|知名|美誉)度高|影响(?:面广|力[大强])|"
    r"(?:促进|推动|带动|助推|助力)(?:[全我]县|地方|县域|区域|当地|城乡)?(?:经济|社会|乡村|农村)[^，,。；;]{0,6}(?:发展|振兴|进步)|"
    r"(?:带动|促进|帮助|助力)[^，,。；;\d]{0,16}增收(?:致富)?(?![一-龥])|[^，,。；;]{2,12}(?:显著|明显|大幅|持续|稳步|不断|逐步)(?:提高|提升|改善|增强|好转)(?![一-龥])|"
    r"促进[^，,。；;]{2,16}的(?:提高|提升|改善|增强)(?![一-龥])|(?:提升|扩大|提高)[^，,。；;]{0,6}(?:品位|品味|知名度|美誉度|影响力|竞争力|形象)(?![一-龥])",
    needs="跨越式 又好又快 高质量发展 政治站位 思想认识 提高认识 狠抓落实 责任担当 全力以赴 加强 合力 贡献 "
    "大局 和谐 安居乐业 基本 逐步 大变样 新颜 焕然一新 面貌一新 效益 满意 放心 好评 爱上 更 越来越 工程 "
    "实事办 示范引领 示范带动 长期发挥 长效机制 有力 坚实 度高 影响 发展 振兴 进步 增收 显著 明显 大幅 "
    "持续 稳步 不断 的提高 的提升 的改善 的增强 品位 品味 知名度 美誉度 竞争力 形象",
)
"""Words of results that no project of a county can be held to: 跨越式发展, 基本解决."""
_DIGIT: Final = re.compile(r"\d")
_SAID_OF_ALL: Final = LazyPattern(r"一[支批个]|一流|万众|百姓|千家万户|十四五|三农|一方")
_CHECKED: Final = LazyPattern(r"零(?:事故|投诉|发生|上访)|不发生|杜绝|全覆盖|应.尽.|验收|达标|建成|通过")


# --- money for something else -----------------------------------------------------------------------------------------

_FOR_THE_OFFICE: Final = re.compile(
    r"(?:机关|单位)?(?:干部)?职工(?:节日)?(?:慰问|福利|体检|疗养|聚餐|旅游)|办公桌椅|办公家具|公务接待|招待费|"
    r"(?:购置?|更新)公务用车|节日慰问品|(?:补充|弥补|补贴|解决|用作)[^，,。；;、0-9]{0,8}(?:办公|公用|机关运[转行])(?:经费|费用)(?:不足|缺口)?"
)
_OFFICE: Final = LazyPattern(
    r"运转|办公|公用|综合经费|工会|接待|后勤|机关|工作经费|业务经费|日常|保障经费|慰问|装备|搬迁|用房|基层组织|阵地"
)


@rule(
    "A15",
    Severity.WARNING,
    zh=Words(
        "列支了与项目无关的支出",
        "资金用途写“{found}”，不属于“{project}”的内容",
        "从本项目中剔除，属于机关运转的从公用经费列支",
    ),
    en=Words(
        "Money for what the project is not about",
        'The purpose says "{found}", which does not belong to "{project}"',
        "Take it out; what the office needs is paid from its running costs",
    ),
    source="项目支出与公用经费分开编制的要求",
    fires=Example(purpose="硬化4个村道路12公里118万元，机关职工节日慰问2万元"),
    clean=Example(purpose="硬化4个村道路12公里118万元，工程监理2万元"),
)
def money_for_the_office(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report furniture, hospitality, welfare of the staff and running costs in a project of something else."""
    match = _FOR_THE_OFFICE.search(sheet.purpose.text)
    if match and not _OFFICE.search(sheet.name.text):
        yield Hit(sheet.purpose, "purpose", match[0], values={"project": sheet.label})
