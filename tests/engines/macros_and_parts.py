"""oletools reads the macros; openxml-audit judges the parts by the standard's schemas."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from openxml_audit import OpenXmlValidator

from tests.engines.said import Said, comparable, expected_modules

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # olevba uses what pyparsing is about to drop
    from oletools.olevba import VBA_Parser

__all__ = ["ask_oletools", "ask_openxml_audit"]


def ask_oletools(path: Path) -> Iterator[Said]:
    """Read the modules back, and list the words that its search for malicious code knows."""
    engine = f"oletools {version('oletools')}"
    expected = expected_modules(path)
    parser = VBA_Parser(str(path))
    try:
        if not parser.detect_vba_macros():
            yield Said(engine, path.name, "VBA", "no macros", not expected)
            return
        read = {name.removesuffix(".bas"): code for _, _, name, code in parser.extract_macros()}
        same = [name for name, source in expected.items() if comparable(read.get(name, "")) == comparable(source)]
        others = [name for name, code in read.items() if name not in expected and comparable(code)]
        answer = f"{len(same)} of {len(expected)} modules read back identical"
        answer += f"; code elsewhere: {', '.join(others)}" if others else "; no code in the modules of sheets"
        yield Said(engine, path.name, "VBA", answer, len(same) == len(expected) and not others)
        found = parser.analyze_macros() or []
        auto = sorted({word for kind, word, _ in found if kind == "AutoExec"})
        suspicious = sorted({word for kind, word, _ in found if kind == "Suspicious"})
        answer = (
            f"runs by itself: {', '.join(auto) or 'nothing'}; words that malware uses, too: {', '.join(suspicious)}"
        )
        yield Said(engine, path.name, "search for malicious code", answer, not auto)
    finally:
        parser.close()


def ask_openxml_audit(path: Path) -> Iterator[Said]:
    """Validate the package, its relations and its parts."""
    engine = f"openxml-audit {version('openxml-audit')}"
    result = OpenXmlValidator().validate(path)
    errors = [str(error.description) for error in result.errors]
    answer = f"{len(errors)} errors" + (f": {errors[0][:120]}" if errors else "")
    yield Said(engine, path.name, "package, relations, parts", answer, not errors)
