"""``xltools serve``: a page in the browser for offices without Python, and the back end of the add-ins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, RulesOption, both, out
from xltools.cli.usage import Command
from xltools.services.contract import MissingExtraError

if TYPE_CHECKING:
    from xltools.web.serve import Running, ServeOptions

__all__ = ["register"]

EXAMPLES = """
xltools serve

xltools serve --lan --port 8765

xltools serve --county 2027年/ --codes 访问码.csv

xltools serve --county 2027年/ --lan
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", cls=Command, help=COMMANDS["serve"].help, epilog=EXAMPLES)(serve)


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help=both("端口，0 为自动", "Port, 0 for any."))] = 8765,
    lan: Annotated[
        bool, typer.Option("--lan", help=both("办公网内的电脑也能访问", "Answer the office network, too."))
    ] = False,
    county: Annotated[
        Path | None,
        typer.Option(help=both("县里收件的文件夹（内有应报名单）", "Folder of the county's desk."), metavar="DIR"),
    ] = None,
    roster: Annotated[Path | None, typer.Option(help=both("应报名单", "The roster."), metavar="FILE")] = None,
    codes: Annotated[
        Path | None,
        typer.Option(help=both("只把各部门的访问码写成 CSV", "Only write the departments' codes."), metavar="CSV"),
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option(
            help=both(
                "指标库，用来提示相近的指标（默认用收件文件夹里的 指标库.xlsx）",
                "Indicator library for suggestions (by default the one in the folder of the desk).",
            ),
            metavar="FILE",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help=both("本机的其他名称或地址", "Further names of this computer."), metavar="NAME"),
    ] = None,
    office: Annotated[
        bool, typer.Option("--office", help=both("同时提供 Excel 的窗格", "Serve the pane for Excel, too."))
    ] = False,
    rules: RulesOption = None,
    jobs: Annotated[
        int, typer.Option(min=0, help=both("同时处理几个文件，0 为核数", "Files at once, 0 for one a core."))
    ] = 0,
    lang: LangOption = Lang.ZH,
) -> None:
    """Serve the page until Ctrl-C."""
    try:
        from xltools.web.serve import ServeOptions, write_codes
        from xltools.web.serve import serve as run
    except ImportError as error:
        raise MissingExtraError(
            f"缺少网页服务需要的软件包（{error.name}）。请安装：python -m pip install 'xltools[web]'",
            f"A package of the service is missing ({error.name}). Install it: python -m pip install 'xltools[web]'",
        ) from error
    if codes:
        if county is None:
            raise typer.BadParameter(lang.pick("--codes 要和 --county 一起用", "needs --county"), param_hint="--codes")
        count = write_codes(county, roster, codes)
        out.print(
            lang.pick(f"已写出 {count} 个部门的访问码：", f"Access codes of {count} departments: ") + escape(str(codes))
        )
        return
    options = ServeOptions(port, lan, county, roster, rules, tuple(name or ()), jobs, office, library)
    run(options, lambda running: _announce(running, options, lang))


def _announce(running: Running, options: ServeOptions, lang: Lang) -> None:
    out.print(f"[bold]{lang.pick('自查页已就绪：', 'The page is ready: ')}[/]")
    for link in running.links:
        out.print(f"  {escape(link)}", soft_wrap=True)
    out.print(f"  {lang.pick('访问码', 'Access code')}: [bold]{running.code}[/]")
    if options.lan:
        warning = lang.pick(
            "办公网内知道访问码的人都能上传文件检查；传输不加密，请只在内网使用，用完按 Ctrl-C 停止。",
            "Everybody in the office network who has the code may send files; nothing is encrypted on the way. "
            "Use it in the office network only, and stop it with Ctrl-C.",
        )
        out.print(f"[yellow]{escape(warning)}[/]", soft_wrap=True)
    if options.office:
        pane = lang.pick(
            "同时提供 Excel 的窗格。Excel 只接受 https：前面放好反向代理，再用 xltools office manifest 写出清单。",
            "The pane for Excel is served, too. Excel takes https only: put a proxy in front, then write the manifest "
            "with xltools office manifest.",
        )
        out.print(escape(pane), soft_wrap=True)
    if running.desk:
        text = lang.pick(
            f"收件文件夹 {running.desk.folder}，应报 {len(running.desk.departments)} 个部门。"
            "上面的访问码是财政部门的；各部门的用 --codes 写出。",
            f"Desk in {running.desk.folder}, {len(running.desk.departments)} departments. The code above is the "
            "officer's; --codes writes those of the departments.",
        )
        out.print(escape(text), soft_wrap=True)
    ending = lang.pick(
        "文件只在本机处理，答复后即删除。按 Ctrl-C 停止。",
        "Files are handled on this computer and removed after the answer. Ctrl-C stops it.",
    )
    out.print(f"[dim]{ending}[/]", soft_wrap=True)
