"""Mutations of amounts: how one cell says its value, by the rules of SpreadsheetML."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from lxml import etree

from tests.fuzz.spreadsheet_book import (
    MAIN,
    XML_SPACE,
    Amount,
    Book,
    NothingToChangeError,
    column_name,
    split_address,
    tag,
)

Mutation = Callable[[Book], None]


def _pick(book: Book) -> tuple[Amount, Decimal]:
    """Choose an amount that no other mutation of this file has changed."""
    free = [item for item in book.amounts if item.value is not None and item.cell not in book.touched]
    if not free:
        raise NothingToChangeError
    amount = book.random.choice(free)
    book.touched.append(amount.cell)
    assert amount.value is not None
    return amount, amount.value


def _clear(amount: Amount) -> etree._Element:
    cell = amount.cell
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    return cell


def _number(text: Callable[[Decimal], str], kind: str | None = None) -> Mutation:
    """Return a mutation that writes the amount as a number in another spelling."""

    def mutate(book: Book) -> None:
        amount, value = _pick(book)
        cell = _clear(amount)
        if kind:
            cell.set("t", kind)
        etree.SubElement(cell, tag("v")).text = text(value)

    return mutate


def _inside(markup: Callable[[str], str], where: str) -> Mutation:
    """Return a mutation that writes the amount as a text, as markup inside ``is`` or ``si``."""

    def mutate(book: Book) -> None:
        if where == "shared" and "xl/sharedStrings.xml" not in book.parts:
            raise NothingToChangeError
        amount, value = _pick(book)
        cell = _clear(amount)
        text = markup(f"{value:,.2f}")
        if where == "inline":
            cell.set("t", "inlineStr")
            cell.append(etree.fromstring(f'<is xmlns="{MAIN}">{text}</is>'))
        else:
            cell.set("t", "s")
            etree.SubElement(cell, tag("v")).text = str(book.shared(text))

    return mutate


def _format(told: bool = False, **style: str) -> Mutation:
    """Return a mutation that keeps the number and changes its format; ``told``: what is shown is another amount."""

    def mutate(book: Book) -> None:
        amount, value = _pick(book)
        cell = _clear(amount)
        etree.SubElement(cell, tag("v")).text = str(value)
        cell.set("s", str(book.text_style(**style)))
        amount.told = told and value != 0
        if "<strike/>" in style.values():
            amount.value = None  # crossed out

    return mutate


def _formula(formula: str, cached: Callable[[Decimal], str] | None = str, **attributes: str) -> Mutation:
    def mutate(book: Book) -> None:
        amount, value = _pick(book)
        cell = _clear(amount)
        made = etree.SubElement(
            cell, tag("f"), {key: text.replace("HERE", cell.get("r", "")) for key, text in attributes.items()}
        )
        made.text = formula.replace("VALUE", str(value)) or None
        if cached is None or cached(value) != "absent":
            etree.SubElement(cell, tag("v")).text = cached(value) if cached else None
        if cached is None or cached(value) == "absent":
            book.harmless = False  # whoever opens it sees it calculated; who reads the file may do so, or say it

    return mutate


def _typed(kind: str, text: str) -> Mutation:
    """Return a mutation that replaces the amount by something that is none."""

    def mutate(book: Book) -> None:
        amount, _ = _pick(book)
        cell = _clear(amount)
        cell.set("t", kind)
        etree.SubElement(cell, tag("v")).text = text
        amount.value, amount.told = None, True

    return mutate


def _other(write: Callable[[Decimal], str], kind: str = "n") -> Mutation:
    """Return a mutation that changes the amount to another one."""

    def mutate(book: Book) -> None:
        if kind == "s" and "xl/sharedStrings.xml" not in book.parts:
            raise NothingToChangeError
        amount, _ = _pick(book)
        value = Decimal(book.random.randrange(1, 90_000_000)) / book.random.choice((1, 1, 100))
        cell = _clear(amount)
        if kind == "inlineStr":
            etree.SubElement(etree.SubElement(cell, tag("is")), tag("t")).text = write(value)
        elif kind == "s":
            etree.SubElement(cell, tag("v")).text = str(book.shared(f"<t>{write(value)}</t>"))
        else:
            etree.SubElement(cell, tag("v")).text = write(value)
        cell.set("t", kind)
        amount.value = value

    return mutate


def _runs(text: str) -> str:
    return "".join(
        f'<r><rPr><b/><sz val="11"/></rPr><t>{part}</t></r>' for part in (text[:2], text[2:5], text[5:]) if part
    )


def _escape(text: str) -> str:
    return f"<t>{text.replace(',', '_x002C_')}</t>"


def remove_cell(book: Book) -> None:
    amount, _ = _pick(book)
    amount.cell.getparent().remove(amount.cell)
    amount.value, amount.told = None, amount.field == "budget"


def twice_same(book: Book) -> None:
    amount, _ = _pick(book)
    copy = etree.fromstring(etree.tostring(amount.cell))
    amount.cell.addnext(copy)


def twice_other(book: Book) -> None:
    amount, _ = _pick(book)
    copy = etree.fromstring(etree.tostring(amount.cell))
    for child in list(copy):
        copy.remove(child)
    copy.attrib.pop("t", None)
    etree.SubElement(copy, tag("v")).text = "123"
    amount.cell.addnext(copy)
    amount.told = True


def two_values(book: Book) -> None:
    amount, value = _pick(book)
    cell = _clear(amount)
    etree.SubElement(cell, tag("v")).text = str(value)
    etree.SubElement(cell, tag("v")).text = "55"
    amount.told = True


def inline_and_value(book: Book) -> None:
    amount, value = _pick(book)
    cell = _clear(amount)
    cell.set("t", "inlineStr")
    etree.SubElement(cell, tag("v")).text = "999"
    etree.SubElement(etree.SubElement(cell, tag("is")), tag("t")).text = str(value)


def attributes(book: Book) -> None:
    amount, _ = _pick(book)
    amount.cell.set("ph", "1")
    etree.SubElement(amount.cell, tag("extLst")).append(etree.Element(tag("ext"), uri="{0000}"))


def comment_in_value(book: Book) -> None:
    amount, value = _pick(book)
    cell = _clear(amount)
    made = etree.SubElement(cell, tag("v"))
    text = str(value)
    made.text = text[:2]
    note = book.random.choice((etree.Comment("checked"), etree.ProcessingInstruction("app", "x=1")))
    note.tail = text[2:]
    made.append(note)


def cdata(book: Book) -> None:
    amount, value = _pick(book)
    cell = _clear(amount)
    if book.random.random() < 0.5:
        etree.SubElement(cell, tag("v")).text = etree.CDATA(str(value))
    else:
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, tag("is")), tag("t")).text = etree.CDATA(f"{value:,.2f}")


def spaces_around(book: Book) -> None:
    amount, value = _pick(book)
    cell = _clear(amount)
    cell.set("t", "inlineStr")
    made = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
    made.text = f"  {value:,.2f}\u3000"
    made.set(XML_SPACE, "preserve")


def shared_formula(book: Book) -> None:
    amount, value = _pick(book)
    cell = _clear(amount)
    etree.SubElement(cell, tag("f"), t="shared", ref=cell.get("r", ""), si="0").text = f"{value}+0"
    etree.SubElement(cell, tag("v")).text = str(value)


def style_out_of_range(book: Book) -> None:
    _pick(book)[0].cell.set("s", "4000")
    book.harmless = False


def string_out_of_range(book: Book) -> None:
    amount, _ = _pick(book)
    cell = _clear(amount)
    cell.set("t", "s")
    etree.SubElement(cell, tag("v")).text = book.random.choice(("99999", "-1", "1.5", "", "NaN"))
    amount.value, amount.told = None, True


def very_long_text(book: Book) -> None:
    cell = next(book.cells())
    row, _ = split_address(cell.get("r", "A1"))
    last = cell.getparent()[-1]
    column = max(split_address(last.get("r", "A1"))[1], 12) + 1
    made = etree.SubElement(cell.getparent(), tag("c"), r=f"{column_name(column)}{row}", t="inlineStr")
    etree.SubElement(etree.SubElement(made, tag("is")), tag("t")).text = "说明" * 16_000


VALUES: dict[str, Mutation] = {
    "number": _number(str),
    "number typed n": _number(str, "n"),
    "number as whole": _number(lambda v: str(int(v)) if v == int(v) else str(v)),
    "number with exponent": _number(lambda v: f"{v:E}"),
    "number with small e": _number(lambda v: f"{v.normalize():e}"),
    "number with leading zeros": _number(lambda v: f"00{v}"),
    "number with plus": _number(lambda v: f"+{v}"),
    "number with long tail": _number(lambda v: f"{v}0000000"),
    "number a hair below": _number(lambda v: f"{v - Decimal('0.000000002') if v else v}"),
    "number with spaces": _number(lambda v: f" {v}\n"),
    "number as text result": _number(str, "str"),
    "grouped as text result": _number(lambda v: f"{v:,.2f}", "str"),
    "inline": _inside(lambda t: f"<t>{t}</t>", "inline"),
    "inline runs": _inside(_runs, "inline"),
    "inline phonetic": _inside(
        lambda t: f'<t>{t}</t><rPh sb="0" eb="1"><t>9</t></rPh><phoneticPr fontId="0"/>', "inline"
    ),
    "shared": _inside(lambda t: f"<t>{t}</t>", "shared"),
    "shared runs": _inside(_runs, "shared"),
    "shared runs and phonetic": _inside(lambda t: f'{_runs(t)}<rPh sb="0" eb="1"><t>88</t></rPh>', "shared"),
    "shared escaped": _inside(_escape, "shared"),
    "inline escaped": _inside(_escape, "inline"),
    "text with unit": _inside(lambda t: f"<t>{t}元</t>", "inline"),
    "text full width": _inside(lambda t: f"<t>{t.translate({48 + n: 0xFF10 + n for n in range(10)})}</t>", "inline"),
    "text with references": _inside(lambda t: f"<t>&#{ord(t[0])};{t[1:]}</t>", "shared"),
    "format grouped": _format(code="#,##0.00"),
    "format yuan": _format(code='#,##0.00"元"'),
    "format accounting": _format(code='_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ '),
    "format red negatives": _format(code="#,##0.00_);[Red](#,##0.00)"),
    "format locale": _format(code="[$-804]#,##0.00"),
    "format text": _format(numFmtId="49"),
    "format scientific": _format(numFmtId="11"),
    "format quote prefix": _format(quotePrefix="1"),
    "format thousands": _format(True, code="#,##0.00,"),
    "format percent": _format(True, numFmtId="10"),
    "format date": _format(True, numFmtId="14"),
    "format chinese date": _format(True, numFmtId="31"),
    "format custom date": _format(True, code='yyyy"年"m"月"d"日"'),
    "format fraction": _format(numFmtId="12"),
    "format hides": _format(code=";;;"),
    "format literal only": _format(True, code='"见附件"'),
    "format appends a digit": _format(True, code='0"0"'),
    "font struck": _format(True, font="<strike/>"),
    "font white": _format(font='<color rgb="FFFFFFFF"/>'),
    "formula": _formula("VALUE*1"),
    "formula empty tag": _formula(""),
    "formula array": _formula("VALUE*1", t="array", ref="HERE"),
    "formula data table": _formula("", t="dataTable", ref="HERE", dt2D="0", dtr="0", r1="A1"),
    "formula always calculated": _formula("VALUE+0*RAND()", ca="1"),
    "formula shared": shared_formula,
    "formula without result": _formula("VALUE*1", lambda _: "absent"),
    "formula with empty result": _formula("VALUE*1", None),
    "truth value": _typed("b", "1"),
    "error value": _typed("e", "#REF!"),
    "error not available": _typed("e", "#N/A"),
    "date by ISO": _typed("d", "2020-03-01"),
    "not a number": _typed("n", "NaN"),
    "infinite": _typed("n", "INF"),
    "hexadecimal": _typed("n", "0x1F"),
    "unknown type": _typed("zz", "500"),
    "changed number": _other(str),
    "changed by exponent": _other(lambda v: f"{v:E}"),
    "changed inline": _other(lambda v: f"{v:,.2f}", "inlineStr"),
    "changed shared": _other(lambda v: f"{v:,.2f}", "s"),
    "changed text result": _other(lambda v: f"{v:.2f}", "str"),
    "cell removed": remove_cell,
    "cell twice": twice_same,
    "cell twice, other amount": twice_other,
    "two values": two_values,
    "inline text and value": inline_and_value,
    "odd attributes": attributes,
    "comment inside the number": comment_in_value,
    "CDATA": cdata,
    "spaces around": spaces_around,
    "style out of range": style_out_of_range,
    "string out of range": string_out_of_range,
    "very long text": very_long_text,
}
