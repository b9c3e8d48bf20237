"""A department reads findings in its returned copy and its notice: it has no commands and no rule settings."""

from __future__ import annotations

import re

import pytest

from xltools.messages.files import FILES
from xltools.messages.for_departments import department_remedy
from xltools.messages.message import Message
from xltools.messages.reading import READING
from xltools.messages.structure import STRUCTURE
from xltools.model import Place
from xltools.rules.catalogue import RULES

FOR_OFFICERS = re.compile(r"xltools|规则设置|limits|--|命令|重新运行|后重试|这个文件夹|文件夹汇总|维护人员|Python")
MESSAGES: tuple[Message, ...] = (*FILES.values(), *READING.values(), *STRUCTURE.values(), *RULES.values())


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id)
def test_a_remedy_speaks_to_the_department(message: Message) -> None:
    words = message.zh.department_remedy or message.zh.remedy
    assert words
    assert not FOR_OFFICERS.search(words + message.zh.message)


@pytest.mark.parametrize(("rule", "officer"), [("F06", "规则设置"), ("F11", "汇总"), ("S11", "xltools transfer")])
def test_the_officer_keeps_the_words_for_officers(rule: str, officer: str) -> None:
    message = {**FILES, **STRUCTURE}[rule]
    finding = message.at(Place("a.xlsx"))
    assert officer in finding.suggestion.zh
    assert department_remedy(finding) == message.zh.department_remedy
