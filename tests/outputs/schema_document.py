"""The schema as the documents list it.

``python -m tests.outputs.schema_document`` writes the lists into the documents anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xltools.outputs.schema import TABLES, OutputColumn, OutputTable
from xltools.text import Text

DOCUMENTS = {
    language: Path(__file__).parents[2] / "docs" / name
    for language, name in (("en", "json.md"), ("zh", "json.zh-CN.md"))
}
BLOCK = re.compile(r"(?<=<!-- tables -->\n).*?(?=<!-- end of tables -->)", re.DOTALL)
HEADS = {"en": "| column | type | unit | meaning |", "zh": "| 列 | 类型 | 单位 | 含义 |"}
UNITS = {"en": {"元": "yuan (元)"}, "zh": {}}
KEY = {"en": "in the JSON `{}`", "zh": "JSON 中为 `{}`"}
NOT_IN_JSON = {"en": "not in the JSON", "zh": "JSON 中没有"}


def listing(language: str) -> str:
    """All tables with their columns."""
    return "\n" + "\n".join("\n".join(_table(table, language)) + "\n" for table in TABLES) + "\n"


def _table(table: OutputTable, language: str) -> Iterator[str]:
    yield f"### `{table.name}`"
    yield ""
    yield (
        f"{_word(table.meaning, language)}。" if language == "zh" else f"{_word(table.meaning, language).capitalize()}."
    )
    yield ""
    yield HEADS[language]
    yield "|---|---|---|---|"
    for column in table.columns:
        unit = UNITS[language].get(column.unit, column.unit)
        yield f"| `{column.name}` | {column.type.value} | {unit} | {_meaning(column, language)} |"


def _meaning(column: OutputColumn, language: str) -> str:
    words = _word(column.meaning, language).replace("|", "\\|")
    if not column.in_json:
        return f"{words} ({NOT_IN_JSON[language]})" if language == "en" else f"{words}（{NOT_IN_JSON[language]}）"
    if column.json_name:
        key = KEY[language].format(column.json_name)
        return f"{words} ({key})" if language == "en" else f"{words}（{key}）"
    return words


def _word(text: Text, language: str) -> str:
    return text.zh if language == "zh" else text.en


def main() -> None:
    """Write the lists into the documents."""
    for language, path in DOCUMENTS.items():
        document = path.read_text(encoding="utf-8")
        path.write_text(BLOCK.sub(lambda _, language=language: listing(language), document), encoding="utf-8")


if __name__ == "__main__":
    main()
