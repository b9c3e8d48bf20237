// The list of findings in a pane: each is a button to its cell.

import { WORDS } from "./cells";
import type { Checked, Finding, Similar } from "./service";

/** What a pane shows; `book` is the key of the workbook that it is about. */
export interface Listed { book?: string; message?: string; findings?: Finding[]; similar?: Similar[]; entrance?: boolean }

const MOST_CELLS = 8;

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
  const cells = `${finding.cells.slice(0, MOST_CELLS).join("、")}${finding.cells.length > MOST_CELLS ? "…" : ""}`;
  const expected = finding.severity === "note" ? "建议写" : "应为";
  const lines = [
    [finding.found && `现为 ${finding.found}`, finding.expected && `${expected} ${finding.expected}`].filter(Boolean).join("；"),
    finding.suggestion.zh && `→ ${finding.suggestion.zh}`,
  ];
  button.append(element("b", `${WORDS[finding.severity]} ${cells} `), finding.message.zh);
  button.append(...lines.filter(Boolean).map((line) => element("span", line, "todo")));
  button.addEventListener("click", () => goTo(finding));
  return button;
}

function similarIndicators(similar: Similar): HTMLElement {
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

/** Return the rows that a finding speaks of. */
function rowsOf(finding: Finding): Set<number> {
  return new Set([finding.row, ...finding.cells.map((cell) => Number(cell.replace(/\D/g, "")))]);
}

/** Show a message, and findings by sheet; `goTo` shows the cell of one that is clicked. */
export function show(listed: Listed, goTo: (finding: Finding) => void): void {
  byId("entrance").hidden = !listed.entrance;
  say(listed.entrance ? "请输入访问码：运行服务的人会给您。" : listed.message || "");
  const all = listed.findings || [];
  const sheets = [...new Set(all.map((one) => one.sheet))];
  const waiting = new Set(listed.similar || []);
  const item = (finding: Finding): HTMLElement[] => { // what the library has stands behind the first finding of its row
    const rows = rowsOf(finding);
    const found = [...waiting].filter((one) => one.sheet === finding.sheet && rows.has(one.row));
    for (const one of found) waiting.delete(one);
    return [findingButton(finding, goTo), ...found.map(similarIndicators)];
  };
  byId("findings").replaceChildren(...sheets.flatMap((sheet) => [
    element("h2", sheet || "全文件"),
    ...all.filter((one) => one.sheet === sheet).flatMap(item),
  ]));
}

/** Show a message above the findings, which stay. */
export function say(text: string): void {
  byId("message").textContent = text;
}

/** Return whether anything was checked, a target sheet or one on a further form. */
export function isChecked(checked: Checked): boolean {
  return checked.forms > 0 || Object.keys(checked.others).length > 0;
}

/** Return how many findings there are of each severity, in words, or why nothing was checked. */
export function counts(checked: Checked): string {
  if (!isChecked(checked)) return checked.reason.zh || "这本工作簿里没有可以检查的绩效目标表。";
  const { error, warning, note } = checked.counts;
  const others = Object.entries(checked.others).map(([form, count]) => `；另有 ${count} 张${form}，已检查，不计入项目预算合计`);
  return `${checked.forms} 张绩效目标表，错误 ${error}，警告 ${warning}，提示 ${note}${others.join("")}`;
}

/** Return what a department has to mend before it sends: the errors, and a message. */
export function readiness(checked: Checked): Listed {
  if (!isChecked(checked)) return { message: counts(checked) };
  const { error, warning } = checked.counts;
  const message = error ? `还有 ${error} 处错误，改正后再报送。` : "没有发现错误，可以保存、报送。";
  return {
    message: message + (warning ? `另有警告 ${warning} 处，请点“校验”逐条看过再报送。` : ""),
    findings: checked.findings.filter((one) => one.severity === "error"),
    similar: checked.similar,
  };
}

/** Return what was filled in, in words; what was not comes first, because a list may be long. */
export function filled(done: { sheet: string; cell: string; text: string }[], notices: string[]): string {
  return [`已填 ${done.length} 格。`, ...notices, ...done.map((one) => `${one.sheet} ${one.cell}：${one.text}`)].join("\n");
}

/** Return that the cell of a finding cannot be shown, in words. */
export function sheetGone(finding: Finding): string {
  return `打不开工作表“${finding.sheet}”，可能已改名、隐藏或删除。`;
}
