// The task pane: the findings, each a button to its cell. It has its own 收起: a docked pane was seen to freeze the ribbon.

import { bookBytes, bookName, goTo } from "./host";
import { type Checked, type Finding, keepCode, send } from "./service";

const LIST = "xltools-list";
const WORDS = { error: "错误", warning: "警告", note: "提示" };

interface Listed { book?: string; message?: string; findings?: Finding[]; entrance?: boolean }

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

function element(name: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function findingButton(finding: Finding): HTMLElement {
  const button = element("button", "", `finding ${finding.severity}`);
  const cells = finding.cells.slice(0, 6).join("、");
  button.append(element("b", `${WORDS[finding.severity]} ${cells} `), finding.message.zh, element("span", `→ ${finding.suggestion.zh}`, "todo"));
  button.addEventListener("click", () => {
    try {
      goTo(finding.sheet, finding.cells[0] || finding.cell);
    } catch {
      byId("message").textContent = `找不到工作表“${finding.sheet}”，可能已改名或删除。`;
    }
  });
  return button;
}

function show(listed: Listed): void {
  byId("entrance").hidden = !listed.entrance;
  byId("message").textContent = listed.entrance ? "请输入访问码：运行服务的人会给您。" : listed.message || "";
  const all = listed.findings || [];
  const sheets = [...new Set(all.map((one) => one.sheet))];
  byId("findings").replaceChildren(...sheets.flatMap((sheet) => [
    element("h2", sheet || "全文件"),
    ...all.filter((one) => one.sheet === sheet).map(findingButton),
  ]));
}

function checkAgain(): void {
  byId("message").textContent = "正在校验……";
  send<Checked>("/api/check", bookName(), bookBytes(), (checked) => {
    const { error, warning, note } = checked.counts;
    show({ message: `错误 ${error}，警告 ${warning}，提示 ${note}。`, findings: checked.findings });
  }, (problem) => show({ message: problem.message, entrance: problem.status === 401 }));
}

function start(): void {
  const stored = (): Listed => JSON.parse(window.localStorage.getItem(LIST) || "{}") as Listed;
  show(stored());
  window.addEventListener("storage", (event) => {
    if (event.key === LIST) show(stored());
  });
  byId("again").addEventListener("click", checkAgain);
  byId("hide").addEventListener("click", () => {
    const id = Application.PluginStorage.getItem(`xltools-pane:${Application.ActiveWorkbook.Name}`);
    if (id) Application.GetTaskPane(Number(id)).Visible = false;
  });
  byId("entrance").addEventListener("submit", (event) => {
    event.preventDefault();
    keepCode((byId("code") as HTMLInputElement).value.trim());
    checkAgain();
  });
}

start();
