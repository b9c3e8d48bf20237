"""Build the LibreOffice extension ``xltools.oxt``: menu and toolbar 绩效目标, and the handler that calls Python.

Its unchanging parts lie in ``extension/``; menu, toolbar and icons are made from the table of buttons.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from macros.icons import ICONS, png
from macros.zip_package import package, static_parts, xml_part
from xltools import __version__
from xltools.writer.buttons import BUTTONS, MESSAGES, Button

__all__ = ["extension"]

HERE = Path(__file__).parent
SPREADSHEETS = "com.sun.star.sheet.SpreadsheetDocument"
SMALL, BIG, MANAGER = 16, 26, 42  # pixels, as LibreOffice asks for them


def extension() -> bytes:
    """Return the bytes of ``xltools.oxt``."""
    parts = static_parts(HERE / "extension")
    parts["description.xml"] = parts["description.xml"].replace(b"{version}", __version__.encode())
    parts["Addons.xcu"] = _addons()
    parts |= {f"icons/{action}_{size}.png": png(action, size) for action in ICONS for size in (SMALL, BIG)}
    parts[f"icons/check_{MANAGER}.png"] = png("check", MANAGER)
    return package(parts)


def _addons() -> bytes:
    """Menu, toolbar and icons as LibreOffice's configuration has them."""
    root = ElementTree.Element(
        "oor:component-data",
        {
            "xmlns:oor": "http://openoffice.org/2001/registry",
            "xmlns:xs": "http://www.w3.org/2001/XMLSchema",
            "oor:name": "Addons",
            "oor:package": "org.openoffice.Office",
        },
    )
    ui = _node(root, "AddonUI")

    menu = _node(_node(ui, "OfficeMenuBar"), "org.xltools.menu", Title=MESSAGES["title"], Context=SPREADSHEETS)
    _items(_node(menu, "Submenu"))

    toolbar = _node(_node(ui, "OfficeToolBar"), "org.xltools.toolbar")
    toolbar.set("oor:op", "replace")
    _items(toolbar)

    images = _node(ui, "Images")
    for action in ICONS:
        image = _node(images, f"org.xltools.{action}", URL=f"xltools:{action}")
        address = f"%origin%/icons/{action}"
        _node(image, "UserDefinedImages", ImageSmallURL=f"{address}_{SMALL}.png", ImageBigURL=f"{address}_{BIG}.png")

    return xml_part(root)


def _items(parent: ElementTree.Element) -> None:
    """One entry for each button, with a line between the owners'; the names give the order."""
    for number, button in enumerate(_with_separator()):
        if button is None:
            _node(parent, f"m{number:02}", URL="private:separator")
        else:
            address = f"xltools:{button.action}"
            _node(parent, f"m{number:02}", URL=address, Title=button.caption, Target="_self", Context=SPREADSHEETS)


def _with_separator() -> Iterator[Button | None]:
    for position, buttons in enumerate(BUTTONS.values()):
        if position:
            yield None
        yield from buttons


def _node(parent: ElementTree.Element, name: str, **properties: str) -> ElementTree.Element:
    """Return a configuration node; one with properties of its own replaces an earlier one of that name."""
    node = ElementTree.SubElement(parent, "node", {"oor:name": name})
    if properties and name != "UserDefinedImages":
        node.set("oor:op", "replace")
    for key, text in properties.items():
        entry = ElementTree.SubElement(node, "prop", {"oor:name": key, "oor:type": "xs:string"})
        ElementTree.SubElement(entry, "value").text = text
    return node
