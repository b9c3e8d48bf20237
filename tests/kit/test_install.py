"""The installer of the offline kit: a kit of one tiny wheel, installed for real, without a network."""

from __future__ import annotations

import ensurepip
import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.desktop  # each makes environments and runs pip in them

INSTALLER = Path(__file__).parents[2] / "macros" / "kit" / "install.py"
PIP = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))


def _kit(folder: Path, version: str, code: str = "print('xltools', '{version}')") -> Path:
    """Make a kit whose xltools does no more than print its version."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    shutil.copy(INSTALLER, folder)
    shutil.copy(PIP, wheels)
    wheel = wheels / f"xltools-{version}-py3-none-any.whl"
    info = f"xltools-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("xltools/__init__.py", "")
        archive.writestr("xltools/cli.py", f"def main():\n    {code.format(version=version)}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: xltools\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    name = "requirements-{}.{}.txt".format(*sys.version_info)
    (folder / name).write_text(f"xltools=={version} --hash=sha256:{digest}\n", encoding="utf-8")
    (folder / "VERSION").write_text(version + "\n", encoding="utf-8")
    files = [path for path in folder.rglob("*") if path.is_file()]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    return folder


def _run(kit: Path, target: Path, *options: str, hide_venv: bool = False) -> subprocess.CompletedProcess[str]:
    code = "import runpy, sys; sys.argv[0] = 'install.py'; g = runpy.run_path(sys.argv.pop(1)); "
    code += "g['main'].__globals__['has_venv'] = lambda: False; " if hide_venv else ""
    command = [sys.executable, "-c", code + "sys.exit(g['main']())", str(kit / "install.py"), "--folder", str(target)]
    return subprocess.run([*command, *options], capture_output=True, text=True, encoding="utf-8", check=False)


def _version(target: Path) -> str:
    return subprocess.run([target / "xltools"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "it's 安装"


@pytest.mark.parametrize("hide_venv", [False, True], ids=["an environment", "an embeddable Python"])
def test_install_upgrade_uninstall(tmp_path: Path, target: Path, hide_venv: bool) -> None:
    done = _run(_kit(tmp_path / "1", "1.0"), target, hide_venv=hide_venv)
    assert (done.returncode, done.stderr) == (0, "")
    assert _version(target) == "xltools 1.0"
    (target / "xltools.toml").write_text("# of the county", encoding="utf-8")
    assert _run(_kit(tmp_path / "2", "2.0"), target, hide_venv=hide_venv).returncode == 0
    assert _version(target) == "xltools 2.0"
    assert sorted(path.name for path in target.iterdir()) == ["2.0", "xltools", "xltools.toml"]
    assert _run(tmp_path / "2", target, hide_venv=hide_venv).returncode == 0  # once more
    assert _version(target) == "xltools 2.0"
    assert "已卸载" in _run(tmp_path / "2", target, "--uninstall").stdout
    assert [path.name for path in target.iterdir()] == ["xltools.toml"]


def test_a_version_that_does_not_run_leaves_the_old_one(tmp_path: Path, target: Path) -> None:
    _run(_kit(tmp_path / "1", "1.0"), target)
    failed = _run(_kit(tmp_path / "2", "2.0", "raise SystemExit(3)"), target)
    assert failed.returncode == 1
    assert "原来的版本没有动" in failed.stdout
    assert _version(target) == "xltools 1.0"
    assert sorted(path.name for path in target.iterdir()) == ["1.0", "xltools"]


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_a_file_that_is_not_as_packed_is_named(tmp_path: Path, target: Path, how: str) -> None:
    kit = _kit(tmp_path / "1", "1.0")
    wheel = kit / "wheels" / "xltools-1.0-py3-none-any.whl"
    if how == "missing":
        wheel.unlink()
    else:
        wheel.write_bytes(wheel.read_bytes() + b"x")
    failed = _run(kit, target)
    assert failed.returncode == 1
    assert "wheels/xltools-1.0-py3-none-any.whl 缺失或损坏" in failed.stdout
    assert not target.exists()


def test_nothing_to_uninstall(tmp_path: Path, target: Path) -> None:
    failed = _run(_kit(tmp_path / "1", "1.0"), target, "--uninstall")
    assert failed.returncode == 1
    assert "没有安装过" in failed.stdout


def test_an_old_python_is_told(tmp_path: Path) -> None:
    code = "import sys; sys.version_info = (3, 8, 10); import runpy; sys.argv[:] = ['install.py'] + sys.argv[2:]; "
    code += f"sys.exit(runpy.run_path({str(_kit(tmp_path / '1', '1.0') / 'install.py')!r})['main']())"
    command = [sys.executable, "-c", code, "--", "--folder", str(tmp_path / "t")]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "这个 Python 是 3.8，需要 3.11 到 3.13" in said.stdout
