// A stand-in for WPS, as strict as can be: an unknown member throws, a protected sheet refuses, colours are numbers.
// `window.CONTENT` holds the sheets of a real workbook: { bytes, sheets: [{ name, protected, password, cells: { A1: [value, locked, formula] } }] }.
"use strict";
(() => {
  const strict = (name, object) => new Proxy(object, {
    get(target, key) {
      if (key in target || typeof key === "symbol" || key === "toJSON" || key === "then") return Reflect.get(target, key);
      throw new TypeError(`${name}.${String(key)} is not in the stand-in`);
    },
    set(target, key, value) {
      if (!(key in target)) throw new TypeError(`${name}.${String(key)} cannot be set in the stand-in`);
      return Reflect.set(target, key, value);
    },
  });
  const log = { protects: [], unprotects: 0, selected: "", active: "", said: [], removed: [], panes: [] };
  window.LOG = log;
  window.alert = (text) => log.said.push(text);
  const refuse = (sheet) => { if (sheet.ProtectContents) throw new Error(`${sheet.Name} is protected`); };

  /** What a cell makes of what is put in: a sign keeps a text, else it is read as if it were typed. */
  const typed = (given) => {
    if (typeof given !== "string") return given;
    if (given.startsWith("'")) return given.slice(1);
    if (/^[=+@]/.test(given)) throw new TypeError(`${given} would be a formula`);
    return /^-?\d+(\.\d+)?%$/.test(given) ? parseFloat(given) / 100 : given;
  };

  const makeCell = (sheet, address, [value, locked, formula]) => {
    let colour = 16777215, index = -4142;
    const cell = {
      get Value2() { return value; },
      set Value2(given) { refuse(sheet); value = typed(given); },
      get Locked() { return locked; },
      set Locked(given) { refuse(sheet); locked = given; },
      HasFormula: formula, Comment: null, ColumnWidth: 8,
      Interior: strict("Interior", {
        get Color() { return colour; },
        set Color(given) { refuse(sheet); if (typeof given !== "number") throw new TypeError("Color wants a number"); colour = given; index = 1; },
        get ColorIndex() { return index; },
        set ColorIndex(given) { refuse(sheet); index = given; if (given === -4142) colour = 16777215; },
      }),
      AddComment(text) {
        refuse(sheet);
        if (cell.Comment) throw new Error("there is a comment");
        cell.Comment = strict("Comment", { Text(given) { if (given !== undefined) { refuse(sheet); text = given; } return text; }, Delete() { refuse(sheet); cell.Comment = null; } });
        return cell.Comment;
      },
      MergeArea: strict("MergeArea", { ClearContents() { refuse(sheet); value = null; } }),
      Select() { log.selected = `${sheet.Name}!${address}`; },
    };
    return strict("Range", cell);
  };

  const numbers = (address) => {
    const [, letters, row] = /^([A-Z]+)(\d+)$/.exec(address);
    return [Number(row), [...letters].reduce((sum, sign) => sum * 26 + sign.charCodeAt(0) - 64, 0)];
  };

  const makeSheet = (given, protection, list) => {
    const cells = {};
    const places = () => [...Object.keys(given.cells), ...Object.keys(cells).filter((one) => /^[A-Z]+\d+$/.test(one) && cells[one].Value2 !== null)].map(numbers);
    const sheet = {
      Name: given.name, ProtectContents: given.protected, ProtectDrawingObjects: true, ProtectScenarios: true,
      Protection: strict("Protection", protection),
      get UsedRange() {
        return strict("UsedRange", { Row: 1, Column: 1,
          Rows: strict("Rows", { Count: Math.max(1, ...places().map(([row]) => row)) }),
          Columns: strict("Columns", { Count: Math.max(1, ...places().map(([, column]) => column)) }) });
      },
      Activate() { log.active = sheet.Name; },
      Range(address) { return cells[address] ||= makeCell(sheet, address, given.cells[address] || [null, true, false]); },
      Copy(before, after) {
        if (before !== undefined) throw new TypeError("Copy wants a sheet to stand behind");
        const name = `${sheet.Name} (2)`;
        const addresses = new Set([...Object.keys(given.cells), ...Object.keys(cells)]);
        const copied = Object.fromEntries([...addresses].map((address) => [address, [sheet.Range(address).Value2, sheet.Range(address).Locked, sheet.Range(address).HasFormula]]));
        list.splice(list.findIndex((one) => one.Name === after.Name) + 1, 0, makeSheet({ ...given, name, protected: sheet.ProtectContents, cells: copied }, protection, list));
      },
      Protect(...options) { sheet.ProtectContents = true; log.protects.push([sheet.Name, options]); },
      Unprotect() { if (given.password) throw new Error("password"); sheet.ProtectContents = false; log.unprotects += 1; },
    };
    return strict("Worksheet", sheet);
  };

  const allowances = ["AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns", "AllowInsertingRows",
    "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering", "AllowUsingPivotTables"];
  const protection = Object.fromEntries(allowances.map((name, number) => [name, number % 2 === 0]));
  const list = [];
  list.push(...window.CONTENT.sheets.map((sheet) => makeSheet(sheet, protection, list)));
  const bytes = Uint8Array.from(atob(window.CONTENT.bytes), (sign) => sign.charCodeAt(0)).buffer;
  const saved = new Map();
  const storage = {};
  const books = [];
  let front = null;

  const crc32 = (data) => {
    let rest = -1;
    for (const byte of data) {
      rest ^= byte;
      for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (0xedb88320 & -(rest & 1));
    }
    return ~rest >>> 0;
  };

  /** An archive of parts that are not compressed. */
  const zipped = (parts) => {
    const pieces = [], index = [];
    let at = 0;
    const number = (value, size) => Uint8Array.from({ length: size }, (_, place) => (value >>> (8 * place)) & 255);
    for (const [name, text] of Object.entries(parts)) {
      const data = new TextEncoder().encode(text), title = new TextEncoder().encode(name);
      const facts = [number(20, 2), number(0x800, 2), number(0, 2), number(0, 2), number(0x21, 2), number(crc32(data), 4), number(data.length, 4), number(data.length, 4), number(title.length, 2), number(0, 2)];
      index.push(number(0x02014b50, 4), number(20, 2), ...facts, number(0, 2), number(0, 2), number(0, 2), number(0, 4), number(at, 4), title);
      const local = [number(0x04034b50, 4), ...facts, title, data];
      pieces.push(...local);
      at += local.reduce((sum, piece) => sum + piece.length, 0);
    }
    const size = index.reduce((sum, piece) => sum + piece.length, 0), count = Object.keys(parts).length;
    const end = [number(0x06054b50, 4), number(0, 4), number(count, 2), number(count, 2), number(size, 4), number(at, 4), number(0, 2)];
    const all = [...pieces, ...index, ...end];
    const joined = new Uint8Array(all.reduce((sum, piece) => sum + piece.length, 0));
    all.reduce((place, piece) => { joined.set(piece, place); return place + piece.length; }, 0);
    return joined.buffer;
  };

  /** The bytes of a workbook as it is now. */
  const written = (sheets) => {
    const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "&#10;");
    const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", packages = "http://schemas.openxmlformats.org/package/2006", media = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const numbered = sheets.map((sheet, place) => [sheet, place + 1]);
    const cellsOf = (sheet, row) => Array.from({ length: sheet.UsedRange.Columns.Count }, (_, column) => `${String.fromCharCode(65 + column)}${row}`)
      .map((address) => [address, sheet.Range(address).Value2]).filter(([, value]) => value !== null)
      .map(([address, value]) => (typeof value === "number" ? `<c r="${address}"><v>${value}</v></c>` : `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`)).join("");
    const rowsOf = (sheet) => Array.from({ length: sheet.UsedRange.Rows.Count }, (_, row) => `<row r="${row + 1}">${cellsOf(sheet, row + 1)}</row>`).join("");
    return zipped({
      "[Content_Types].xml": `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${media}.sheet.main+xml"/>${numbered.map(([, number]) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${media}.worksheet+xml"/>`).join("")}</Types>`,
      "_rels/.rels": `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      "xl/workbook.xml": `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbered.map(([sheet, number]) => `<sheet name="${escaped(sheet.Name)}" sheetId="${number}" r:id="rId${number}"/>`).join("")}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="${packages}/relationships">${numbered.map(([, number]) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join("")}</Relationships>`,
      ...Object.fromEntries(numbered.map(([sheet, number]) => [`xl/worksheets/sheet${number}.xml`, `${head}<worksheet xmlns="${main}"><sheetData>${rowsOf(sheet)}</sheetData></worksheet>`])),
    });
  };

  const makeBook = (name, fullName, sheets, content) => {
    const book = strict("Workbook", {
      Name: name, FullName: fullName, Saved: true,
      get ActiveSheet() { return sheets[0]; },
      SaveCopyAs(path) { saved.set(path, content()); },
      Activate() { front = book; },
      Close(save) {
        if (save !== false) throw new TypeError("Close would ask");
        books.splice(books.indexOf(book), 1);
        front = books[0];
      },
      Worksheets: strict("Sheets", {
        get Count() { return sheets.length; },
        Item(key) {
          const sheet = typeof key === "number" ? sheets[key - 1] : sheets.find((one) => one.Name === key);
          if (!sheet) throw new Error(`no sheet ${key}`);
          return sheet;
        },
      }),
    });
    books.push(book);
    front = book;
    return book;
  };

  window.SHEETS = list;
  window.BOOKS = books;
  window.Application = strict("Application", {
    Name: "Microsoft Excel", Version: "12.0", Build: "1", // as WPS calls itself
    ScreenUpdating: true,
    Env: strict("Env", { GetTempPath: () => "/tmp" }),
    FileSystem: strict("FileSystem", {
      ReadFileAsArrayBuffer(path) { if (!saved.has(path)) throw new Error(`no file ${path}`); return saved.get(path); },
      Remove(path) { if (!saved.delete(path)) throw new Error(`no file ${path}`); log.removed.push(path); return true; },
    }),
    PluginStorage: strict("PluginStorage", { getItem: (key) => storage[key] ?? null, setItem(key, value) { storage[key] = value; } }),
    CreateTaskPane(url, title) { const pane = { ID: log.panes.length + 1, Visible: false, url, title }; log.panes.push(pane); return strict("TaskPane", pane); },
    GetTaskPane(id) { return log.panes[id - 1]; },
    get ActiveWorkbook() { return front; },
    Workbooks: strict("Workbooks", {
      Add() {
        const sheets = [];
        sheets.push(makeSheet({ name: "Sheet1", protected: false, cells: {} }, protection, sheets));
        return makeBook(`工作簿${books.length + 1}`, `工作簿${books.length + 1}`, sheets, () => written(sheets));
      },
    }),
  });
  makeBook(window.CONTENT.name, `somewhere/${window.CONTENT.name}`, list, () => bytes);
})();
