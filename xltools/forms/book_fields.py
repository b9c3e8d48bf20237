"""The fields of a department's workbook around its forms, with their cells in the template."""

from __future__ import annotations

from xltools.forms.layout import Box, Field, FieldKind

__all__ = ["BOOK_FIELDS", "COVER_FIELDS", "OVERALL_FIELDS"]

COVER_FIELDS: tuple[Field, ...] = (
    Field(
        "county",
        FieldKind.TEXT,
        Box(4, 2),
        Box(4, 3, 1, 3),
        aliases=("县（市、区）名称", "县区", "县名"),
        help="如 顺平县。",
    ),
    Field("year", FieldKind.YEAR, Box(5, 2), Box(5, 3, 1, 3), aliases=("年度", "预算年份"), help="四位年份。"),
    Field(
        "department_code",
        FieldKind.CODE,
        Box(6, 2),
        Box(6, 3, 1, 3),
        aliases=("主管部门编码",),
        help="三位部门编码。",
    ),
    Field(
        "department_name",
        FieldKind.TEXT,
        Box(7, 2),
        Box(7, 3, 1, 3),
        aliases=("部门", "主管部门"),
        help="部门全称。",
    ),
)
"""The fields of the cover, in every department's workbook."""

OVERALL_FIELDS: tuple[Field, ...] = (
    Field(
        "overall",
        FieldKind.LONG_TEXT,
        Box(2, 1),
        Box(2, 2),
        aliases=("部门总体绩效目标",),
        help="本部门全年要达到的总体目标。",
    ),
    Field("sub_targets", FieldKind.LONG_TEXT, Box(3, 1), Box(3, 2), aliases=("分项目标",), help="按职责分项写明目标。"),
    Field(
        "safeguards", FieldKind.LONG_TEXT, Box(4, 1), Box(4, 2), aliases=("保障措施",), help="为实现目标采取的措施。"
    ),
)
"""The fields of the sheet 部门整体绩效目标, which goes with Hebei's forms."""

BOOK_FIELDS = (*COVER_FIELDS, *OVERALL_FIELDS)
"""The fields of the workbook as a whole."""
