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
    return new Map([...lists].map(([sheet, cells]) => [sheet, [...cells].map(([cell, list2]) => cellToMark(cell, list2))]));
  }
  function cellToMark(cell, list2) {
    const sorted = [...list2].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
    const note = sorted.map((one) => `【${WORDS[one.severity]} ${one.rule}】${one.message.zh}
→ ${one.suggestion.zh}`).join("\n");
    return { cell, severity: sorted[0]?.severity || "note", note };
  }
  function withoutOurs(text2, ours) {
    const plain = text2.replace(/\r\n?/g, "\n");
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
  function asValue(text2) {
    if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text2)) return Number(text2);
    return /^[\s=+\-@'(\d.¥￥$]|^(true|false)$/i.test(text2) ? `'${text2}` : text2;
  }
  function holds(value, text2) {
    return typeof value === "number" ? value === Number(text2) : value === text2;
  }

  // ../panes/listing.ts
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

  // ../panes/service.ts
  var CODE = "xltools-code";
  var SECONDS = 180;
  var Problem = class extends Error {
    constructor(text2, status) {
      super(text2);
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
  function fileName() {
    const name = bookName();
    return name.includes(".") ? name : `${name}.xlsx`;
  }
  function bookKey() {
    const book = Application.ActiveWorkbook;
    return book ? String(book.FullName) : "";
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
  function say(text2) {
    window.alert(text2);
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
    let text2 = "";
    for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) text2 = String.fromCharCode(65 + (rest - 1) % 26) + text2;
    return text2;
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

  // src/selftest.ts
  var FORM = {
    A1: "自检项目绩效目标表",
    A2: "301001自检交通局",
    F2: "单位：元",
    A3: "项目编码",
    B3: "301-0401-YXN-0001",
    D3: "项目名称",
    E3: "自检项目",
    A4: "预算规模及资金用途",
    B4: "预算数",
    C4: 2e5,
    D4: "其中：财政资金",
    E4: 17e4,
    F4: "其他资金",
    B5: "用于硬化村道路2公里",
    A6: "资金支出计划（%）",
    B6: "3月底",
    C6: "6月底",
    D6: "10月底",
    E6: "12月底",
    B7: 50,
    C7: 20,
    D7: 80,
    E7: 100,
    A8: "绩效目标",
    B8: "1、完成2公里道路硬化。",
    A9: "一级指标",
    B9: "二级指标",
    C9: "三级指标",
    D9: "绩效指标描述",
    E9: "指标值",
    F9: "指标值确定依据",
    A10: "产出指标",
    B10: "数量指标",
    C10: "道路硬化里程",
    D10: "完成硬化的道路长度",
    E10: "≥2公里",
    F10: "实施方案"
  };
  var TYPED_BY_PEOPLE = ["B3", "E3", "C4", "E4", "G4", "B5", "B7", "C7", "D7", "E7", "B8"];
  var NO_FILL2 = -4142;
  var RED = 13092863;
  var STEPS = ["新建", "校验", "清除标记", "填充", "撤销填充", "新增项目"];
  var HEADINGS = ["步骤", "看什么", "应为", "实际", "结果", "用时（秒）"];
  var SAME = "与点之前相同";
  function selfTest(say2) {
    const own = Application.ActiveWorkbook;
    const before = state(own);
    const lines = [];
    const book = Application.Workbooks.Add();
    function step(name, work) {
      const start = Date.now();
      let compared;
      try {
        toFront(book);
        compared = work();
      } catch (error) {
        compared = [broken(error)];
      }
      const seconds = ((Date.now() - start) / 1e3).toFixed(2);
      for (const one of compared) lines.push({ step: name, compared: one, seconds });
    }
    function ask2(name, path, then) {
      const failed2 = (error) => {
        lines.push({ step: name, compared: broken(error), seconds: "" });
        finish();
      };
      let bytes;
      try {
        toFront(book);
        bytes = bookBytes();
      } catch (error) {
        failed2(error);
        return;
      }
      send(path, fileName(), bytes, then, (problem) => failed2(problem));
    }
    function finish() {
      for (const name of STEPS) if (!lines.some((line) => line.step === name)) lines.push({ step: name, compared: ["做完这一步", "没有出错", "没有做到"], seconds: "" });
      try {
        book.Close(false);
      } catch (error) {
        lines.push({ step: "关闭", compared: broken(error), seconds: "" });
      }
      own.Activate();
      state(own).forEach(([what, found], number) => {
        lines.push({ step: "您的工作簿", compared: [what, SAME, found === before[number]?.[1] ? SAME : "变了"], seconds: "" });
      });
      say2(`自检做完了。${write(lines)}
结果在新工作簿里，请另存后发给要了解情况的人。`);
    }
    step("新建", () => prepare());
    ask2("校验", "/api/check", (checked) => {
      step("校验", () => checking(checked));
      step("清除标记", () => {
        clearMarks();
        return looks(NO_FILL2, "无");
      });
      ask2("填充", "/api/copy/filled?preview", (copy) => {
        step("填充", () => {
          fill(copy.changes);
          return [["其他资金（G4）", "30000", text("G4")], ["工作表的保护", "受保护", guarded("项目1")]];
        });
        step("撤销填充", () => {
          undoFills();
          return [["其他资金（G4）", "空", text("G4")]];
        });
        step("新增项目", () => [
          ["新增的表", "项目2", addProject()],
          ["填过的格（E3）", "空", text("E3", "项目2")],
          ["标签（D3）", "项目名称", text("D3", "项目2")],
          ["工作表的保护", "受保护", guarded("项目2")]
        ]);
        finish();
      });
    });
  }
  function toFront(book) {
    book.Activate();
    if (bookName() !== book.Name) throw new Error("自检的工作簿不在最前面");
  }
  function prepare() {
    const sheet = Application.ActiveWorkbook.Worksheets.Item(1);
    sheet.Name = "项目1";
    for (const [address, value] of Object.entries(FORM)) sheet.Range(address).Value2 = value;
    for (const address of TYPED_BY_PEOPLE) sheet.Range(address).Locked = false;
    sheet.Protect();
    return [["预算数（C4）", "200000", text("C4")], ["项目名称（E3）", "自检项目", text("E3")], ["工作表的保护", "受保护", guarded("项目1")]];
  }
  function checking(checked) {
    const planted = checked.findings.filter((one) => one.rule === "A03" || one.rule === "P03");
    const found = planted.map((one) => `${one.rule} ${one.cells.join("、")}`).sort().join("；");
    mark(checked.findings);
    return [["有意留下的两处错误", "A03 G4；P03 C7", found], ...looks(RED, "有"), ["工作表的保护", "受保护", guarded("项目1")]];
  }
  function looks(colour, note) {
    return ["G4", "C7"].map((address) => {
      const cell = sheetNamed("项目1").Range(address);
      const shown = colour === NO_FILL2 ? cell.Interior.ColorIndex : cell.Interior.Color;
      return [`${address} 的底色和批注`, `${colour}，${note}批注`, `${shown}，${cell.Comment ? "有" : "无"}批注`];
    });
  }
  function text(address, sheet = "项目1") {
    const value = sheetNamed(sheet).Range(address).Value2;
    return value === null || value === void 0 || value === "" ? "空" : String(value);
  }
  function guarded(sheet) {
    return sheetNamed(sheet).ProtectContents ? "受保护" : "没有保护";
  }
  function broken(error) {
    return ["做完这一步", "没有出错", `出错：${error instanceof Error ? error.message : String(error)}`];
  }
  function state(book) {
    return [["所在的工作表", book.ActiveSheet.Name], ["有没有未保存的修改", String(book.Saved)]];
  }
  function write(lines) {
    const failed2 = [...new Set(lines.filter(({ compared: [, expected, found] }) => expected !== found).map((line) => line.step))];
    const verdict = failed2.length ? `有 ${failed2.length} 步不通过：${failed2.join("、")}。` : "全部通过。";
    const host = Application;
    const facts = [["时间", (/* @__PURE__ */ new Date()).toString()], ["表格软件", `${host.Name} ${host.Version}（${host.Build}）`], ["内核", navigator.userAgent], ["服务", serviceAddress()]];
    const rows = [
      ["自检结果"],
      [verdict],
      HEADINGS,
      ...lines.map(({ step, compared: [what, expected, found], seconds }) => [step, what, expected, found, expected === found ? "通过" : "不通过", seconds]),
      ["本机情况"],
      ...facts
    ];
    Application.Workbooks.Add().Activate();
    const sheet = Application.ActiveWorkbook.Worksheets.Item(1);
    sheet.Name = "自检结果";
    rows.forEach((row, down) => row.forEach((value, right) => {
      sheet.Range(`${"ABCDEF"[right]}${down + 1}`).Value2 = value;
    }));
    sheet.Range("B1:D1").ColumnWidth = 32;
    return verdict;
  }

  // src/ribbon.ts
  var PANE = "xltools-pane:";
  var LIST = "xltools-list";
  var MOST_LINES = 20;
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
  function ask(path, then) {
    const [key, name] = [bookKey(), bookName()];
    send(path, fileName(), bookBytes(), (answer) => {
      if (bookKey() !== key) throw new Error(`等答复时换了工作簿，什么都没有改动。请切换回“${name}”再点一次。`);
      then(answer);
    }, failed);
  }
  function check(then) {
    ask("/api/check", then);
  }
  function list(listed) {
    window.localStorage.setItem(LIST, JSON.stringify({ ...listed, book: bookKey() }));
    showPane("pane.html");
  }
  function inFewLines(text2) {
    const lines = text2.split("\n");
    return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `……还有 ${lines.length - MOST_LINES} 行`].join("\n") : text2;
  }
  var ACTIONS = {
    check: () => check((checked) => {
      if (!isChecked(checked)) {
        say(counts(checked));
        return;
      }
      const cells = mark(checked.findings);
      list({ findings: checked.findings, similar: checked.similar, message: `${counts(checked)}；已标记 ${cells} 格。` });
    }),
    clear: () => say(`已去掉 ${clearMarks()} 格的标记。`),
    fill: () => ask("/api/copy/filled?preview", (copy) => {
      say(inFewLines(filled(fill(copy.changes), copy.notices.map((one) => one.zh))));
    }),
    undo: () => {
      const { cleared, kept } = undoFills();
      say(cleared || kept ? `已撤销 ${cleared} 格${kept ? `；${kept} 格后来改过或已不在，没有动` : ""}。` : "没有可以撤销的填充。");
    },
    add: () => say(`已新增“${addProject()}”。目录不会自动更新。`),
    ready: () => check((checked) => list(readiness(checked))),
    desk: () => showPane(`${serviceAddress()}/#${encodeURIComponent(knownCode())}`),
    test: () => selfTest(say),
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
