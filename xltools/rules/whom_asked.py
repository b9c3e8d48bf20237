"""Family I, 绩效指标: a satisfaction that asks those who serve, and not those who are served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xltools.form_identity import Capability
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Indicator, Severity, TargetSheet
from xltools.rules.entry_checks import applies
from xltools.rules.field_texts import filled_rows
from xltools.rules.rule import Context, rule
from xltools.values import squeeze

__all__: list[str] = []

_SATISFIED: Final = "满意"
_PUBLIC: Final = LazyPattern(
    r"群众|[村居农市牧渔]民|百姓|公众|用户|[水热气电农商业租住牧受益]户|学生|家长|患者|病人|老人|老年人|游客|旅客|乘客|读者|观众|消费者|企业|学员|残疾人"
)
_SUPPLIER: Final = LazyPattern(
    r"施工(?:单位|方|队|企业)|承建(?:单位|方|商)|承包(?:单位|方|人|商)|中标(?:单位|方|企业)|监理(?:单位|人员)?|供应商|供货(?:单位|商)|"
    r"演职(?:人)?员|演员|演出(?:单位|团体|院团|人员)|授课(?:教师|老师)|主办方|承办(?:方|单位)"
)
"""Those who are paid for the work."""
_OWN_STAFF: Final = LazyPattern(
    r"(?:局|本|委|办|院|我)?机关(?:干部|职工|工作人员)*|本(?:单位|部门|局)|我局|(?<!基层)(?<!参训)(?<!受训)工作人员|[办站所队]人员|执法(?:人员|队员)|经办(?:人员|员)"
)
_INSTITUTION: Final = LazyPattern(r"(?:康复|养老|托养|培训|定点|服务|托管|供养|照护)(?:服务)?机构")
_OF_PEOPLE: Final = LazyPattern(r"儿童|老年|老人|残疾|孤儿|救助|康复|托养|养老|困难|学员|培训|特困")
_FOR_THE_OFFICE: Final = LazyPattern(
    r"物业|食堂|办公|机关|后勤|运转|宿舍|演播|设备|装备|库房|用房|系统|平台|信息化|公车|车辆|工会|职工|干部|党员|党建|队伍|津补贴|体检|培训|值班|窗口|工作者|岗位|工资|报酬"
)
"""Projects whose work or money is for the staff."""
_STAFF_OF_OWN: Final = LazyPattern(
    rf"(?:{_OWN_STAFF.pattern})(?!.{{0,4}}(?:回访|走访|入户|上门|电话|发放))[一-龥]{{0,28}}满意"
)
_ANYBODY: Final = frozenset(("", "服务对象", "相关人员", "社会", "受益对象"))
_ASKED: Final = LazyPattern(
    r"(?:(?<!对)(?<!对[村镇乡局本])(?:干部|职工|工作人员|领导|班子成员|(?:执法|经办|[办站所队])(?:人员|队员))|施工(?:单位|方|队)|承建(?:单位|方|商)|中标(?:单位|方)|供应商|监理)"
    r"(?!.{0,4}(?:回访|走访|入户|上门|电话|发放))[^，,。；;]{0,14}(?:满意|评价|认可|打分)"
)
"""A description by which the staff or the contractors are asked."""
_PERSONS: Final = LazyPattern(r"消费者|顾客|学生|家长|患者|病人|老人|老年人|游客|旅客|乘客|读者|观众|学员|残疾人")
_SELLER: Final = LazyPattern(
    r"(?<!对)(?<!为)(?:商家|商户|经营户|经营者|店主|摊主|教师|老师|医生|护士|医护人员|医务人员|驾驶员|司机|导游|护理员)"
    r"[^，,。；;]{0,16}满意"
)
"""A description by which those are asked who sell to the persons of the name, or teach or nurse them."""


@rule(
    "I17",
    Severity.WARNING,
    zh=Words(
        "满意度问错了人", "“{indicator}”问的是“{found}”，不是服务对象", "改问项目的服务对象：受益群众、企业或用户"
    ),
    en=Words(
        "Satisfaction of the wrong people",
        '"{indicator}" asks "{found}", whom the project does not serve',
        "Ask those whom the project serves: the people, firms or users who have the benefit",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="满意度指标的含义（财预〔2015〕88号）：反映服务对象或项目受益人的认可程度",
    per_row=True,
    fires=Example(row="满意度指标|服务对象满意度指标|施工单位满意度|施工单位满意的比例|≥90%|2019年满意度调查"),
    clean=Example(row="满意度指标|服务对象满意度指标|沿线村民满意度|受访村民满意的比例|≥90%|2019年满意度调查"),
)
def wrong_people_asked(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a satisfaction of suppliers, of the own staff, or of institutions in a project for people.

    The staff may be asked where the project is for them: an office, equipment, a training. It is an error where the
    name has the people and the description the own staff: one of the two is wrong.
    """
    for row in filled_rows(sheet, context):
        name = squeeze(row.level3.text)
        if _SATISFIED in name and applies(row) and (asked := _asked(row, name, sheet)):
            who, severity = asked
            values = {"indicator": row.level3.text.strip()}
            related = (row.description.place,)
            yield Hit(row.level3, "level3", who, severity=severity, related=related, values=values)


def _asked(row: Indicator, name: str, sheet: TargetSheet) -> tuple[str, Severity | None] | None:
    """Return whom the row asks, if it is those who serve, and how grave that is if not as usual."""
    who, description = name.partition(_SATISFIED)[0], squeeze(row.description.text)
    if supplier := _SUPPLIER.search(who):
        return supplier[0], None
    if _PUBLIC.search(who):
        return _asked_for_the_public(who, description)
    of_others = "职工" in who or who in _ANYBODY
    staff = _OWN_STAFF.search(who) or (
        of_others and not _PUBLIC.search(description) and _STAFF_OF_OWN.search(description)
    )
    if staff and not _FOR_THE_OFFICE.search(sheet.name.text):
        return staff[0], Severity.ERROR if who in _ANYBODY else None
    institution = _INSTITUTION.search(who)
    return (institution[0], None) if institution and _OF_PEOPLE.search(sheet.name.text) else None


def _asked_for_the_public(who: str, description: str) -> tuple[str, Severity | None] | None:
    """Return whom the description of a satisfaction of the people asks, if it is not they."""
    if not _PUBLIC.search(description) and (asked := _ASKED.search(description)):
        return asked[0], Severity.ERROR
    persons, seller = _PERSONS.search(who), _SELLER.search(description)
    return (seller[0], None) if persons and seller and not _PUBLIC.search(description) else None
