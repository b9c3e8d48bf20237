// The task pane in Excel: its buttons, and the findings. Nothing here ran in Excel; its own line in the pane says so.

import { byId, counts, filled, isChecked, readiness, say, sheetGone, show } from "../../panes/listing";
import { type Checked, type Copy, type Finding, keepCode, Problem, send, serviceAddress } from "../../panes/service";
import { bookBytes, bookName, goTo } from "./host";
import { clearMarks, fill, mark, type Marked, undoFills } from "./marks";
import { addProject } from "./projects";

function goToFinding(finding: Finding): void {
  goTo(finding.sheet, finding.cells[0] || finding.cell).then(
    (there) => { if (!there) say(sheetGone(finding)); },
    (error) => say(reason(error)),
  );
}

async function ask<T>(path: string): Promise<T> {
  const bytes = await bookBytes();
  return new Promise((resolve, reject) => send<T>(path, bookName(), bytes, resolve, reject));
}

function withPassword(locked: string[]): string {
  return locked.length ? `工作表“${locked.join("”“")}”有保护密码，没有动。` : "";
}

function marked({ cells, noted, locked }: Marked): string {
  return `已标记 ${cells} 格${noted ? "" : "（只有颜色：这个 Excel 不让加载项写批注，或格上已有会话批注）"}。${withPassword(locked)}`;
}

const ACTIONS: Record<string, () => Promise<void>> = {
  check: async () => {
    const checked = await ask<Checked>("/api/check");
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
    const copy = await ask<Copy>("/api/copy/filled?preview");
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
    show(readiness(await ask<Checked>("/api/check")), goToFinding);
  },
};
let last = "check";

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function act(name: string): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("#buttons button, #entrance button")];
  last = name;
  for (const button of buttons) button.disabled = true; // two at once would mark over each other
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

function start(host: Office.HostType | null): void {
  if (host !== Office.HostType.Excel) {
    say("请在 Excel 里打开本窗格；浏览器里请用自查页。");
    return;
  }
  for (const name of Object.keys(ACTIONS)) byId(name).addEventListener("click", () => void act(name));
  byId("page").setAttribute("href", `${serviceAddress()}/`);
  byId("entrance").addEventListener("submit", (event) => {
    event.preventDefault();
    keepCode((byId("code") as HTMLInputElement).value.trim());
    void act(last);
  });
  byId("buttons").hidden = false;
}

void Office.onReady((info) => start(info.host));
