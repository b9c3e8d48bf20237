"""The end of a command that cannot go on: errors of usage and of files, in the language asked for, with what to do.

Errors are caught here and nowhere else in the commands. The words of the library that parses the command line are
English; each kind of its errors has a pattern below.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Any, NoReturn

import typer
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

from xltools.cli.console import Lang, err
from xltools.cli.help import print_help, usage
from xltools.cli.ready_values import take_ready_values
from xltools.errors import XltoolsError
from xltools.text import Text

__all__ = ["Command", "Group", "in_chinese"]

# typer brings a parser of its own or uses click's, depending on its version: this is the base of either's usage errors.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]

_INTEGER = r"(?:integer|int)(?: range)?"
_CHINESE = (
    (r"Missing option (?P<name>.*?)\..*", "缺少选项 {name}。"),
    (r"Missing argument (?P<name>.*?)\.(?:\s.*)?", "缺少 {name}。"),
    (r"Missing command\.?", "缺少命令。"),
    (r"No such command (?P<name>'.*?')\.?(?P<rest>.*)", "没有命令 {name}。{rest}"),
    (r"No such option: (?P<name>\S+?)\.?(?P<rest>\s.*)?", "没有选项 {name}。{rest}"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)",
     "多出的内容：{name}。文件名里有空格的，请加引号。"),
    (r"Option (?P<name>.*) requires an argument\.?", "选项 {name} 后面要写内容。"),
    (r"Option (?P<name>.*) does not take a value\.?", "选项 {name} 后面不写内容。"),
    (r"Invalid value for (?P<name>.*): (?:Value error, )?(?P<value>.*) is not one of (?P<choices>.*?)\.?",
     "{name} 不能是 {value}，可以是 {choices}。"),
    (rf"Invalid value for (?P<name>.*): (?:Value )?(?P<value>.*) is not a valid {_INTEGER}\.?",
     "{name} 不能是 {value}，要写整数。"),
    (r"Invalid value for (?P<name>.*): (?P<value>.*) is not in the range (?P<range>.*?)\.?",
     "{name} 不能是 {value}，范围是 {range}。"),
    (r"Invalid value for (?P<name>.*): Input should be a valid integer.*", "{name} 要写整数。"),
    (r"Invalid value for (?P<name>.*): Input should be greater than or equal to (?P<least>\S+)",
     "{name} 不能小于 {least}。"),
    (r"Invalid value for (?P<name>.*?): (?P<rest>.*)", "{name} 的值不对：{rest}"),
)  # fmt: skip
"""English messages as patterns, compiled when there is one, and the Chinese for them."""
_SYSTEM_ERRORS = {
    errno.ENAMETOOLONG: "文件名或路径太长，请改短（一个名称最多 255 字节，约 85 个汉字）。",
    errno.ENOSPC: "磁盘已满，请腾出空间后重新运行。",
    errno.EDQUOT: "磁盘配额已用完，请腾出空间后重新运行。",
    errno.EROFS: "这个磁盘只能读，请换一个位置。",
    errno.EISDIR: "这是文件夹，请写文件名。",
    errno.ENOTDIR: "路径中有一段不是文件夹，请检查路径。",
    errno.ELOOP: "链接互相指向，找不到文件。",
    errno.EIO: "磁盘或网络出错，请换一个位置再试。",
}
_SUGGESTION = re.compile(r"\(Possible options: (?P<many>.*)\)|Did you mean (?:one of: )?(?P<one>.*)\?", re.DOTALL)


class Command(TyperCommand):
    """A command whose help is in the language asked for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the page of help."""
        print_help(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments of the command."""
        take_ready_values(self, ctx)
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group of commands; without a command it shows its help. The outermost one ends with the exit status."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the page of help."""
        print_help(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments up to the name of a command."""
        take_ready_values(self, ctx)
        return super().parse_args(ctx, args or ["--help"])

    def main(
        self,
        args: Any = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; an error ends it with a message that says what to do."""
        lang = Lang.of(sys.argv[1:] if args is None else [*args])
        try:
            status = super().main(
                args, prog_name, complete_var, False, windows_expand_args=windows_expand_args, obj=lang, **extra
            )
        except _UsageError as error:
            _fail_usage(error, lang)
        except XltoolsError as error:
            _fail(error.text, lang)
        except PermissionError as error:
            _fail(
                Text(
                    f"写不了文件 {error.filename}：请关闭正在打开它的程序，或换一个位置。",
                    f"Cannot write {error.filename}: close the program that holds it, or choose another place.",
                ),
                lang,
            )
        except OSError as error:
            _let_go_of_output()
            _fail(_of_system(error), lang)
        except typer.Abort:
            _fail(Text("已取消。", "Cancelled."), lang)
        if standalone_mode:
            sys.exit(status or 0)
        return status


def _let_go_of_output() -> None:
    """Send what cannot be written to the standard output nowhere: Python would try again at its end, and fail there."""
    try:
        sys.stdout.flush()
    except OSError:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _of_system(error: OSError) -> Text:
    """Return what the system says and what to do about it; the system's own words where there are no better ones."""
    file = f"：{error.filename}" if error.filename else ""
    zh = _SYSTEM_ERRORS.get(error.errno or 0, error.strerror or str(error))
    return Text(f"文件操作失败{file}：{zh}", f"File operation failed: {error}")


def in_chinese(message: str) -> str:
    """Return the message of a usage error in Chinese; one that is not known as it is."""
    for pattern, chinese in _CHINESE:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            parts = {name: (part or "").strip() for name, part in match.groupdict().items()}
            if "rest" in parts:
                parts["rest"] = _SUGGESTION.sub(lambda one: f"是不是 {one['many'] or one['one']}？", parts["rest"])
            return chinese.format(**parts)
    return message


def _end() -> NoReturn:
    from xltools.services.contract import ExitStatus

    sys.exit(int(ExitStatus.NOTHING))


def _fail(text: Text, lang: Lang) -> NoReturn:
    err.print(f"[bold red]{escape(lang.pick(*text))}[/]", soft_wrap=True)
    _end()


def _fail_usage(error: Any, lang: Lang) -> NoReturn:
    message = error.format_message()
    if error.ctx:
        err.print(f"{lang.pick('用法：', 'Usage: ')}{escape(usage(error.ctx))}", soft_wrap=True)
    err.print(f"[bold red]{escape(lang.pick(in_chinese(message), message))}[/]", soft_wrap=True)
    if error.ctx:
        path = error.ctx.command_path
        err.print(lang.pick(f"用 {path} --help 查看说明。", f"{path} --help explains."), soft_wrap=True)
    _end()
