# ruff: noqa: N802, N816  (names that UNO asks for)
"""The LibreOffice side of the buttons: takes ``xltools:ACTION`` from menu, toolbar and macros, and calls xltools.

LibreOffice runs this with a Python of its own, of any version it likes; xltools lies in another one's folders, which
``xltools libreoffice install`` wrote to ``xltools.json`` in this user's profile. Before any of that is imported, the
two versions are compared: modules compiled for one cannot be loaded by the other.
"""

import json
import os
import sys
import traceback

import uno
import unohelper
from com.sun.star.awt.MessageBoxButtons import BUTTONS_OK
from com.sun.star.awt.MessageBoxType import ERRORBOX
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

IMPLEMENTATION = "org.xltools.Handler"
SERVICES = ("com.sun.star.frame.ProtocolHandler",)
PROTOCOL = "xltools:"


class CannotRunError(Exception):
    """Why xltools cannot be called, told to the officer as it is."""


def find_xltools(context):
    """Put the recorded folders on the path, behind Python's own library and before other installed packages."""
    substitution = context.ServiceManager.createInstanceWithContext("com.sun.star.util.PathSubstitution", context)
    profile = uno.fileUrlToSystemPath(substitution.getSubstituteVariableValue("$(user)"))
    record = os.path.join(profile, "xltools.json")
    try:
        with open(record, encoding="utf-8") as file:
            settings = json.load(file)
        version, paths = settings["python"], list(settings["paths"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise CannotRunError("还没有登记 xltools 的位置。请在命令行运行：xltools libreoffice install。") from fault
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if version != own:
        raise CannotRunError(
            f"xltools 装在 Python {version} 里，而 LibreOffice 用的是 Python {own}，两者必须相同。\n"
            f"请用 Python {own} 安装 xltools，再运行：xltools libreoffice install。"
        )
    missing = [path for path in paths if not os.path.isdir(path)]
    if missing:
        raise CannotRunError(
            f"登记过的 xltools 已经移走或卸载：{missing[0]}\n请重新安装，再运行：xltools libreoffice install。"
        )
    packages = (os.sep + "site-packages", os.sep + "dist-packages")
    place = next((at for at, path in enumerate(sys.path) if path.endswith(packages)), len(sys.path))
    sys.path[place:place] = [path for path in paths if path not in sys.path]


class Handler(unohelper.Base, XDispatchProvider, XDispatch, XInitialization, XServiceInfo):
    """One for each frame that asks for an ``xltools:`` address."""

    def __init__(self, context):
        self.context = context
        self.frame = None

    def initialize(self, arguments):
        self.frame = arguments[0] if arguments else None

    def queryDispatch(self, url, target, flags):
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests):
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    def addStatusListener(self, listener, url):
        """Every action can be asked for at any time, so there is no status to tell."""

    def removeStatusListener(self, listener, url):
        """Nobody was noted."""

    def dispatch(self, url, arguments):
        action = url.Complete[len(PROTOCOL) :]
        try:
            find_xltools(self.context)
            from xltools.desktop import button

            button.run(action, self.frame.Controller.Model, self.context)
        except CannotRunError as fault:
            self.complain(str(fault))
        except Exception as fault:  # a macro that called would stop in Basic's editor, in front of the officer
            traceback.print_exc()
            self.complain(f"没能运行 xltools：{fault}\n请在命令行运行 xltools doctor 查看原因。")

    def complain(self, text):
        window = self.frame.ContainerWindow
        box = window.Toolkit.createMessageBox(window, ERRORBOX, BUTTONS_OK, "绩效目标", text)
        box.execute()
        box.dispose()

    def getImplementationName(self):
        return IMPLEMENTATION

    def supportsService(self, name):
        return name in SERVICES

    def getSupportedServiceNames(self):
        return SERVICES


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Handler, IMPLEMENTATION, SERVICES)
