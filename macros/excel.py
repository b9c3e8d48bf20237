"""Build the Excel add-in ``xltools.xlam``: a ribbon tab whose buttons run the same actions as those of a workbook.

The add-in is a hidden workbook of one empty sheet; its unchanging parts lie in ``addin/``.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from macros.icons import ICONS, png
from macros.zip_package import package, static_parts, xml_part
from xltools.macro_sources import read_sources
from xltools.writer.buttons import BUTTONS, MESSAGES, Host
from xltools.writer.vba import VbaModule, vba_project

__all__ = ["addin"]

HERE = Path(__file__).parent
SHARED_MODULES = ("XltLauncher", "XltLibreOffice")
"""The modules that the add-in has in common with workbooks; its own lie in ``vba/``."""
OWN_MODULES = ("XltRibbon",)
MODULES = (*SHARED_MODULES, *OWN_MODULES)
GROUPS = {Host.DEPARTMENT: "部门", Host.COUNTY: "县级", Host.COMPUTER: "本机"}
LARGE = {"check", "fill", "read", "consolidate"}
ICON_SIZE = 48  # pixels: a large ribbon icon on a screen at 150 %

UI = "http://schemas.microsoft.com/office/2009/07/customui"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def addin() -> bytes:
    """Return the bytes of ``xltools.xlam``."""
    texts = [read_sources()[name] for name in SHARED_MODULES]
    texts += [(HERE / "vba" / f"{name}.bas").read_text("ascii") for name in OWN_MODULES]
    modules = [VbaModule.standard(text) for text in texts]
    parts = static_parts(HERE / "addin")
    parts["xl/vbaProject.bin"] = vba_project(modules, ["Sheet1"], name="xltools")
    parts["docProps/custom.xml"] = _custom_properties()
    parts["customUI/customUI14.xml"] = _ribbon()
    parts["customUI/_rels/customUI14.xml.rels"] = _images()
    parts |= {f"customUI/images/{action}.png": png(action, ICON_SIZE) for action in ICONS}
    return package(parts)


def _ribbon() -> bytes:
    """Return the tab 绩效目标; an icon is named by the id of its relationship."""
    root = ElementTree.Element("customUI", xmlns=UI)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id="xltools", label=MESSAGES["title"])
    for host, label in GROUPS.items():
        group = ElementTree.SubElement(tab, "group", id=f"xltools-{host}", label=label)
        for button in BUTTONS[host]:
            attributes = {
                "id": f"xltools-{button.action}",
                "tag": button.action,
                "label": button.caption,
                "image": f"xltools-{button.action}",
                "size": "large" if button.action in LARGE else "normal",
                "screentip": button.caption,
                "supertip": button.tip,
                "onAction": "XltRibbonAction",
            }
            ElementTree.SubElement(group, "button", attributes)
    return xml_part(root)


def _images() -> bytes:
    root = ElementTree.Element("Relationships", xmlns=RELATIONS)
    for action in ICONS:
        ElementTree.SubElement(root, "Relationship", Id=f"xltools-{action}", Type=IMAGE, Target=f"images/{action}.png")
    return xml_part(root)


def _custom_properties() -> bytes:
    """Return the launcher's messages, where VBA finds them; the first property has number 2 by the format."""
    root = ElementTree.Element("Properties", {"xmlns": CUSTOM, "xmlns:vt": TYPES})
    for number, (key, text) in enumerate(MESSAGES.items(), 2):
        entry = ElementTree.SubElement(root, "property", fmtid=USER_PROPERTIES, pid=str(number), name=f"xltools.{key}")
        ElementTree.SubElement(entry, "vt:lpwstr").text = text
    return xml_part(root)
