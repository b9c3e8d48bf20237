"use strict";
(() => {
  // ../panes/cells.ts
  var WORDS = { error: "错误", warning: "警告", note: "提示" };

  // ../panes/listing.ts
  var MOST_CELLS = 8;
  function byId(id) {
    const found = document.getElementById(id);
    if (!found) throw new Error(`no element ${id}`);
    return found;
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
      const found = [...waiting].filter((one) => one.sheet === finding.sheet && rows.has(one.row));
      for (const one of found) waiting.delete(one);
      return [findingButton(finding, goTo2), ...found.map(similarIndicators)];
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
  function goTo(sheetName, address) {
    const sheet = sheetNamed(sheetName);
    sheet.Activate();
    if (address) sheet.Range(address).Select();
  }

  // src/pane.ts
  var LIST = "xltools-list";
  var shown = {};
  function list(listed) {
    shown = listed;
    show(listed, goToFinding);
  }
  function goToFinding(finding) {
    if (shown.book !== bookKey()) {
      say(`这些问题是“${shown.book}”的，不是现在这本工作簿的。请切换回去，或点“重新校验”。`);
      return;
    }
    try {
      goTo(finding.sheet, finding.cells[0] || finding.cell);
    } catch {
      say(sheetGone(finding));
    }
  }
  function checkAgain() {
    say("正在校验……");
    const book = bookKey();
    try {
      send(
        "/api/check",
        fileName(),
        bookBytes(),
        (checked) => list({ ...checked, book, message: `${counts(checked)}。` }),
        (problem) => list({ message: problem.message, entrance: problem.status === 401 })
      );
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }
  function start() {
    const stored = () => JSON.parse(window.localStorage.getItem(LIST) || "{}");
    const last = stored();
    list(last.entrance || last.book === bookKey() ? last : {});
    window.addEventListener("storage", (event) => {
      if (event.key === LIST) list(stored());
    });
    byId("again").addEventListener("click", checkAgain);
    byId("hide").addEventListener("click", () => {
      const id = Application.PluginStorage.getItem(`xltools-pane:${Application.ActiveWorkbook.Name}`);
      if (id) Application.GetTaskPane(Number(id)).Visible = false;
    });
    byId("entrance").addEventListener("submit", (event) => {
      event.preventDefault();
      keepCode(byId("code").value.trim());
      checkAgain();
    });
  }
  start();
})();
