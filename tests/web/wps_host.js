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

  const makeCell = (sheet, address, [value, locked, formula]) => {
    let colour = 16777215, index = -4142;
    const cell = {
      get Value2() { return value; },
      set Value2(given) { refuse(sheet); value = given; },
      Locked: locked, HasFormula: formula, Comment: null,
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

  const makeSheet = (given, protection) => {
    const cells = {};
    const places = Object.keys(given.cells).map(numbers);
    const sheet = {
      Name: given.name, ProtectContents: given.protected, ProtectDrawingObjects: true, ProtectScenarios: true,
      Protection: strict("Protection", protection),
      UsedRange: strict("UsedRange", { Row: 1, Column: 1,
        Rows: strict("Rows", { Count: Math.max(1, ...places.map(([row]) => row)) }),
        Columns: strict("Columns", { Count: Math.max(1, ...places.map(([, column]) => column)) }) }),
      Activate() { log.active = sheet.Name; },
      Range(address) { return cells[address] ||= makeCell(sheet, address, given.cells[address] || [null, true, false]); },
      Copy(before, after) {
        if (before !== undefined) throw new TypeError("Copy wants a sheet to stand behind");
        const name = `${sheet.Name} (2)`;
        const copied = Object.fromEntries(Object.entries(given.cells).map(([address, [, locked, formula]]) => [address, [sheet.Range(address).Value2, locked, formula]]));
        list.splice(list.findIndex((one) => one.Name === after.Name) + 1, 0, makeSheet({ ...given, name, cells: copied }, protection));
      },
      Protect(...options) { sheet.ProtectContents = true; log.protects.push([sheet.Name, options]); },
      Unprotect() { if (given.password) throw new Error("password"); sheet.ProtectContents = false; log.unprotects += 1; },
    };
    return strict("Worksheet", sheet);
  };

  const allowances = ["AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns", "AllowInsertingRows",
    "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering", "AllowUsingPivotTables"];
  const protection = Object.fromEntries(allowances.map((name, number) => [name, number % 2 === 0]));
  const list = window.CONTENT.sheets.map((sheet) => makeSheet(sheet, protection));
  const bytes = Uint8Array.from(atob(window.CONTENT.bytes), (sign) => sign.charCodeAt(0)).buffer;
  const saved = new Set();
  const storage = {};
  window.SHEETS = list;
  window.Application = strict("Application", {
    ScreenUpdating: true,
    Env: strict("Env", { GetTempPath: () => "/tmp" }),
    FileSystem: strict("FileSystem", {
      ReadFileAsArrayBuffer(path) { if (!saved.has(path)) throw new Error(`no file ${path}`); return bytes; },
      Remove(path) { if (!saved.delete(path)) throw new Error(`no file ${path}`); log.removed.push(path); return true; },
    }),
    PluginStorage: strict("PluginStorage", { getItem: (key) => storage[key] ?? null, setItem(key, value) { storage[key] = value; } }),
    CreateTaskPane(url, title) { const pane = { ID: log.panes.length + 1, Visible: false, url, title }; log.panes.push(pane); return strict("TaskPane", pane); },
    GetTaskPane(id) { return log.panes[id - 1]; },
    ActiveWorkbook: strict("Workbook", {
      Name: window.CONTENT.name, FullName: `somewhere/${window.CONTENT.name}`,
      SaveCopyAs(path) { saved.add(path); },
      Worksheets: strict("Sheets", {
        get Count() { return list.length; },
        Item(key) {
          const sheet = typeof key === "number" ? list[key - 1] : list.find((one) => one.Name === key);
          if (!sheet) throw new Error(`no sheet ${key}`);
          return sheet;
        },
      }),
    }),
  });
})();
