"""安装或卸载 xltools：不用联网，不用管理员权限，只装在自己的账户下。

Installs the wheels beside this file for the current user: ``python install.py``, ``python install.py --uninstall``.
Uses nothing but Python itself; an older Python than the wheels need is told so. Settings, forms and caches lie
elsewhere: neither an upgrade nor an uninstallation touches them.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WHEELS = os.path.join(HERE, "wheels")
OLDEST, TOO_NEW = (3, 11), (3, 14)
WINDOWS = sys.platform == "win32"
MARK = ".xltools-kit"
"""A file in each folder that this program has made: nothing else is ever removed."""


def main(arguments=None):
    """Install or uninstall; return the exit code."""
    parser = argparse.ArgumentParser(description="安装或卸载 xltools（只装在自己的账户下）。")
    parser.add_argument("--uninstall", action="store_true", help="卸载（设置和表格不受影响）")
    parser.add_argument("--folder", default=default_folder(), help="安装到哪个文件夹（默认 %(default)s）")
    options = parser.parse_args(arguments)
    try:
        if options.uninstall:
            uninstall(options.folder)
        else:
            install(options.folder)
    except ProblemError as problem:
        print("没有完成：%s" % problem)
        return 1
    return 0


class ProblemError(Exception):
    """Something that a person has to put right; its text is for the officer."""


def install(folder):
    """Install beside what is there, and switch to it when it works."""
    check_python()
    check_wheels()
    version = kit_version()
    os.makedirs(folder, exist_ok=True)
    earlier = installed(folder)
    new = os.path.join(folder, free_name(folder, version))
    print("正在安装 xltools %s 到 %s，约需一两分钟……" % (version, new))
    try:
        os.mkdir(new)
        with open(os.path.join(new, MARK), "w", encoding="utf-8") as file:
            file.write("installed by install.py of the kit; removed with it\n")
        start = set_up(new)
        said = subprocess.run([*start, "--version"], stdout=subprocess.PIPE, universal_newlines=True)
        if said.returncode or version not in said.stdout:
            raise ProblemError("装好的程序没有运行起来，请把上面的文字发给技术人员。原来的版本没有动。")
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    launcher = write_launcher(folder, start)
    for old in earlier:
        shutil.rmtree(old, ignore_errors=True)
    print("装好了。以后在终端（命令提示符）里这样用：\n  %s --help\n  %s doctor" % (launcher, launcher))


def installed(folder):
    """Return the folders of installations that are there."""
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return [path for path in paths if os.path.exists(os.path.join(path, MARK))]


def free_name(folder, version):
    """Return a name for a new installation: the version, with a number where that is taken."""
    number, name = 1, version
    while os.path.exists(os.path.join(folder, name)):
        number += 1
        name = "%s-%d" % (version, number)
    return name


def uninstall(folder):
    """Remove what ``install`` has put there, and nothing else."""
    there = installed(folder) if os.path.isdir(folder) else []
    if not there:
        raise ProblemError("%s 里没有安装过 xltools。" % folder)
    for path in there:
        shutil.rmtree(path)
    if os.path.exists(launcher_path(folder)):
        os.remove(launcher_path(folder))
    if not os.listdir(folder):
        os.rmdir(folder)
    print("已卸载。设置文件、表式和做好的表格都还在原处。")


def default_folder():
    """Return the folder for programs of this user."""
    if WINDOWS:
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~"), "xltools-kit")
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return os.path.join(data, "xltools-kit")


def check_python():
    """Stop where this Python is not one that the wheels are for."""
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        raise ProblemError(
            "这个 Python 是 %d.%d，需要 3.11 到 3.13。没有合适的 Python 时，看“使用说明.txt”里怎样放一个便携的。"
            % sys.version_info[:2]
        )


def check_wheels():
    """Stop where a file of the kit is missing or is not what was packed."""
    with open(os.path.join(HERE, "SHA256SUMS"), encoding="utf-8") as file:
        for line in file:
            digest, _, name = line.rstrip("\n").partition("  ")
            path = os.path.join(HERE, *name.split("/"))
            try:
                with open(path, "rb") as packed:
                    good = hashlib.sha256(packed.read()).hexdigest() == digest
            except OSError:
                good = False
            if not good:
                raise ProblemError("安装包不完整：%s 缺失或损坏，请重新复制安装包。" % name)


def kit_version():
    """Return the version of xltools in the kit."""
    with open(os.path.join(HERE, "VERSION"), encoding="utf-8") as file:
        return file.read().strip()


def set_up(new):
    """Put Python and the packages into a folder; return the command that runs xltools there."""
    if has_venv():
        if subprocess.call([sys.executable, "-m", "venv", "--without-pip", new]):
            raise ProblemError("建不了环境，请看上面的文字。原来的版本没有动。")
        python = os.path.join(new, "Scripts", "python.exe") if WINDOWS else os.path.join(new, "bin", "python")
        run_pip(python, [])
        return [python, "-P", "-c", "from xltools.cli import main; main()"]
    # An embeddable Python has no environments: the packages get a folder of their own.
    packages = os.path.join(new, "packages")
    run_pip(sys.executable, ["--target", packages])
    code = "import sys; sys.path.insert(0, %r); from xltools.cli import main; main()" % packages
    return [sys.executable, "-P", "-c", code]


def has_venv():
    """Return whether this Python can make environments."""
    return subprocess.call([sys.executable, "-c", "import venv"], stderr=subprocess.DEVNULL) == 0


def run_pip(python, options):
    """Install the wheels with the pip of the kit, by their hashes."""
    pip = next(name for name in sorted(os.listdir(WHEELS)) if name.startswith("pip-"))
    command = [python, os.path.join(WHEELS, pip, "pip"), "install", "--quiet", "--no-index", "--find-links", WHEELS]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--require-hashes", *options]
    command += ["--requirement", os.path.join(HERE, "requirements-%d.%d.txt" % sys.version_info[:2])]
    environment = dict(os.environ, PIP_CONFIG_FILE=os.devnull, PIP_NO_INPUT="1", PIP_ROOT_USER_ACTION="ignore")
    environment.pop("PYTHONPATH", None)
    if subprocess.call(command, env=environment):
        raise ProblemError("软件包没有装上，请看上面的文字。原来的版本没有动。")


def launcher_path(folder):
    """Return the file by which xltools is started."""
    return os.path.join(folder, "xltools.cmd" if WINDOWS else "xltools")


def write_launcher(folder, start):
    """Write the file by which xltools is started, whole or not at all, and return its path."""
    path = launcher_path(folder)
    if WINDOWS:
        quoted = " ".join('"%s"' % part.replace("%", "%%") for part in start)
        text = "@echo off\r\n%s %%*\r\n" % quoted
    else:
        text = '#!/bin/sh\nexec %s "$@"\n' % " ".join("'%s'" % part.replace("'", "'\\''") for part in start)
    draft = path + ".new"
    with open(draft, "w", encoding="mbcs" if WINDOWS else "utf-8", newline="") as file:
        file.write(text)
    os.chmod(draft, 0o755)
    os.replace(draft, path)
    return path


if __name__ == "__main__":
    sys.exit(main())
