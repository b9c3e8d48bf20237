"""The Excel add-in, checked against its own parts: no Excel runs here."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

import openpyxl
import pytest
from lxml import etree

from macros.excel import MODULES, addin
from tests.macros.reader import sources, stream
from xltools.writer.buttons import BUTTONS, MESSAGES

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ARCHIVE = zipfile.ZipFile(io.BytesIO(addin()))
PARTS = {name: ARCHIVE.read(name) for name in ARCHIVE.namelist()}
RIBBON = etree.fromstring(PARTS["customUI/customUI14.xml"])
VBA = sources(PARTS["xl/vbaProject.bin"])
ALL_BUTTONS = [button for buttons in BUTTONS.values() for button in buttons]
ALLOWED = {  # of the attributes that the schema of 2009/07 knows, those that are used here
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label"},
    "group": {"id", "label"},
    "button": {"id", "tag", "label", "image", "size", "screentip", "supertip", "onAction"},
}


def relations(part: str) -> dict[str, tuple[str, str]]:
    """Type and full target of each relation of a part, by its id."""
    folder, name = posixpath.split(part)
    found = etree.fromstring(PARTS[posixpath.join(folder, "_rels", f"{name}.rels")]).findall(RELATION)
    return {r.get("Id"): (r.get("Type"), posixpath.normpath(posixpath.join(folder, r.get("Target")))) for r in found}


@pytest.mark.parametrize("part", [name for name in PARTS if name.endswith((".xml", ".rels"))])
def test_every_part_is_well_formed(part: str) -> None:
    etree.fromstring(PARTS[part])


@pytest.mark.parametrize("part", ["", "xl/workbook.xml", "customUI/customUI14.xml"])
def test_every_relation_leads_to_a_part(part: str) -> None:
    assert {target for _, target in relations(part).values()} <= PARTS.keys()


def test_every_part_has_a_content_type_and_the_book_is_an_add_in() -> None:
    types = etree.fromstring(PARTS["[Content_Types].xml"])
    named = {entry.get("PartName")[1:]: entry.get("ContentType") for entry in types.findall(f"{TYPES}Override")}
    default = {entry.get("Extension") for entry in types.findall(f"{TYPES}Default")}
    assert named.keys() <= PARTS.keys()
    assert all(name in named or name.rsplit(".", 1)[1] in default for name in PARTS if name != "[Content_Types].xml")
    assert named["xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"


def test_the_package_names_the_ribbon_of_office_2010() -> None:
    kinds = [kind for kind, target in relations("").values() if target == "customUI/customUI14.xml"]
    assert kinds == ["http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"]


def test_the_ribbon_has_the_known_elements_and_attributes_only() -> None:
    for element in RIBBON.iter():
        assert element.tag.startswith(UI)
        assert set(element.attrib) <= ALLOWED[element.tag.removeprefix(UI)]


def test_the_tab_has_a_group_for_each_host() -> None:
    (tab,) = RIBBON.findall(f"{UI}ribbon/{UI}tabs/{UI}tab")
    assert tab.get("label") == "绩效目标"
    assert [group.get("label") for group in tab] == ["部门", "县级", "本机"]
    assert [[button.get("label") for button in group] for group in tab] == [
        ["读取", "填充", "校验", "清除标记", "撤销填充", "新增项目", "报送前检查"],
        ["汇总", "重新汇总", "打开问题文件"],
        ["自检"],
    ]


def test_ids_are_told_apart() -> None:
    ids = [element.get("id") for element in RIBBON.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", each) for each in ids)


@pytest.mark.parametrize("button", ALL_BUTTONS, ids=lambda button: button.action)
def test_a_button_of_the_ribbon_asks_for_its_action(button) -> None:
    (found,) = [each for each in RIBBON.iter(f"{UI}button") if each.get("tag") == button.action]
    assert (found.get("screentip"), found.get("supertip")) == (button.caption, button.tip)
    assert len(button.tip) <= 1024
    assert f"Public Sub {found.get('onAction')}(control As IRibbonControl)\n" in VBA["XltRibbon"]
    _, picture = relations("customUI/customUI14.xml")[found.get("image")]
    assert PARTS[picture].startswith(b"\x89PNG")


def test_the_project_holds_the_sources_and_the_documents() -> None:
    documents = [name for name, code in VBA.items() if "VB_Base" in code]
    assert list(VBA) == [*documents, *MODULES]
    book, sheet = (etree.fromstring(PARTS[part]) for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"))
    assert documents == [
        book.find(f"{MAIN}workbookPr").get("codeName"),
        sheet.find(f"{MAIN}sheetPr").get("codeName"),
    ]
    assert b'Name="xltools"' in stream(PARTS["xl/vbaProject.bin"], "PROJECT")


def test_another_library_opens_it_as_a_workbook_and_finds_the_texts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content.replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled"))
    book = openpyxl.load_workbook(buffer, keep_vba=True)
    book.vba_archive.close()  # openpyxl leaves it to the garbage collector, which may come too late
    assert book.sheetnames == ["xltools"]
    assert {p.name: p.value for p in book.custom_doc_props.props} == {f"xltools.{k}": t for k, t in MESSAGES.items()}
    assert book.properties.title == "绩效目标工具 xltools"
