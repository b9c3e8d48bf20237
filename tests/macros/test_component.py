"""The component of the extension, without LibreOffice: how it finds xltools, and what it says where it cannot."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "macros" / "extension" / "component.py"
OWN = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def component(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of the component, loaded as LibreOffice's loader does, beside stand-ins of UNO's modules."""

    def fake(name: str, **content: object) -> None:
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)

    helper = SimpleNamespace(addImplementation=lambda *_: None)
    fake("uno", fileUrlToSystemPath=lambda url: url.removeprefix("file://"))
    fake("unohelper", Base=type("B", (), {}), ImplementationHelper=lambda: helper)
    for package in ("com", "com.sun", "com.sun.star", "com.sun.star.awt"):
        fake(package)
    fake("com.sun.star.awt.MessageBoxButtons", BUTTONS_OK=1)
    fake("com.sun.star.awt.MessageBoxType", ERRORBOX="error")
    interfaces = {"XDispatch": type("D", (), {}), "XDispatchProvider": type("P", (), {})}
    fake("com.sun.star.frame", **interfaces)
    fake("com.sun.star.lang", XInitialization=type("I", (), {}), XServiceInfo=type("S", (), {}))
    names: dict[str, Any] = {"__name__": "uno_component"}
    exec(compile(SOURCE.read_text("utf-8"), str(SOURCE), "exec"), names)
    return names


def context(profile: Path) -> Any:
    """A component context that knows nothing but where the user's profile is."""
    paths = SimpleNamespace(getSubstituteVariableValue=lambda _: f"file://{profile}")
    return SimpleNamespace(ServiceManager=SimpleNamespace(createInstanceWithContext=lambda *_: paths))


def find(component: dict[str, Any], profile: Path, record: object) -> None:
    if record is not None:
        text = record if isinstance(record, str) else json.dumps(record)
        (profile / "xltools.json").write_text(text, "utf-8")
    component["find_xltools"](context(profile))


def test_the_recorded_folders_come_behind_the_library_and_before_other_packages(
    component: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ["/lib/python311.zip", "/lib/python3.11", "/lib/python3.11/lib-dynload"]
    monkeypatch.setattr(sys, "path", [*own, "/lib/python3/dist-packages"])
    record = {"python": OWN, "paths": [str(tmp_path)]}
    for _ in range(2):
        find(component, tmp_path, record)
        assert sys.path == [*own, str(tmp_path), "/lib/python3/dist-packages"]


def test_without_other_packages_the_recorded_folders_come_last(
    component: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", ["/lib/python3.11"])
    find(component, tmp_path, {"python": OWN, "paths": [str(tmp_path)]})
    assert sys.path == ["/lib/python3.11", str(tmp_path)]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (None, "还没有登记"),
        ("{", "还没有登记"),
        ({"paths": []}, "还没有登记"),
        ([1], "还没有登记"),
        ({"python": OWN, "paths": None}, "还没有登记"),
        ({"python": "3.8", "paths": []}, f"Python 3.8 里，而 LibreOffice 用的是 Python {OWN}"),
        ({"python": OWN, "paths": ["/gone/site-packages"]}, "已经移走或卸载：/gone/site-packages"),
    ],
)
def test_what_is_amiss_is_told_with_what_to_do(
    component: dict[str, Any], tmp_path: Path, record: object, said: str
) -> None:
    before = list(sys.path)
    with pytest.raises(component["CannotRunError"], match="xltools libreoffice install") as fault:
        find(component, tmp_path, record)
    assert said in str(fault.value)
    assert sys.path == before


def test_only_its_own_addresses_are_taken(component: dict[str, Any]) -> None:
    handler = component["Handler"](None)
    requests = [
        SimpleNamespace(FeatureURL=SimpleNamespace(Complete=url), FrameName="", SearchFlags=0)
        for url in ("xltools:read", ".uno:Save")
    ]
    assert handler.queryDispatches(requests) == (handler, None)


def test_what_an_action_did_not_catch_is_told_and_never_reaches_basic(
    component: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("工作簿已关闭")

    told: list[str] = []
    box = SimpleNamespace(execute=lambda: None, dispose=lambda: told.append("gone"))
    toolkit = SimpleNamespace(createMessageBox=lambda _window, _kind, _buttons, _title, text: told.append(text) or box)
    window = SimpleNamespace(Toolkit=toolkit)
    frame = SimpleNamespace(ContainerWindow=window, Controller=SimpleNamespace(Model=None))
    monkeypatch.setattr("xltools.desktop.button.run", fail)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "xltools.json").write_text(json.dumps({"python": OWN, "paths": []}), "utf-8")

    handler = component["Handler"](context(tmp_path))
    handler.initialize((frame,))
    handler.dispatch(SimpleNamespace(Complete="xltools:read"), ())
    text, gone = told
    assert "工作簿已关闭" in text
    assert gone == "gone"
    assert "RuntimeError" in capsys.readouterr().err
