"""The indicator library: what is suggested for a text, and what is chosen for a department."""

from __future__ import annotations

import pytest

from xltools.derive.library import LibraryEntry, choose_entries, suggest_indicators


def entry(
    name: str, *, level1: str = "产出指标", level2: str = "数量指标", projects: tuple[str, ...] = (), used: int = 1
) -> LibraryEntry:
    return LibraryEntry(level1, level2, name, "公里", "", ("≥12公里",), ("养护计划",), projects, used)


LIBRARY = (
    entry("养护里程", projects=("农村公路日常养护",), used=2),
    entry("修建沟渠长度", projects=("高标准农田建设",)),
    entry("修复坑槽面积", projects=("国省干线养护", "农村公路日常养护")),
    entry("坑槽修补时限", level2="时效指标", projects=("农村公路日常养护",)),
)

SUGGESTED = {
    "by its own name": ("养护里程", "", ["养护里程"]),
    "by a part of it": ("沟渠长度", "", ["修建沟渠长度"]),
    "by the project": ("农村公路养护", "", ["养护里程", "修复坑槽面积", "坑槽修补时限"]),
    "in one level 2": ("农村公路养护", "时效指标", ["坑槽修补时限"]),
    "in the level 1": ("高标准农田建设", "产出指标", ["修建沟渠长度"]),
    "blanks do not count": ("养 护　里程", "", ["养护里程"]),
    "nothing like it": ("学前教育", "", []),
    "nothing asked": ("  ", "", []),
}


@pytest.mark.parametrize(("text", "level", "names"), SUGGESTED.values(), ids=SUGGESTED)
def test_suggestions(text: str, level: str, names: list[str]) -> None:
    assert [one.entry.name for one in suggest_indicators(LIBRARY, text, level=level)] == names


def test_no_more_than_asked_for() -> None:
    assert [one.entry.name for one in suggest_indicators(LIBRARY, "农村公路养护", limit=1)] == ["养护里程"]


def test_a_suggestion_says_by_which_project_it_was_found() -> None:
    by_name, by_project = suggest_indicators(LIBRARY, "养护里程")[0], suggest_indicators(LIBRARY, "农村公路养护")[0]
    assert (by_name.likeness, by_name.project) == (1.0, "")
    assert by_project.project == "农村公路日常养护"


MANY = (
    entry("甲", used=9),
    entry("乙", used=5, projects=("县运动会",)),
    entry("丙", used=1, projects=("农村公路养护", "县运动会")),
    entry("丁", used=2, projects=("农村公路",)),
    entry("时限", level2="时效指标"),
    entry("节电量", level1="效益指标", level2="生态效益指标"),
    entry("子", level2="其他指标", used=3),
    entry("丑", level1="", level2="", used=2),
    entry("寅", level2="另一种", used=1),
)

CHOSEN = {
    "the most used of each level": ([], 2, ["丑", "子", "甲", "乙", "时限", "节电量"]),
    "those of a like project first, the likest before": (
        ["农村公路养护"],
        3,
        ["丑", "寅", "子", "丙", "丁", "甲", "时限", "节电量"],
    ),
    "like any of its projects": (["全县运动会", "水库"], 1, ["子", "乙", "时限", "节电量"]),
    "too little in common": (["县城绿化"], 1, ["子", "甲", "时限", "节电量"]),
    "all of them": ([], 99, ["丑", "子", "寅", "甲", "乙", "丁", "丙", "时限", "节电量"]),
    "none": ([], 0, []),
}


@pytest.mark.parametrize(("projects", "most", "names"), CHOSEN.values(), ids=CHOSEN)
def test_entries_for_a_department(projects: list[str], most: int, names: list[str]) -> None:
    chosen = choose_entries(MANY, projects, most)
    by_level = [(one.level1, one.level2) for one in chosen.entries]
    assert by_level == sorted(by_level), "a reader finds a level in one place"
    assert sorted(one.name for one in chosen.entries) == sorted(names)
    same_level = [one.name for one in chosen.entries if one.level2 == "数量指标"]
    assert same_level == [name for name in names if name in "甲乙丙丁"]
    assert chosen.among == len(MANY)
