"use strict";
(() => {
  // ../panes/cells.ts
  var WORDS = { error: "错误", warning: "警告", note: "提示" };

  // ../panes/listing.ts
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
    const cells = finding.cells.slice(0, 6).join("、");
    button.append(element("b", `${WORDS[finding.severity]} ${cells} `), finding.message.zh, element("span", `→ ${finding.suggestion.zh}`, "todo"));
    button.addEventListener("click", () => goTo2(finding));
    return button;
  }
  function show(listed, goTo2) {
    byId("entrance").hidden = !listed.entrance;
    say(listed.entrance ? "请输入访问码：运行服务的人会给您。" : listed.message || "");
    const all = listed.findings || [];
    const sheets = [...new Set(all.map((one) => one.sheet))];
    byId("findings").replaceChildren(...sheets.flatMap((sheet) => [
      element("h2", sheet || "全文件"),
      ...all.filter((one) => one.sheet === sheet).map((one) => findingButton(one, goTo2))
    ]));
  }
  function say(text) {
    byId("message").textContent = text;
  }
  function counts(checked) {
    const { error, warning, note } = checked.counts;
    return `错误 ${error}，警告 ${warning}，提示 ${note}`;
  }
  function sheetGone(finding) {
    return `找不到工作表“${finding.sheet}”，可能已改名或删除。`;
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
    return window.localStorage.getItem(CODE) || "";
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
  function goToFinding(finding) {
    try {
      goTo(finding.sheet, finding.cells[0] || finding.cell);
    } catch {
      say(sheetGone(finding));
    }
  }
  function checkAgain() {
    say("正在校验……");
    send("/api/check", fileName(), bookBytes(), (checked) => {
      show({ message: `${counts(checked)}。`, findings: checked.findings }, goToFinding);
    }, (problem) => show({ message: problem.message, entrance: problem.status === 401 }, goToFinding));
  }
  function start() {
    const stored = () => JSON.parse(window.localStorage.getItem(LIST) || "{}");
    show(stored(), goToFinding);
    window.addEventListener("storage", (event) => {
      if (event.key === LIST) show(stored(), goToFinding);
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
