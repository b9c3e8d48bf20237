"""Names of indicators that tell by themselves which way is better."""

from __future__ import annotations

from xltools.lazy_pattern import LazyPattern

__all__ = ["ALWAYS_BAD", "EARNED", "SAVED", "SAVED_SHARE"]

EARNED = LazyPattern(
    r"(?:收入|产值|销售额|税收|游客(?:人次|量)?|接待(?:人次|量)|产量|参保率|普及率|覆盖率|就业率|入住率|优良天数(?:比例|比率)?|增收额|到位资金|外贸额|消费额|出口额|交易额|"
    r"提前(?:量|天数|时间)|使用(?:年限|寿命)|(?:下载|访问|点击|浏览|阅读|借阅|播放)量|(?:带动|受益|惠及|服务|覆盖)[一-龥]{0,4}(?:人数|户数|人次|人口))$"
)
"""Names of what is earned, used and reached, of which more is better."""
ALWAYS_BAD = LazyPattern(
    r"(?:不合格|不达标|不满意|超标|差错|错误|死亡|犯罪|复发|流失|违规|违法|逾期|故障|破损|感染|失败|延误|缺陷|投诉)率$"
    r"|^(?!.*(?:处置|处理|化解|演练|宣传|办结|查处|排查|防范|预防|报告|监测|通报|服务|保障|纪念|赛事|体育|大事)).*(?<![实好大])事件(?:发生)?(?:起?数|次数|件数)?$"
)
"""Rates and events that are bad whatever stands before them: 抽检不合格率, 电梯困人事件."""
SAVED = LazyPattern(
    r"(?:减少|降低|减轻|挽回|追回|避免|节约|节省|压减|核减|盘活|清欠|追缴|收回)[一-龥]{0,8}"
    r"(?:损失|负担|成本|费用|开支|资金|税费|款项?|欠薪|工资|资产|用水|用电|用能|用药|煤炭?|标煤)(?:额|金额|数额?|总额|量)?$"
    r"|(?:清欠|核减|追缴|追回|挽回|收回|止付|盘活)[一-龥]{0,6}(?:金额|额)$"
)
"""Names of what is saved or got back: 减少雹灾损失, 追回违规资金."""
SAVED_SHARE = LazyPattern(
    r"(?:事故|投诉|发案|案件|损失|成本|费用|能耗|水耗|排放|差错|故障|死亡|发病|上访|信访|火灾|浓度|负担)[一-龥]{0,4}"
    r"(?:下降|降低|减少|压减|削减)(?:率|幅度|比例)$"
)
"""Names of how far something bad has been reduced: 投诉下降率."""
