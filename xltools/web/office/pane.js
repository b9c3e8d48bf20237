"use strict";
(() => {
  // ../panes/cells.ts
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
    return new Map([...lists].map(([sheet, cells]) => [sheet, [...cells].map(([cell, list]) => cellToMark(cell, list))]));
  }
  function cellToMark(cell, list) {
    const sorted = [...list].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
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
  function remember(kind, book, list) {
    if (list.length) window.localStorage.setItem(kind + book, JSON.stringify(list));
    else window.localStorage.removeItem(kind + book);
  }
  function bySheet(places) {
    const sheets = /* @__PURE__ */ new Map();
    for (const one of places) if (one.cell) sheets.set(one.sheet, [...sheets.get(one.sheet) || [], one]);
    return sheets;
  }
  function asValue(text) {
    if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text)) return Number(text);
    return /^[\s=+\-@'(\d.¥￥$]|^(true|false)$/i.test(text) ? `'${text}` : text;
  }
  function holds(value, text) {
    return typeof value === "number" ? value === Number(text) : value === text;
  }

  // ../panes/listing.ts
  var MOST_CELLS = 8;
  function byId(id) {
    const found2 = document.getElementById(id);
    if (!found2) throw new Error(`no element ${id}`);
    return found2;
  }
  function element(name, text, className = "") {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  }
  function findingButton(finding, goTo2) {
    const button = element("button", "", `finding ${finding.severity}`);
    const cells = `${finding.cells.slice(0, MOST_CELLS).join("、")}${finding.cells.length > MOST_CELLS ? "…" : ""}`;
    const expected = finding.severity === "note" ? "建议写" : "应为";
    const lines = [
      [finding.found && `现为 ${finding.found}`, finding.expected && `${expected} ${finding.expected}`].filter(Boolean).join("；"),
      finding.suggestion.zh && `→ ${finding.suggestion.zh}`
    ];
    button.append(element("b", `${WORDS[finding.severity]} ${cells} `), finding.message.zh);
    button.append(...lines.filter(Boolean).map((line) => element("span", line, "todo")));
    button.addEventListener("click", () => goTo2(finding));
    return button;
  }
  function similarIndicators(similar) {
    const made = element("details", "", "similar");
    const entries = similar.entries.map((entry) => {
      const about = [entry.level2, entry.unit && `单位：${entry.unit}`].filter(Boolean).join("，");
      const item = element("p", `${entry.name}（${about}），${entry.used} 个项目用过`);
      if (entry.values.length) item.append(element("span", `出现过的指标值：${entry.values.join("；")}`, "todo"));
      if (entry.bases.length) item.append(element("span", `出现过的依据：${entry.bases.join("；")}`, "todo"));
      return item;
    });
    made.append(element("summary", `指标库中与“${similar.text}”相近的指标 ${similar.entries.length}`), ...entries);
    return made;
  }
  function rowsOf(finding) {
    return /* @__PURE__ */ new Set([finding.row, ...finding.cells.map((cell) => Number(cell.replace(/\D/g, "")))]);
  }
  function show(listed, goTo2) {
    byId("entrance").hidden = !listed.entrance;
    say(listed.entrance ? "请输入访问码：运行服务的人会给您。" : listed.message || "");
    const all = listed.findings || [];
    const sheets = [...new Set(all.map((one) => one.sheet))];
    const waiting = new Set(listed.similar || []);
    const item = (finding) => {
      const rows = rowsOf(finding);
      const found2 = [...waiting].filter((one) => one.sheet === finding.sheet && rows.has(one.row));
      for (const one of found2) waiting.delete(one);
      return [findingButton(finding, goTo2), ...found2.map(similarIndicators)];
    };
    byId("findings").replaceChildren(...sheets.flatMap((sheet) => [
      element("h2", sheet || "全文件"),
      ...all.filter((one) => one.sheet === sheet).flatMap(item)
    ]));
  }
  function say(text) {
    byId("message").textContent = text;
  }
  function isChecked(checked) {
    return checked.forms > 0 || Object.keys(checked.others).length > 0;
  }
  function counts(checked) {
    if (!isChecked(checked)) return checked.reason.zh || "这本工作簿里没有可以检查的绩效目标表。";
    const { error, warning, note } = checked.counts;
    const others = Object.entries(checked.others).map(([form, count]) => `；另有 ${count} 张${form}，已检查，不计入项目预算合计`);
    return `${checked.forms} 张绩效目标表，错误 ${error}，警告 ${warning}，提示 ${note}${others.join("")}`;
  }
  function readiness(checked) {
    if (!isChecked(checked)) return { message: counts(checked) };
    const { error, warning } = checked.counts;
    const message = error ? `还有 ${error} 处错误，改正后再报送。` : "没有发现错误，可以保存、报送。";
    return {
      message: message + (warning ? `另有警告 ${warning} 处，请点“校验”逐条看过再报送。` : ""),
      findings: checked.findings.filter((one) => one.severity === "error"),
      similar: checked.similar
    };
  }
  function filled(done, notices) {
    return [`已填 ${done.length} 格。`, ...notices, ...done.map((one) => `${one.sheet} ${one.cell}：${one.text}`)].join("\n");
  }
  function sheetGone(finding) {
    return `打不开工作表“${finding.sheet}”，可能已改名、隐藏或删除。`;
  }

  // ../panes/service.ts
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
    return (window.localStorage.getItem(CODE) || "").normalize("NFKC").replace(/[^0-9A-Za-z-]/g, "");
  }
  function keepCode(code) {
    window.localStorage.setItem(CODE, code);
  }
  function send(path, name, bytes, done, failed) {
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
          failed(new Problem(error instanceof Error ? error.message : String(error), 0));
        }
      } else failed(new Problem(answer.problem ? answer.problem.zh : `服务没有给出结果（${request.status}）。`, request.status));
    };
    request.onerror = () => failed(new Problem(`连不上服务 ${serviceAddress()}。请先在本机运行 xltools serve，或问财政部门要地址。`, 0));
    request.ontimeout = () => failed(new Problem("等了太久没有答复，请稍后再试。", 0));
    const form = new FormData();
    form.append("files", new Blob([bytes]), name);
    request.send(form);
  }

  // src/host.ts
  var SLICE_BYTES = 4 << 20;
  var ALLOWANCES = [
    "allowAutoFilter",
    "allowDeleteColumns",
    "allowDeleteRows",
    "allowEditObjects",
    "allowEditScenarios",
    "allowFormatCells",
    "allowFormatColumns",
    "allowFormatRows",
    "allowInsertColumns",
    "allowInsertHyperlinks",
    "allowInsertRows",
    "allowPivotTables",
    "allowSort",
    "selectionMode"
  ];
  function bookKey() {
    return Office.context.document.url || "";
  }
  function bookName() {
    const name = bookKey().split(/[\\/]/).pop() || "";
    return /\.\w+$/.test(name) ? name : `${name || "未保存的工作簿"}.xlsx`;
  }
  function hasNotes() {
    return Office.context.requirements.isSetSupported("ExcelApi", "1.18");
  }
  async function bookBytes() {
    const file = await called((done) => Office.context.document.getFileAsync(Office.FileType.Compressed, { sliceSize: SLICE_BYTES }, done));
    const parts = [];
    try {
      for (let index = 0; index < file.sliceCount; index += 1) {
        const slice = await called((done) => file.getSliceAsync(index, done));
        parts.push(Uint8Array.from(slice.data));
      }
    } finally {
      file.closeAsync();
    }
    return new Blob(parts).arrayBuffer();
  }
  function called(call) {
    return new Promise((resolve, reject) => call((result) => {
      if (result.status === Office.AsyncResultStatus.Succeeded) resolve(result.value);
      else reject(new Error(`Excel 没有交出工作簿（${result.error.code} ${result.error.message}）。请保存后在浏览器里打开自查页检查。`));
    }));
  }
  function goTo(sheetName, address) {
    return Excel.run(async (context) => {
      const sheet = await found(context, sheetName);
      sheet?.load("visibility");
      await context.sync();
      if (!sheet || sheet.visibility !== "Visible") return false;
      sheet.activate();
      if (address) sheet.getRange(address).select();
      await context.sync();
      return true;
    });
  }
  function onSheets(sheets, work) {
    return Excel.run(async (context) => {
      const locked = [];
      for (const [name, list] of sheets) {
        const sheet = await found(context, name);
        if (sheet && !await unlocked(context, sheet, () => work(context, sheet, name, list))) locked.push(name);
      }
      return locked;
    });
  }
  async function found(context, name) {
    const sheet = context.workbook.worksheets.getItemOrNullObject(name);
    sheet.load("name");
    await context.sync();
    return sheet.isNullObject ? null : sheet;
  }
  async function unlocked(context, sheet, work) {
    const protection = sheet.protection;
    protection.load("protected,options");
    await context.sync();
    if (!protection.protected) {
      await work();
      return true;
    }
    const options = Object.fromEntries(ALLOWANCES.map((one) => [one, protection.options[one]]));
    protection.unprotect();
    try {
      await context.sync();
    } catch {
      return false;
    }
    try {
      await work();
    } finally {
      protection.protect(options);
      await context.sync();
    }
    return true;
  }

  // src/marks.ts
  var TINTS = { error: "#FFC7C7", warning: "#FFEB99", note: "#E4DDFF" };
  var NO_FILL = "None";
  var MARKS = "xltools-marks:";
  var FILLS = "xltools-fills:";
  async function mark(findings) {
    const { locked: kept } = await clearMarks();
    const sheets = cellsToMark(findings);
    const remembered = recall(MARKS, bookKey());
    let [cells, noted] = [0, hasNotes()];
    const locked = await onSheets(sheets, async (context, sheet, name, list) => {
      const marks = await before(context, sheet, name, list);
      remembered.push(...marks);
      remember(MARKS, bookKey(), remembered);
      for (const one of marks) sheet.getRange(one.cell).format.fill.color = one.tint;
      await context.sync();
      cells += marks.length;
      if (hasNotes()) noted = await writeNotes(context, sheet, marks) && noted;
    });
    return { cells, noted, locked: [.../* @__PURE__ */ new Set([...kept, ...locked])] };
  }
  async function before(context, sheet, name, list) {
    const there = list.map((one) => {
      const fill2 = sheet.getRange(one.cell).format.fill;
      fill2.load("color,pattern,patternColor");
      return { one, fill: fill2, note: noteAt(sheet, one.cell) };
    });
    await context.sync();
    return there.map(({ one, fill: fill2, note }) => ({
      sheet: name,
      cell: one.cell,
      colour: fill2.color,
      pattern: fill2.pattern,
      patternColour: fill2.patternColor,
      note: textOf(note),
      ours: one.note,
      tint: TINTS[one.severity]
    }));
  }
  async function writeNotes(context, sheet, marks) {
    const write = (one) => {
      if (one.note === null) sheet.notes.add(one.cell, one.ours);
      else sheet.notes.getItem(one.cell).content = `${one.note}
${one.ours}`;
    };
    let all = true;
    for (const one of marks) {
      try {
        write(one);
        await context.sync();
      } catch {
        all = false;
      }
    }
    return all;
  }
  async function clearMarks() {
    const marks = bySheet(recall(MARKS, bookKey()));
    let cells = 0;
    const locked = await onSheets(marks, async (context, sheet, _, list) => {
      const there = list.map((one) => {
        const fill2 = sheet.getRange(one.cell).format.fill;
        fill2.load("color");
        return { one, fill: fill2, note: noteAt(sheet, one.cell) };
      });
      await context.sync();
      for (const { one, fill: fill2, note } of there) {
        if (fill2.color.toUpperCase() === one.tint) restore(fill2, one);
        const text = textOf(note);
        if (note && text !== null) {
          const rest = withoutOurs(text, one.ours);
          if (rest) note.content = rest;
          else note.delete();
        }
      }
      await context.sync();
      cells += list.length;
    });
    remember(MARKS, bookKey(), locked.flatMap((name) => marks.get(name) || []));
    return { cells, locked };
  }
  function restore(fill2, one) {
    if (one.pattern === NO_FILL) {
      fill2.clear();
      return;
    }
    fill2.color = one.colour;
    if (one.pattern && one.pattern !== "Solid") {
      fill2.pattern = one.pattern;
      fill2.patternColor = one.patternColour;
    }
  }
  function noteAt(sheet, cell) {
    if (!hasNotes()) return null;
    const note = sheet.notes.getItemOrNullObject(cell);
    note.load("content");
    return note;
  }
  function textOf(note) {
    return note && !note.isNullObject ? note.content : null;
  }
  async function fill(changes) {
    const done = [];
    const remembered = recall(FILLS, bookKey());
    const locked = await onSheets(bySheet(changes), async (context, sheet, name, list) => {
      const there = list.map((one) => ({ one, range: sheet.getRange(one.cell).load("formulas") }));
      await context.sync();
      const blank = there.filter(({ range }) => range.formulas[0]?.[0] === "");
      const fills = blank.map(({ one }) => ({ sheet: name, cell: one.cell, text: one.text }));
      remember(FILLS, bookKey(), [...remembered, ...fills]);
      for (const { one, range } of blank) range.values = [[asValue(one.text)]];
      await context.sync();
      remembered.push(...fills);
      done.push(...fills);
    });
    return { done, locked };
  }
  async function undoFills() {
    const fills = recall(FILLS, bookKey());
    let cleared = 0;
    const locked = await onSheets(bySheet(fills), async (context, sheet, _, list) => {
      const there = list.map((one) => ({ one, range: sheet.getRange(one.cell).load("values") }));
      await context.sync();
      for (const { one, range } of there) {
        if (!holds(range.values[0]?.[0], one.text)) continue;
        range.values = [[""]];
        cleared += 1;
      }
      await context.sync();
    });
    const stay = fills.filter((one) => locked.includes(one.sheet));
    remember(FILLS, bookKey(), stay);
    return { cleared, kept: fills.length - cleared - stay.length, locked };
  }

  // src/projects.ts
  function addProject() {
    return Excel.run(async (context) => {
      const sheets = context.workbook.worksheets.load("items/name");
      await context.sync();
      const numbered = sheets.items.map((sheet) => ({ sheet, number: Number((/^项目(\d+)$/.exec(sheet.name) || [])[1] || 0) }));
      const last2 = numbered.reduce((best, one) => one.number > best.number ? one : best, { sheet: null, number: 0 });
      if (!last2.sheet) throw new Error("工作簿里没有“项目1”这样的绩效目标表可以照着新增。请用财政部门下发的模板。");
      const made = last2.sheet.copy("After", last2.sheet);
      const name = `项目${last2.number + 1}`;
      if (!await unlocked(context, made, () => empty(context, made, name))) {
        made.delete();
        await context.sync();
        throw new Error(`工作表“项目${last2.number}”有保护密码，不能照着新增。请先撤销保护。`);
      }
      made.activate();
      await context.sync();
      return name;
    });
  }
  async function empty(context, sheet, name) {
    const used = sheet.getUsedRange().load("formulas,values");
    const cells = used.getCellProperties({ format: { protection: true } });
    await context.sync();
    used.formulas.forEach((row, rowIndex) => row.forEach((content, columnIndex) => {
      const locked = cells.value[rowIndex]?.[columnIndex]?.format?.protection?.locked !== false;
      const formula = content !== used.values[rowIndex]?.[columnIndex];
      if (!locked && !formula && content !== "") used.getCell(rowIndex, columnIndex).values = [[""]];
    }));
    sheet.name = name;
    await context.sync();
  }

  // src/pane.ts
  function goToFinding(finding) {
    goTo(finding.sheet, finding.cells[0] || finding.cell).then(
      (there) => {
        if (!there) say(sheetGone(finding));
      },
      (error) => say(reason(error))
    );
  }
  async function ask(path) {
    const bytes = await bookBytes();
    return new Promise((resolve, reject) => send(path, bookName(), bytes, resolve, reject));
  }
  function withPassword(locked) {
    return locked.length ? `工作表“${locked.join("”“")}”有保护密码，没有动。` : "";
  }
  function marked({ cells, noted, locked }) {
    return `已标记 ${cells} 格${noted ? "" : "（只有颜色：这个 Excel 不让加载项写批注，或格上已有会话批注）"}。${withPassword(locked)}`;
  }
  var ACTIONS = {
    check: async () => {
      const checked = await ask("/api/check");
      if (!isChecked(checked)) {
        show({ message: counts(checked) }, goToFinding);
        return;
      }
      show({ ...checked, message: `${counts(checked)}；${marked(await mark(checked.findings))}` }, goToFinding);
    },
    clear: async () => {
      const { cells, locked } = await clearMarks();
      say(`已去掉 ${cells} 格的标记。${withPassword(locked)}`);
    },
    fill: async () => {
      const copy = await ask("/api/copy/filled?preview");
      const { done, locked } = await fill(copy.changes);
      say(filled(done, [withPassword(locked), ...copy.notices.map((one) => one.zh)].filter(Boolean)));
    },
    undo: async () => {
      const { cleared, kept, locked } = await undoFills();
      const text = `已撤销 ${cleared} 格${kept ? `；${kept} 格后来改过或已不在，没有动` : ""}。`;
      say((cleared || kept ? text : "没有可以撤销的填充。") + withPassword(locked));
    },
    add: async () => say(`已新增“${await addProject()}”。目录不会自动更新。`),
    ready: async () => {
      show(readiness(await ask("/api/check")), goToFinding);
    }
  };
  var last = "check";
  function reason(error) {
    return error instanceof Error ? error.message : String(error);
  }
  async function act(name) {
    const buttons = [...document.querySelectorAll("#buttons button, #entrance button")];
    last = name;
    for (const button of buttons) button.disabled = true;
    say("正在办理……");
    try {
      await ACTIONS[name]?.();
    } catch (error) {
      if (error instanceof Problem && error.status === 401) show({ entrance: true }, goToFinding);
      else say(reason(error));
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }
  function start(host) {
    if (host !== Office.HostType.Excel) {
      say("请在 Excel 里打开本窗格；浏览器里请用自查页。");
      return;
    }
    for (const name of Object.keys(ACTIONS)) byId(name).addEventListener("click", () => void act(name));
    byId("page").setAttribute("href", `${serviceAddress()}/`);
    byId("entrance").addEventListener("submit", (event) => {
      event.preventDefault();
      keepCode(byId("code").value.trim());
      void act(last);
    });
    byId("buttons").hidden = false;
  }
  void Office.onReady((info) => start(info.host));
})();
