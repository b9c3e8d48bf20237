"""The mark by which a later run can tell a workbook that a command wrote from one that somebody has worked in since.

A document property names the command and holds a digest of all other parts. Whoever saves the workbook again, with or
without a change, writes other parts, and the digest is wrong from then on.
"""

from __future__ import annotations

import hashlib
import re

from xltools.editor.draft import Draft
from xltools.editor.refusal import EditRefusedError
from xltools.editor.relationships import STRICT
from xltools.editor.workbook import EditableWorkbook
from xltools.editor.xmltext import whole_number
from xltools.editor.zip_package import ZipPackage

__all__ = ["sign", "signed_by"]

_PROPERTY = "xltools.written"
_VALUE = re.compile(rf'name="{re.escape(_PROPERTY)}".*?>([a-z-]+) ([0-9a-f]{{64}})<'.encode(), re.DOTALL)
_KINDS = ("custom-properties", "customProperties")
"""The relationship to the document properties that people make, in the two dialects."""
_PART = "docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_TRANSITIONAL_SCHEMAS = "http://schemas.openxmlformats.org/officeDocument/2006"
_STRICT_SCHEMAS = "http://purl.oclc.org/ooxml/officeDocument"
_USER_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST_PROPERTY = 2
"""The number of the first property, by the format."""


def sign(data: bytes, command: str) -> bytes:
    """Return a workbook with the mark of the command that writes it; an earlier mark is replaced.

    Raises:
        EditRefusedError: the workbook cannot be changed part by part.
    """
    package = EditableWorkbook.open(data)
    draft = package.draft()
    strict = package.book(draft).dialect is STRICT
    part = _properties_part(draft)
    if part not in draft:
        part = _add_properties_part(draft, strict=strict)
    # The number of bytes is the same with any digest, and the part itself is not in it.
    _write_property(draft, part, f"{command} {'0' * 64}", strict=strict)
    archive = ZipPackage(ZipPackage(data).rewritten(draft.changes()))
    content = archive.read(part)
    value = f"{command} {_digest(archive, part, command)}"
    return archive.rewritten({part: content.replace(f"{command} {'0' * 64}".encode(), value.encode())})


def signed_by(data: bytes) -> str:
    """Return the command that wrote a workbook which no one has saved since; an empty text for any other file."""
    try:
        archive = ZipPackage(data)
        part = _properties_part(Draft(archive))
        value = _VALUE.search(archive.read(part)) if part in archive else None
        if value is None:
            return ""
        command, digest = value[1].decode(), value[2].decode()
        return command if digest == _digest(archive, part, command) else ""
    except EditRefusedError:
        return ""


def _properties_part(draft: Draft) -> str:
    """Return the part of the document properties that people make, an empty text where there is none."""
    relations = draft.relations("")
    return next((relation.target for kind in _KINDS for relation in relations.of(kind)), "")


def _add_properties_part(draft: Draft, *, strict: bool) -> str:
    part = draft.free_part(_PART)
    schemas = _STRICT_SCHEMAS if strict else _TRANSITIONAL_SCHEMAS
    namespace = f"{schemas}/{_KINDS[strict]}"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    draft.write(part, f'{head}<Properties xmlns="{namespace}"></Properties>'.encode(), _TYPE)
    draft.relations("").add(f"{schemas}/relationships/{_KINDS[strict]}", part)
    return part


def _write_property(draft: Draft, part: str, value: str, *, strict: bool) -> None:
    document = draft.document(part)
    numbers = [_FIRST_PROPERTY - 1]
    for node in document.root.named("property"):
        if node.attributes.get("name") == _PROPERTY:
            document.remove(node)
        else:
            numbers.append(whole_number(node.attributes.get("pid", "")) or 0)
    types = f"{_STRICT_SCHEMAS if strict else _TRANSITIONAL_SCHEMAS}/docPropsVTypes"
    text = f'<vt:lpwstr xmlns:vt="{types}">{value}</vt:lpwstr>'
    tag = f"{document.prefix(document.root)}property"
    attributes = f'fmtid="{_USER_PROPERTIES}" pid="{max(numbers) + 1}" name="{_PROPERTY}"'
    document.append_source(document.root, f"<{tag} {attributes}>{text}</{tag}>".encode())


def _digest(archive: ZipPackage, without: str, command: str) -> str:
    """Return a digest of the parts by their names, sizes and checksums, all but one part."""
    digest = hashlib.sha256(command.encode())
    for name, size, checksum in archive.checksums():
        if name != without:
            digest.update(f"\n{name} {size} {checksum}".encode())
    return digest.hexdigest()
