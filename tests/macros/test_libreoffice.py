"""The LibreOffice extension, checked against its own parts; that LibreOffice runs it, the tests of the desktop show."""

from __future__ import annotations

import ast
import io
import zipfile
from typing import Any

import pytest
from lxml import etree

import xltools
from macros.libreoffice import extension
from xltools.writer.buttons import BUTTONS

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"
ARCHIVE = zipfile.ZipFile(io.BytesIO(extension()))
PARTS = {name: ARCHIVE.read(name) for name in ARCHIVE.namelist()}
ADDONS = etree.fromstring(PARTS["Addons.xcu"])
ALL_BUTTONS = [button for buttons in BUTTONS.values() for button in buttons]
ENTRIES = [(f"xltools:{button.action}", button.caption) for button in ALL_BUTTONS]
ENTRIES.insert(len(BUTTONS["department"]), ("private:separator", ""))
ENTRIES.insert(-len(BUTTONS["computer"]), ("private:separator", ""))


def node(*names: str) -> Any:
    """A configuration node by the names that lead to it."""
    steps = "/".join(f"node[@{OOR}name='{name}']" for name in names)
    (found,) = ADDONS.findall(steps)
    return found


def value(parent: Any, name: str) -> str:
    return parent.findtext(f"prop[@{OOR}name='{name}']/value", "")


@pytest.mark.parametrize("part", [name for name in PARTS if name.endswith((".xml", ".xcu", ".components"))])
def test_every_part_is_well_formed(part: str) -> None:
    etree.fromstring(PARTS[part])


def test_the_manifest_names_every_part_that_has_to_be_registered() -> None:
    entries = etree.fromstring(PARTS["META-INF/manifest.xml"]).findall(f"{MANIFEST}file-entry")
    named = {entry.get(f"{MANIFEST}full-path") for entry in entries}
    assert named == {name for name in PARTS if name.endswith((".xcu", ".components"))}


@pytest.mark.parametrize(
    "path", [("OfficeMenuBar", "org.xltools.menu", "Submenu"), ("OfficeToolBar", "org.xltools.toolbar")]
)
def test_menu_and_toolbar_hold_every_button_in_order(path: tuple[str, ...]) -> None:
    items = list(node("AddonUI", *path))
    assert [(value(item, "URL"), value(item, "Title")) for item in items] == ENTRIES
    names = [item.get(f"{OOR}name") for item in items]
    assert names == sorted(names)


def test_menu_and_toolbar_are_named() -> None:
    assert value(node("AddonUI", "OfficeMenuBar", "org.xltools.menu"), "Title") == "绩效目标"
    state = etree.fromstring(PARTS["CalcWindowState.xcu"])
    (bar,) = state.findall(f".//node[@{OOR}name='private:resource/toolbar/addon_org.xltools.toolbar']")
    assert value(bar, "UIName") == "绩效目标"


@pytest.mark.parametrize("button", ALL_BUTTONS, ids=lambda button: button.action)
def test_a_button_has_its_pictures(button) -> None:
    images = node("AddonUI", "Images", f"org.xltools.{button.action}")
    assert value(images, "URL") == f"xltools:{button.action}"
    (addresses,) = images.findall("node")
    for size, name in ((16, "ImageSmallURL"), (26, "ImageBigURL")):
        picture = PARTS[value(addresses, name).removeprefix("%origin%/")]
        assert picture[16:24] == size.to_bytes(4) * 2


def test_the_handler_is_the_one_that_the_component_implements() -> None:
    handler = etree.fromstring(PARTS["ProtocolHandler.xcu"]).find("node/node").get(f"{OOR}name")
    (component,) = etree.fromstring(PARTS["xltools.components"])
    assert component[0].get("name") == handler
    assert f'IMPLEMENTATION = "{handler}"' in PARTS[component.get("uri").removeprefix("./")].decode()


def test_it_bears_the_version_of_the_package() -> None:
    version = etree.fromstring(PARTS["description.xml"]).find("{*}version").get("value")
    assert version == xltools.__version__


def test_an_old_python_can_read_the_component_and_say_that_it_is_too_old() -> None:
    ast.parse(PARTS["component.py"], feature_version=(3, 8))
