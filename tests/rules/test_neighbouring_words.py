"""Slips of units, digits and products, and words of another rate, programme or survey, each with what only looks so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired
from xltools.messages.message import Example

QUANTITY = "产出指标|数量指标|{}|台账"
QUALITY = "产出指标|质量指标|{}|台账"
COST = "产出指标|成本指标|{}|定额"
BENEFIT = "效益指标|生态效益指标|{}|台账"
ASKED = "|服务对象满意度指标|{}|问卷"

Cases = dict[str, tuple[str, dict[str, Any]]]


def sheet(purpose: str, goals: str, *rows: str, **more: Any) -> dict[str, Any]:
    return {"purpose": purpose, "goals": goals, "rows": list(rows), **more}


def homes(families: str, *, project: str = "维修住宅楼，2760户居民受益", households: str = "2760") -> dict[str, Any]:
    """Return a department whose overall target has so many families, one project with its own and one with 95."""
    return {
        "overall": f"2020年维修住宅楼，惠及居民{families}户，修缮农房95户。",
        "sub_targets": "1.维修住宅楼。2.修缮农房95户。",
        "sheets": [
            Example(
                name="住宅楼维修", purpose="维修住宅楼", goals=f"1、{project}。",
                rows=["效益指标|社会效益指标|受益居民户数|维修后受益的住户|≥" + households + "户|台账"],
            ),
            Example(
                name="农房修缮", purpose="修缮农房95户", goals="1、修缮农房95户。",
                rows=[QUANTITY.format("农房修缮户数|完成修缮的农房户数|≥95户")],
            ),
        ],
    }  # fmt: skip


TREES = QUANTITY.format("退化草原修复面积|完成修复的草原面积|≥8万公顷")
GRASS = BENEFIT.format("减少水蚀面积|不再受水蚀的土地面积|≥8万亩")
WRONG: Cases = {
    "a larger unit behind 万, the number also in a row about something else": (
        "K01", sheet("修复退化草原8万亩", "1、修复退化草原8万亩。", TREES, GRASS),
    ),
    "a flood": (
        "K27",
        sheet("加固", "1、东河堤防抵御洪水能力达到30年一遇。", QUALITY.format("堤防防洪标准|能够抵御的洪水|50年一遇")),
    ),
    "a flood in Chinese figures": (
        "K27",
        sheet("加固", "1、清溪河段达到二十年一遇标准。", QUALITY.format("清溪河段防洪标准|能够抵御的洪水|50年一遇")),
    ),
    "drainage": (
        "K27",
        sheet("治涝", "1、城区排涝能力达到20年一遇。", QUALITY.format("涝区治理标准|城区能够排除的雨水|10年一遇")),
    ),
    "a total behind what makes it": ("K25", sheet("举办讲座12场，每场80人，共覆盖1200人", "1、举办讲座。")),
    "an average beside a list": (
        "K06",
        sheet(
            "用于送达4万元、办案4万元、设备维护4万元", "1、办结案件。",
            QUANTITY.format("办结案件数量|全年办结的案件|≥300件"), COST.format("案均成本|每件案件的平均支出|≤500元/件"),
            budget="120000", fiscal="120000",
        ),
    ),
    "families with digits in another order": ("K01", homes("2670")),
    "the definition of a neighbour": (
        "I14",
        {"rows": [
            QUALITY.format("应急物资配备率|已配备的物资占应配备物资的比例|≥90%"),
            QUALITY.format("应急物资完好率|已配备的物资占应配备物资的比例|≥95%"),
        ]},
    ),
    "the definition of the next row": (
        "I14",
        {"rows": [
            QUALITY.format("问题线索移送率|抽查合格的样品占抽查样品的比例|≥90%"),
            QUALITY.format("样品合格率|抽查合格的样品占抽查样品的比例|≥95%"),
        ]},
    ),
    "what was found good": ("I14", {"rows": [QUALITY.format("隐患整改率|检查达标的企业占检查企业的比例|=100%")]}),
    "trainees": ("I09", sheet("硬化道路", "1、硬化道路。", ASKED.format("参训学员满意度|参训学员满意的占比|≥90%"))),
    "patients": ("I09", sheet("硬化道路", "1、硬化道路。", ASKED.format("就诊患者满意度|患者满意的占比|≥90%"))),
    "tasks of a programme that is over": ("B14", {"overall": "圆满完成“十二五”交通规划各项任务，硬化道路12公里。"}),
    "tasks of a programme long over": ("B14", {"goals": "1、硬化道路12公里，落实十一五规划目标。"}),
    "parts that repeat the whole": (
        "G14", {**homes("2760"), "sub_targets": "2020年维修住宅楼，惠及居民2760户；修缮农房95户"},
    ),
    "meetings of last year": ("B12", {"safeguards": "①成立专班，2019年每月召开调度会。②加强监理。"}),
}  # fmt: skip
RIGHT: Cases = {
    "the same area": (
        "K01",
        sheet("修复退化草原8万亩", "1、修复退化草原8万亩。", QUANTITY.format("退化草原修复面积|修复|≥80000亩"), GRASS),
    ),
    "a row about the same thing has it": (
        "K01",
        sheet(
            "修复退化草原8万亩", "1、修复退化草原8万亩。", TREES,
            QUANTITY.format("草原修复任务|本年修复的草原|≥8万亩"),
        ),
    ),
    "the same flood": (
        "K27",
        sheet("加固", "1、东河堤防达到三十年一遇标准。", QUALITY.format("堤防防洪标准|能够抵御的洪水|30年一遇")),
    ),
    "a flood before the works": (
        "K27",
        sheet("加固", "1、东河堤防现状仅10年一遇。", QUALITY.format("东河堤防防洪标准|能够抵御的洪水|≥30年一遇")),
    ),
    "from one flood to another": (
        "K27",
        sheet("加固", "1、东河堤防由10年一遇提高到30年一遇。", QUALITY.format("东河堤防标准|抵御的洪水|≥30年一遇")),
    ),
    "a flood and drainage": (
        "K27",
        sheet("加固", "1、城区堤防达到50年一遇。", QUALITY.format("城区排涝标准|能够排除的雨水|≥20年一遇")),
    ),
    "a total that comes out": ("K25", sheet("举办讲座12场，每场80人，共覆盖960人", "1、举办讲座。")),
    "others behind": ("K25", sheet("举办讲座12场，每场80人，辐射带动1200人", "1、举办讲座。")),
    "an average within the budget": (
        "K06",
        sheet(
            "用于送达4万元、办案4万元、设备维护4万元", "1、办结案件。",
            QUANTITY.format("办结案件数量|全年办结的案件|≥240件"), COST.format("案均成本|每件案件的平均支出|≤500元/件"),
            budget="120000", fiscal="120000",
        ),
    ),
    "an average of other people": (
        "K06",
        sheet(
            "用于场地4万元、授课4万元、教材4万元", "1、讲课。",
            QUANTITY.format("宣传覆盖人数|受到宣传的居民|≥8000人"),
            COST.format("人均教材成本|每名学员教材的平均支出|≤50元/人"), budget="120000", fiscal="120000",
        ),
    ),
    "averages of two kinds": (
        "K06",
        sheet(
            "气代煤360万元，电代煤120万元", "1、补助。",
            QUANTITY.format("补助户数|补助的用户|≥5000户"),
            COST.format("气代煤户均补助成本|每户|≤900元/户"), COST.format("电代煤户均补助成本|每户|≤1200元/户"),
            budget="4800000", fiscal="4800000",
        ),
    ),
    "the same families": ("K01", homes("2760")),
    "more families, those of another project": ("K01", homes("2855", households="2760")),
    "two rates of one kind": (
        "I14",
        {"rows": [
            QUALITY.format("小学入学率|已入学人数占适龄人数的比例|≥99%"),
            QUALITY.format("初中入学率|已入学人数占适龄人数的比例|≥99%"),
        ]},
    ),
    "two rates in one definition": (
        "I14",
        {"rows": [
            QUALITY.format("补助发放及时率|及时足额发放的户数占补助户数的比例|≥99%"),
            QUALITY.format("补助发放足额率|及时足额发放的户数占补助户数的比例|≥99%"),
        ]},
    ),
    "what was put right": ("I14", {"rows": [QUALITY.format("隐患整改率|整改合格的隐患占全部隐患的比例|=100%")]}),
    "what was found bad": ("I14", {"rows": [QUALITY.format("不合格食品处置率|已处置的占不合格批次的比例|=100%")]}),
    "trainees of a training": (
        "I09", sheet("培训养护工", "1、培训。", ASKED.format("参训学员满意度|参训学员满意的占比|≥90%")),
    ),
    "trainees of a row": (
        "I09",
        sheet(
            "硬化道路", "1、硬化道路。", QUANTITY.format("培训护路员|培训人数|≥20人"),
            ASKED.format("学员满意度|满意的占比|≥90%"),
        ),
    ),
    "villagers": ("I09", sheet("硬化道路", "1、硬化道路。", ASKED.format("沿线村民满意度|满意的占比|≥90%"))),
    "tasks of the programme of now": ("B14", {"overall": "全面完成“十三五”交通规划各项任务，硬化道路12公里。"}),
    "on the ground of a programme": ("B14", {"overall": "在完成十二五规划任务的基础上，硬化道路12公里。"}),
    "what a programme left": ("B14", {"overall": "完成十二五规划遗留任务，硬化道路12公里。"}),
    "a programme to be drawn up": ("B14", {"overall": "完成十四五规划编制，硬化道路12公里。"}),
    "those who were moved": ("B14", {"overall": "落实十二五易地搬迁后续扶持任务，硬化道路12公里。"}),
    "since a programme": ("B14", {"overall": "推进十二五以来的重点任务，硬化道路12公里。"}),
    "parts of their own": ("G14", homes("2760")),
    "the part of one project": (
        "G14", {"overall": "硬化四个村的道路12公里。", "sub_targets": "硬化四个村的道路12公里。"},
    ),
    "no targets": ("G14", {**homes("2760"), "overall": "", "sub_targets": ""}),
    "meetings of this year": ("B12", {"safeguards": "①成立专班，2020年每月召开调度会。②加强监理。"}),
    "a document of last year": ("B12", {"safeguards": "按2019年印发的办法，每月召开调度会。"}),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "changes"), WRONG.values(), ids=WRONG)
def test_wrong(rule: str, changes: dict[str, Any]) -> None:
    assert len(fired(rule, **changes)) == 1


@pytest.mark.parametrize(("rule", "changes"), RIGHT.values(), ids=RIGHT)
def test_right(rule: str, changes: dict[str, Any]) -> None:
    assert fired(rule, **changes) == []
