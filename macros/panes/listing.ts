// The list of findings in a pane: each is a button to its cell.

import { WORDS } from "./cells";
import type { Checked, Finding } from "./service";

export interface Listed { book?: string; message?: string; findings?: Finding[]; entrance?: boolean }

export function byId(id: string): HTMLElement {
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

function findingButton(finding: Finding, goTo: (finding: Finding) => void): HTMLElement {
  const button = element("button", "", `finding ${finding.severity}`);
  const cells = finding.cells.slice(0, 6).join("、");
  button.append(element("b", `${WORDS[finding.severity]} ${cells} `), finding.message.zh, element("span", `→ ${finding.suggestion.zh}`, "todo"));
  button.addEventListener("click", () => goTo(finding));
  return button;
}

/** Show a message, and findings by sheet; `goTo` shows the cell of one that is clicked. */
export function show(listed: Listed, goTo: (finding: Finding) => void): void {
  byId("entrance").hidden = !listed.entrance;
  say(listed.entrance ? "请输入访问码：运行服务的人会给您。" : listed.message || "");
  const all = listed.findings || [];
  const sheets = [...new Set(all.map((one) => one.sheet))];
  byId("findings").replaceChildren(...sheets.flatMap((sheet) => [
    element("h2", sheet || "全文件"),
    ...all.filter((one) => one.sheet === sheet).map((one) => findingButton(one, goTo)),
  ]));
}

/** Show a message above the findings, which stay. */
export function say(text: string): void {
  byId("message").textContent = text;
}

/** Return how many findings there are of each severity, in words. */
export function counts(checked: Checked): string {
  const { error, warning, note } = checked.counts;
  return `错误 ${error}，警告 ${warning}，提示 ${note}`;
}

/** Return that a sheet of a finding is not there, in words. */
export function sheetGone(finding: Finding): string {
  return `找不到工作表“${finding.sheet}”，可能已改名或删除。`;
}
