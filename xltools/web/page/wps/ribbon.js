"use strict";
(() => {
  // ../addin/cells.ts
  var WORDS = { error: "错误", warning: "警告", note: "提示" };
  var RANKS = { error: 0, warning: 1, note: 2 };
  function cellsToMark(findings) {
    const lists = /* @__PURE__ */ new Map();
    for (const finding of findings) {
      for (const cell of finding.cells.filter(Boolean)) {
        const sheet = lists.get(finding.sheet) || /* @__PURE__ */ new Map();
        lists.set(finding.sheet, sheet.set(cell, [...sheet.get(cell) || [], finding]));
      }
    }
    return new Map([...lists].map(([sheet, cells]) => [sheet, [...cells].map(([cell, list2]) => cellToMark(cell, list2))]));
  }
  function cellToMark(cell, list2) {
    const sorted = [...list2].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
    const note = sorted.map((one) => `【${WORDS[one.severity]} ${one.rule}】${one.message.zh}
→ ${one.suggestion.zh}`).join("\n");
    return { cell, severity: sorted[0]?.severity || "note", note };
  }
  function withoutOurs(text, ours) {
    const plain = text.replace(/\r\n?/g, "\n");
    return plain === ours ? "" : plain.replace(`
${ours}`, "").replace(ours, "");
  }
  function recall(kind, book) {
    return JSON.parse(window.localStorage.getItem(kind + book) || "[]");
  }
  function remember(kind, book, list2) {
    if (list2.length) window.localStorage.setItem(kind + book, JSON.stringify(list2));
    else window.localStorage.removeItem(kind + book);
  }
  function bySheet(places) {
    const sheets = /* @__PURE__ */ new Map();
    for (const one of places) if (one.cell) sheets.set(one.sheet, [...sheets.get(one.sheet) || [], one]);
    return sheets;
  }
  function asValue(text) {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  function holds(value, text) {
    return typeof value === "number" ? value === Number(text) : value === text;
  }

  // ../addin/listing.ts
  function counts(checked) {
    const { error, warning, note } = checked.counts;
    return `错误 ${error}，警告 ${warning}，提示 ${note}`;
  }

  // ../addin/service.ts
  var CODE = "xltools-code";
  var SECONDS = 180;
  var Problem = class extends Error {
    constructor(text, status) {
      super(text);
      this.status = status;
    }
    status;
  };
  function serviceAddress() {
    return window.XLTOOLS_SERVICE || window.location.origin;
  }
  function knownCode() {
    return window.localStorage.getItem(CODE) || "";
  }
  function send(path, name, bytes, done, failed2) {
    const request = new XMLHttpRequest();
    request.open("POST", `${serviceAddress()}${path}`);
    request.setRequestHeader("X-Xltools-Code", knownCode());
    request.timeout = SECONDS * 1e3;
    request.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
      }
      if (request.status === 200) {
        try {
          done(answer);
        } catch (error) {
          failed2(new Problem(error instanceof Error ? error.message : String(error), 0));
        }
      } else failed2(new Problem(answer.problem ? answer.problem.zh : `服务没有给出结果（${request.status}）。`, request.status));
    };
    request.onerror = () => failed2(new Problem(`连不上服务 ${serviceAddress()}。请先在本机运行 xltools serve，或问财政部门要地址。`, 0));
    request.ontimeout = () => failed2(new Problem("等了太久没有答复，请稍后再试。", 0));
    const form = new FormData();
    form.append("files", new Blob([bytes]), name);
    request.send(form);
  }

  // src/host.ts
  var ALLOWANCES = [
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables"
  ];
  function bookName() {
    const book = Application.ActiveWorkbook;
    return book ? String(book.Name) : "";
  }
  function bookKey() {
    return String(Application.ActiveWorkbook.FullName);
  }
  function bookBytes() {
    const path = `${Application.Env.GetTempPath()}/xltools-${Date.now()}-${Math.floor(Math.random() * 1e9)}.xlsx`;
    Application.ActiveWorkbook.SaveCopyAs(path);
    try {
      return Application.FileSystem.ReadFileAsArrayBuffer(path);
    } finally {
      Application.FileSystem.Remove(path);
    }
  }
  function sheetNamed(name) {
    return Application.ActiveWorkbook.Worksheets.Item(name);
  }
  function allSheets() {
    const sheets = Application.ActiveWorkbook.Worksheets;
    return Array.from({ length: sheets.Count }, (_, index) => sheets.Item(index + 1));
  }
  function unlocked(sheet, work) {
    if (!sheet.ProtectContents) {
      work();
      return;
    }
    const { ProtectDrawingObjects: drawings, ProtectScenarios: scenarios } = sheet;
    const allowed = ALLOWANCES.map((allowance) => sheet.Protection[allowance]);
    try {
      sheet.Unprotect();
    } catch {
      throw new Error(`工作表“${sheet.Name}”有保护密码，不能标记或填充。请先撤销保护。`);
    }
    try {
      work();
    } finally {
      sheet.Protect(void 0, drawings, true, scenarios, false, ...allowed);
    }
  }
  function quietly(work) {
    const updating = Application.ScreenUpdating;
    Application.ScreenUpdating = false;
    try {
      return work();
    } finally {
      Application.ScreenUpdating = updating;
    }
  }
  function say(text) {
    window.alert(text);
  }

  // src/marks.ts
  var COLOURS = { error: 13092863, warning: 10087423, note: 16768484 };
  var NO_FILL = -4142;
  var MARKS = "xltools-marks:";
  var FILLS = "xltools-fills:";
  function mark(findings) {
    clearMarks();
    const marks = [];
    try {
      onSheets(cellsToMark(findings), (sheet, one) => marks.push(markCell(sheet, one)));
    } finally {
      remember(MARKS, bookKey(), marks);
    }
    return marks.length;
  }
  function markCell(sheet, one) {
    const cell = sheet.Range(one.cell);
    const tint = COLOURS[one.severity];
    const before = { colour: cell.Interior.Color, index: cell.Interior.ColorIndex, note: cell.Comment ? cell.Comment.Text() : null };
    cell.Interior.Color = tint;
    if (cell.Comment) cell.Comment.Text(`${before.note}
${one.note}`);
    else cell.AddComment(one.note);
    return { sheet: sheet.Name, cell: one.cell, ...before, ours: one.note, tint };
  }
  function clearMarks() {
    const left = stillThere(recall(MARKS, bookKey()));
    onSheets(bySheet(left), (sheet, one) => unmarkCell(sheet.Range(one.cell), one));
    remember(MARKS, bookKey(), []);
    return left.length;
  }
  function unmarkCell(cell, one) {
    if (cell.Interior.Color === one.tint) {
      if (one.index === NO_FILL) cell.Interior.ColorIndex = NO_FILL;
      else cell.Interior.Color = one.colour;
    }
    const note = cell.Comment;
    if (!note) return;
    const rest = withoutOurs(note.Text(), one.ours);
    if (rest) note.Text(rest);
    else note.Delete();
  }
  function fill(changes) {
    const done = [];
    try {
      onSheets(bySheet(changes), (sheet, one) => {
        const cell = sheet.Range(one.cell);
        if (cell.HasFormula || !(cell.Value2 === null || cell.Value2 === "")) return;
        cell.Value2 = asValue(one.text);
        done.push({ sheet: sheet.Name, cell: one.cell, text: one.text });
      });
    } finally {
      remember(FILLS, bookKey(), [...recall(FILLS, bookKey()), ...done]);
    }
    return done;
  }
  function undoFills() {
    const fills = recall(FILLS, bookKey());
    let cleared = 0;
    onSheets(bySheet(stillThere(fills)), (sheet, one) => {
      const cell = sheet.Range(one.cell);
      if (!holds(cell.Value2, one.text)) return;
      cell.MergeArea.ClearContents();
      cleared += 1;
    });
    remember(FILLS, bookKey(), []);
    return { cleared, kept: fills.length - cleared };
  }
  function addProject() {
    const numbered = allSheets().map((sheet) => ({ sheet, number: Number((/^项目(\d+)$/.exec(sheet.Name) || [])[1] || 0) }));
    const last = numbered.reduce((best, one) => one.number > best.number ? one : best);
    if (!last.number) throw new Error("工作簿里没有“项目1”这样的绩效目标表可以照着新增。请用财政部门下发的模板。");
    return quietly(() => {
      last.sheet.Copy(void 0, last.sheet);
      const sheets = allSheets();
      const made = sheets[sheets.findIndex((sheet) => sheet.Name === last.sheet.Name) + 1];
      if (!made) throw new Error("没有复制成工作表。");
      const name = `项目${last.number + 1}`;
      unlocked(made, () => {
        const { Row, Column, Rows, Columns } = made.UsedRange;
        for (let row = Row; row < Row + Rows.Count; row += 1) {
          for (let column = Column; column < Column + Columns.Count; column += 1) {
            const cell = made.Range(`${letters(column)}${row}`);
            if (!cell.Locked && !cell.HasFormula && cell.Value2 !== null) cell.MergeArea.ClearContents();
          }
        }
        made.Name = name;
      });
      made.Activate();
      return name;
    });
  }
  function letters(column) {
    let text = "";
    for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + (rest - 1) % 26) + text;
    return text;
  }
  function stillThere(places) {
    const names = new Set(allSheets().map((sheet) => sheet.Name));
    return places.filter((one) => names.has(one.sheet));
  }
  function onSheets(sheets, work) {
    quietly(() => {
      for (const [name, list2] of sheets) {
        const sheet = sheetNamed(name);
        unlocked(sheet, () => list2.forEach((one) => work(sheet, one)));
      }
    });
  }

  // src/ribbon.ts
  var PANE = "xltools-pane:";
  var LIST = "xltools-list";
  function showPane(page) {
    const known = Application.PluginStorage.getItem(PANE + Application.ActiveWorkbook.Name);
    if (known && page === "pane.html") {
      Application.GetTaskPane(known).Visible = true;
      return;
    }
    const folder = window.location.href.replace(/[^/]*$/, "");
    const pane = Application.CreateTaskPane(page.includes("://") ? page : folder + page, "绩效目标");
    if (page === "pane.html") Application.PluginStorage.setItem(PANE + Application.ActiveWorkbook.Name, String(pane.ID));
    pane.Visible = true;
  }
  function failed(problem) {
    if (problem.status === 401) {
      window.localStorage.setItem(LIST, JSON.stringify({ entrance: true }));
      showPane("pane.html");
      return;
    }
    say(problem.message);
  }
  function check(then) {
    send("/api/check", bookName(), bookBytes(), then, failed);
  }
  function list(checked, message) {
    window.localStorage.setItem(LIST, JSON.stringify({ book: bookKey(), message, findings: checked.findings }));
    showPane("pane.html");
  }
  var ACTIONS = {
    check: () => check((checked) => {
      if (!checked.forms) {
        say(checked.reason.zh || "这本工作簿里没有可以检查的绩效目标表。");
        return;
      }
      const cells = mark(checked.findings);
      list(checked, `${counts(checked)}；已标记 ${cells} 格。`);
    }),
    clear: () => say(`已去掉 ${clearMarks()} 格的标记。`),
    fill: () => send("/api/copy/filled?preview", bookName(), bookBytes(), (copy) => {
      const done = fill(copy.changes);
      say([`已填 ${done.length} 格。`, ...done.map((one) => `${one.sheet} ${one.cell}：${one.text}`), ...copy.notices.map((one) => one.zh)].slice(0, 20).join("\n"));
    }, failed),
    undo: () => {
      const { cleared, kept } = undoFills();
      say(cleared || kept ? `已撤销 ${cleared} 格${kept ? `；${kept} 格后来改过或已不在，没有动` : ""}。` : "没有可以撤销的填充。");
    },
    add: () => say(`已新增“${addProject()}”。目录不会自动更新。`),
    ready: () => check((checked) => {
      const errors = checked.findings.filter((one) => one.severity === "error");
      list({ ...checked, findings: errors }, errors.length ? `还有 ${errors.length} 处错误，改正后再报送。` : "没有发现错误，可以保存、报送。");
    }),
    desk: () => showPane(`${serviceAddress()}/#${encodeURIComponent(knownCode())}`),
    about: () => say(`绩效目标加载项
服务：${serviceAddress()}
本加载项在浏览器的仿真环境里测试过，没有在 WPS 里运行过。`)
  };
  function act(control) {
    try {
      const action = ACTIONS[control.Id];
      if (!action) throw new Error(`没有按钮 ${control.Id}`);
      if (control.Id !== "about" && control.Id !== "desk" && !bookName()) throw new Error("请先打开一本工作簿。");
      action();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
    return true;
  }
  function load() {
    return true;
  }
  window.xltools = { act, load };
})();
