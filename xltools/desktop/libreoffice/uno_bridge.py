"""LibreOffice's ``uno`` module, loaded when it is first needed, and the few shapes that are made with it.

On Linux the module usually lies among all other packages of the system's Python. Putting that folder on ``sys.path``
would show them all to this interpreter (and break its ``pip``), so the three files of the bridge are loaded by their
paths and nothing else becomes importable. Loading it also swaps ``builtins.__import__`` for a slower one that knows
UNO's names; the old one is put back, and names are looked up here instead.
"""

from __future__ import annotations

import builtins
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import cast

from xltools.desktop.libreoffice.errors import BridgeMissingError
from xltools.desktop.libreoffice.locate import Bridge, bridge_python, find_bridge
from xltools.desktop.libreoffice.uno_types import Uno

__all__ = ["constant", "enum", "error", "load", "path_of", "properties", "struct", "url_of"]

_STAR = "com.sun.star."


def load() -> Uno:
    """Return the ``uno`` module.

    :raises BridgeMissingError: it is not installed, or it was built for another Python than this one.
    """
    if hasattr(module := sys.modules.get("uno"), "getComponentContext"):
        return module
    bridge = find_bridge()
    if bridge is None:
        raise BridgeMissingError(
            "没有找到 LibreOffice 的 Python 接口。Debian/Ubuntu 请安装 python3-uno；其他系统请安装带 Python 支持的 "
            "LibreOffice。",
            "LibreOffice's Python bridge was not found: install python3-uno (Debian, Ubuntu), or a "
            "LibreOffice that comes with Python support.",
        )
    _check_python(bridge)
    _load_files(bridge)
    return sys.modules["uno"]


def struct(name: str, **fields: object) -> Uno:
    """Make a UNO struct by its name below ``com.sun.star``: ``struct("beans.PropertyValue", Name=..., Value=...)``."""
    return load().createUnoStruct(_STAR + name, **fields)


def enum(name: str, value: str) -> Uno:
    """Return a value of a UNO enumeration: ``enum("table.CellHoriJustify", "LEFT")``."""
    return load().Enum(_STAR + name, value)


def constant(name: str) -> int:
    """Return the number of a UNO constant: ``constant("sheet.CellFlags.VALUE")``."""
    return cast(int, load().getConstantByName(_STAR + name))


def error(name: str) -> type[Exception]:
    """Return the class of a UNO exception, to catch it: ``error("uno.RuntimeException")``."""
    return cast("type[Exception]", load().getClass(_STAR + name))


def properties(**values: object) -> tuple[Uno, ...]:
    """Return a sequence of named values, as UNO's media descriptors and filters take them."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def url_of(path: str | Path) -> str:
    """Return the file URL of a path."""
    return cast(str, load().systemPathToFileUrl(str(path)))


def path_of(url: str) -> str:
    """Return the path of a file URL; another URL as it is."""
    return cast(str, load().fileUrlToSystemPath(url)) if url.startswith("file:") else url


def _check_python(bridge: Bridge) -> None:
    built_for = bridge_python(bridge)
    here = sys.version_info[:2]
    if built_for is not None and built_for != here:
        wanted = ".".join(map(str, built_for))
        raise BridgeMissingError(
            f"LibreOffice 的 Python 接口（{bridge.pyuno}）是为 Python {wanted} 编译的，当前是 "
            f"{here[0]}.{here[1]}。请用 Python {wanted} 运行，或安装与之匹配的 LibreOffice。",
            f"LibreOffice's Python bridge was built for Python {wanted}, this is {here[0]}.{here[1]}: "
            f"run with Python {wanted}, or install a LibreOffice that fits.",
        )


def _load_files(bridge: Bridge) -> None:
    path, importer = list(sys.path), builtins.__import__
    loaded: list[str] = []
    try:
        for name, file in (("pyuno", bridge.pyuno), ("uno", bridge.uno), ("unohelper", bridge.unohelper)):
            loaded.append(name)
            _load_file(name, file)
    except Exception as problem:
        for name in loaded:
            sys.modules.pop(name, None)
        raise BridgeMissingError(
            f"无法加载 LibreOffice 的 Python 接口（{bridge.uno}）：{problem}",
            f"LibreOffice's Python bridge could not be loaded: {problem}",
        ) from problem
    finally:
        sys.path[:] = path
        builtins.__import__ = importer


def _load_file(name: str, file: Path) -> None:
    spec = cast(ModuleSpec, importlib.util.spec_from_file_location(name, file))
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    if spec.loader is not None:
        spec.loader.exec_module(module)
