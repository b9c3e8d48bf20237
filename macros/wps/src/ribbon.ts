// The callbacks that ribbon.xml names. None is async: tabs were seen to vanish in some builds where one was.

import { counts, filled, isChecked, type Listed, readiness } from "../../panes/listing";
import { type Checked, type Copy, knownCode, Problem, send, serviceAddress } from "../../panes/service";
import { bookBytes, bookKey, bookName, fileName, say } from "./host";
import { addProject, clearMarks, fill, mark, undoFills } from "./marks";
import { selfTest } from "./selftest";

const PANE = "xltools-pane:";
const LIST = "xltools-list";
const MOST_LINES = 20; // of a message: a longer one has its button outside the screen

interface Control { Id: string }

/** Show the pane beside the workbook; it reads what is to be listed from the storage that both share. */
function showPane(page: string): void {
  const known = Application.PluginStorage.getItem(PANE + Application.ActiveWorkbook.Name) as unknown as number | null;
  if (known && page === "pane.html") {
    Application.GetTaskPane(known).Visible = true;
    return;
  }
  const folder = window.location.href.replace(/[^/]*$/, "");
  const pane = Application.CreateTaskPane(page.includes("://") ? page : folder + page, "绩效目标");
  if (page === "pane.html") Application.PluginStorage.setItem(PANE + Application.ActiveWorkbook.Name, String(pane.ID));
  pane.Visible = true;
}

function failed(problem: Problem): void {
  if (problem.status === 401) {
    window.localStorage.setItem(LIST, JSON.stringify({ entrance: true }));
    showPane("pane.html");
    return;
  }
  say(problem.message);
}

/** Let the service answer about the workbook in front, which must still be there then: all that follows works on the one in front. */
function ask<T>(path: string, then: (answer: T) => void): void {
  const [key, name] = [bookKey(), bookName()];
  send<T>(path, fileName(), bookBytes(), (answer) => {
    if (bookKey() !== key) throw new Error(`等答复时换了工作簿，什么都没有改动。请切换回“${name}”再点一次。`);
    then(answer);
  }, failed);
}

function check(then: (checked: Checked) => void): void {
  ask("/api/check", then);
}

function list(listed: Listed): void {
  window.localStorage.setItem(LIST, JSON.stringify({ ...listed, book: bookKey() }));
  showPane("pane.html");
}

function inFewLines(text: string): string {
  const lines = text.split("\n");
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `……还有 ${lines.length - MOST_LINES} 行`].join("\n") : text;
}

const ACTIONS: Record<string, () => void> = {
  check: () => check((checked) => {
    if (!isChecked(checked)) {
      say(counts(checked));
      return;
    }
    const cells = mark(checked.findings);
    list({ findings: checked.findings, similar: checked.similar, message: `${counts(checked)}；已标记 ${cells} 格。` });
  }),
  clear: () => say(`已去掉 ${clearMarks()} 格的标记。`),
  fill: () => ask<Copy>("/api/copy/filled?preview", (copy) => {
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
  about: () => say(`绩效目标加载项\n服务：${serviceAddress()}\n本加载项在浏览器的仿真环境里测试过，没有在 WPS 里运行过。`),
};

/** Carry out the button of a control; whatever goes wrong is told. */
function act(control: Control): boolean {
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

/** Called when the tab has been loaded. */
function load(): boolean {
  return true;
}

declare global {
  interface Window { xltools: { act: typeof act; load: typeof load } }
}
window.xltools = { act, load };
