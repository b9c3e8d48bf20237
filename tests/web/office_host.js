// A stand-in for office.js and Excel, as strict as can be: an unknown member throws, nothing happens before `sync`, nothing may be
// read before `load` and `sync`, a call that fails ends its batch, a protected sheet refuses.
// `window.CONTENT` holds the sheets of a real workbook, as for wps_host.js; `window.API` the newest set of ExcelApi 1.x that it knows.
"use strict";
(() => {
  const log = { selected: "", active: "", syncs: 0, protects: [], files: { open: 0, closed: 0, slices: 0 } };
  window.LOG = log;
  const strict = (name, target, more = {}) => new Proxy(target, {
    get(_, key) {
      if (typeof key === "symbol" || key === "then" || key === "toJSON") return undefined;
      if (more.get && key in more.get) return more.get[key]();
      if (key in target) return target[key];
      throw new TypeError(`${name}.${key} is not in the stand-in`);
    },
    set(_, key, value) {
      if (!more.set || !(key in more.set)) throw new TypeError(`${name}.${key} cannot be set in the stand-in`);
      more.set[key](value);
      return true;
    },
  });
  /** What a cell makes of what is put in: a sign keeps a text, else it is read as if it were typed. */
  const typed = (given) => {
    if (typeof given !== "string") return given;
    if (given.startsWith("'")) return given.slice(1);
    if (/^[=+@]/.test(given)) throw new TypeError(`${given} would be a formula`);
    return /^-?\d+(\.\d+)?%$/.test(given) ? parseFloat(given) / 100 : given === "" ? null : given;
  };
  const fail = (code, message) => Object.assign(new Error(message), { code });

  // --- the workbook -------------------------------------------------------------------------------------------------
  const sheets = new Map(window.CONTENT.sheets.map((sheet) => [sheet.name, {
    name: sheet.name, protected: sheet.protected, password: sheet.password, options: {},
    cells: new Map(Object.entries(sheet.cells).map(([address, [value, locked, formula]]) => [address, { value, locked, formula }])),
    notes: new Map(), threads: new Set(),
  }]));
  window.SHEETS = sheets;
  const cellOf = (sheet, address) => {
    if (!/^[A-Z]{1,3}[1-9]\d*$/.test(address)) throw fail("InvalidArgument", `no cell ${address}`);
    const cell = sheet.cells.get(address) || {};
    sheet.cells.set(address, cell);
    cell.fill = cell.fill || { color: "#FFFFFF", pattern: "None", patternColor: "#000000" };
    return cell;
  };
  const writable = (sheet) => { if (sheet.protected) throw fail("AccessDenied", `${sheet.name} is protected`); return sheet; };
  window.CELL = (sheet, address) => cellOf(sheets.get(sheet), address);
  window.NOTE = (sheet, address) => { const text = sheets.get(sheet).notes.get(address); return text === undefined ? null : text; };

  // --- the API ------------------------------------------------------------------------------------------------------
  const makeContext = () => {
    let queue = [];
    const later = (work) => { queue.push(work); };
    /** An object whose properties are read with load and sync; `missing` makes it a null object instead. */
    const loadable = (name, read, members = {}, write = {}, missing = null) => {
      const loaded = {};
      let isNull = false;
      const get = Object.fromEntries(Object.keys(read).map((key) => [key, () => {
        if (!(key in loaded)) throw fail("PropertyNotLoaded", `${name}.${key} was not loaded`);
        return loaded[key];
      }]));
      if (missing) get.isNullObject = () => { if (isNull === false && !("isNull" in loaded)) throw fail("PropertyNotLoaded", `${name} was not synced`); return isNull; };
      const proxy = strict(name, Object.assign(members, {
        load(names) {
          const keys = names.split(",");
          for (const key of keys) if (!(key in read)) throw new TypeError(`${name}.${key} cannot be loaded in the stand-in`);
          later(() => {
            loaded.isNull = true;
            isNull = Boolean(missing && missing());
            if (!isNull) for (const key of keys) loaded[key] = read[key]();
          });
          return proxy;
        },
      }), { get, set: Object.fromEntries(Object.entries(write).map(([key, work]) => [key, (value) => later(() => work(value))])) });
      return proxy;
    };
    const note = (sheet, address, missing) => {
      const there = () => { if (!sheet().notes.has(address)) throw fail("ItemNotFound", `no note in ${address}`); return sheet(); };
      return loadable("Note", { content: () => there().notes.get(address) }, {
        delete: () => later(() => writable(there()).notes.delete(address)),
      }, { content: (text) => writable(there()).notes.set(address, text) }, missing && (() => !sheet().notes.has(address)));
    };
    const range = (sheet, address) => {
      const cell = () => cellOf(sheet(), address);
      const fill = loadable("RangeFill", {
        color: () => cell().fill.color, pattern: () => cell().fill.pattern, patternColor: () => cell().fill.patternColor,
      }, { clear: () => later(() => { writable(sheet()); cell().fill = null; }) }, {
        color: (value) => {
          if (!/^#[0-9A-F]{6}$/i.test(value)) throw fail("InvalidArgument", `no colour ${value}`);
          writable(sheet());
          Object.assign(cell().fill, { color: value, pattern: "Solid" });
        },
        pattern: (value) => { writable(sheet()); cell().fill.pattern = value; },
        patternColor: (value) => { writable(sheet()); cell().fill.patternColor = value; },
      });
      const proxy = loadable("Range", {
        values: () => [[cell().value === null || cell().value === undefined ? "" : cell().value]],
        formulas: () => [[cell().formula ? "=1" : cell().value === null || cell().value === undefined ? "" : cell().value]],
      }, {
        format: strict("RangeFormat", { fill }),
        select: () => later(() => { log.selected = `${sheet().name}!${address}`; }),
      }, {
        values: ([[value]]) => { writable(sheet()); cell().value = typed(value); },
      });
      return proxy;
    };
    const letters = (column) => (column > 26 ? letters(Math.floor((column - 1) / 26)) : "") + String.fromCharCode(65 + ((column - 1) % 26));
    const used = (sheet) => {
      const rows = (read) => {
        const places = [...sheet().cells.keys()].map((one) => /^([A-Z]+)(\d+)$/.exec(one));
        const width = Math.max(...places.map(([, name]) => [...name].reduce((sum, sign) => sum * 26 + sign.charCodeAt(0) - 64, 0)));
        const height = Math.max(...places.map(([, , row]) => Number(row)));
        return Array.from({ length: height }, (_, row) => Array.from({ length: width }, (_, column) => read(`${letters(column + 1)}${row + 1}`)));
      };
      const formula = (address) => {
        const cell = sheet().cells.get(address) || {};
        return cell.formula ? "=1" : cell.value === null || cell.value === undefined ? "" : cell.value;
      };
      const value = (address) => { const { value: there } = sheet().cells.get(address) || {}; return there === null || there === undefined ? "" : there; };
      return loadable("Range", { formulas: () => rows(formula), values: () => rows(value) }, {
        getCell: (row, column) => range(sheet, `${letters(column + 1)}${row + 1}`),
        getCellProperties({ format: { protection } }) {
          if (protection !== true) throw new TypeError("asks for what there is not");
          let value = null;
          later(() => { value = rows((address) => ({ format: { protection: { locked: (sheet().cells.get(address) || { locked: true }).locked } } })); });
          return strict("ClientResult", {}, { get: { value: () => { if (!value) throw fail("ValueNotLoaded", "no sync"); return value; } } });
        },
      });
    };
    const copied = (sheet) => {
      let made = null;
      later(() => {
        const cells = new Map([...sheet().cells].map(([address, cell]) => [address, { ...cell, fill: null }]));
        made = { ...sheet(), name: `${sheet().name} (2)`, cells, notes: new Map(sheet().notes), threads: new Set() };
        const all = [...sheets];
        const place = all.findIndex(([name]) => name === sheet().name);
        sheets.clear();
        for (const [name, one] of [...all.slice(0, place + 1), [made.name, made], ...all.slice(place + 1)]) sheets.set(name, one);
      });
      return worksheet(() => { if (!made) throw fail("ItemNotFound", "not copied yet"); return made.name; });
    };
    const rename = (sheet, name) => {
      if (sheets.has(name)) throw fail("InvalidArgument", `${name} is there`);
      const all = [...sheets].map(([key, one]) => [one === sheet ? name : key, one]);
      sheet.name = name;
      sheets.clear();
      for (const [key, one] of all) sheets.set(key, one);
    };
    const worksheet = (called) => {
      const sheet = () => { const name = called(); if (!sheets.has(name)) throw fail("ItemNotFound", `no sheet ${name}`); return sheets.get(name); };
      const protection = loadable("WorksheetProtection", { protected: () => sheet().protected, options: () => ({ ...sheet().options }) }, {
        unprotect: () => later(() => { if (sheet().password) throw fail("AccessDenied", "a password"); sheet().protected = false; }),
        protect: (options) => later(() => {
          if (sheet().protected) throw fail("AccessDenied", "is protected");
          Object.assign(sheet(), { protected: true, options });
          log.protects.push([sheet().name, options]);
        }),
      });
      const notes = {
        add: (address, text) => later(() => {
          if (sheet().notes.has(address) || sheet().threads.has(address)) throw fail("InvalidOperation", `${address} has one`);
          writable(sheet()).notes.set(address, text);
        }),
        getItem: (address) => note(sheet, address, false),
        getItemOrNullObject: (address) => note(sheet, address, true),
      };
      const members = {
        activate: () => later(() => { if (sheet().visibility) throw fail("InvalidOperation", `${sheet().name} is hidden`); log.active = sheet().name; }), getRange: (address) => range(sheet, address), protection,
        getUsedRange: () => used(sheet), delete: () => later(() => sheets.delete(sheet().name)),
        copy: (position, beside) => { if (position !== "After" || beside !== proxy) throw new TypeError("copies elsewhere"); return copied(sheet); },
      };
      const proxy = loadable("Worksheet", { name: () => sheet().name, visibility: () => sheet().visibility || "Visible" }, members, { name: (value) => rename(sheet(), value) }, () => !sheets.has(called()));
      if (window.API >= 18) members.notes = strict("NoteCollection", notes);
      return proxy;
    };
    const collection = () => {
      let items = null;
      const proxy = strict("WorksheetCollection", {
        getItemOrNullObject: (name) => worksheet(() => name),
        load(what) {
          if (what !== "items/name") throw new TypeError(`${what} cannot be loaded in the stand-in`);
          later(() => { items = [...sheets.keys()].map((name) => worksheet(() => name).load("name")); });
          later(() => { for (const work of queue.splice(0)) work(); }); // what loading the items has queued
          return proxy;
        },
      }, { get: { items: () => { if (!items) throw fail("PropertyNotLoaded", "items was not loaded"); return items; } } });
      return proxy;
    };
    return strict("RequestContext", {
      workbook: strict("Workbook", {}, { get: { worksheets: collection } }),
      async sync() {
        log.syncs += 1;
        await null;
        const batch = queue;
        queue = [];
        for (const work of batch) work();
      },
    });
  };
  window.Excel = strict("Excel", { run: async (work) => work(makeContext()) });

  // --- what office.js itself has ------------------------------------------------------------------------------------
  const answer = (done, value, problem = null) => setTimeout(() => done({ status: problem ? "failed" : "succeeded", value, error: problem }));
  const file = () => {
    const bytes = Uint8Array.from(atob(window.CONTENT.bytes), (char) => char.charCodeAt(0));
    const size = window.SLICE;
    log.files.open += 1;
    return strict("File", {
      sliceCount: Math.ceil(bytes.length / size),
      getSliceAsync(index, done) { log.files.slices += 1; answer(done, strict("Slice", { data: [...bytes.slice(index * size, (index + 1) * size)] })); },
      closeAsync() { log.files.closed += 1; },
    });
  };
  window.Office = strict("Office", {
    HostType: { Excel: "Excel" }, FileType: { Compressed: "compressed" }, AsyncResultStatus: { Succeeded: "succeeded" },
    context: strict("Context", {
      document: strict("Document", {
        url: `C:\\表\\${window.CONTENT.name}`,
        getFileAsync(type, { sliceSize }, done) {
          if (type !== "compressed" || sliceSize > 4194304) throw new TypeError("asks for what there is not");
          if (log.files.open - log.files.closed >= 2) answer(done, null, { code: 5009, message: "too many open" });
          else if (window.REFUSES) answer(done, null, { code: 7000, message: "no permission" });
          else answer(done, file());
        },
      }),
      requirements: strict("Requirements", { isSetSupported: (set, version) => set === "ExcelApi" && window.API >= Number(version.split(".")[1]) }),
    }),
    onReady: async (ready) => ready({ host: window.HOST || "Excel" }),
  });
})();
