"""What people type into cells, put together from fragments, for the property tests of this folder."""

from __future__ import annotations

from hypothesis import strategies as st

_LISTED = (
    "≥ ≤ = > < ＞＝ >= =< ≧ 不低于 不超过 大于等于 达到 控制在 以上 以内 内 及以上 为 约 余 多 零 "
    "0 1 2 12 30 90 95.5 100 137 1600 1,600 2019 2020 20200630 １００ 一 三 二十 百分之九十 万 亿 "
    "% ％ ‰ 元 万元 元/人 元/人·年 人 人次 户 个 件 起 年 月 日 天 次 分 公里 个百分点 "
    "年底 月底 底前 前 第 季度 上半年 当年 2020年 6月底前 2020年6月30日 2020-06-30 1-12月 从 提升至 "
    "冀财农〔2019〕137号 [2019] 号 、 满意度 人均 每人每年 均 高 显著提升 优/良 未达成 长期 三保支出 abc "
    "九成 9成 成 成本 不适用 "
    "～ ~ - — 至 到 / · . , ， ； ： 。 （ ） ( ) \u3000 \u00a0 \u200b"
)
FRAGMENTS = tuple(_LISTED.split(" "))

typed = st.lists(st.sampled_from([*FRAGMENTS, " ", "\n", "\t"]), max_size=9).map("".join)
anything = st.one_of(typed, st.text(max_size=40), st.text(alphabet="0123456789.,-+eE%()（）¥元万 ", max_size=20))
