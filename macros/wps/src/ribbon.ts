// The callbacks that ribbon.xml names. None is async: tabs were seen to vanish in some builds where one was.

import { counts } from "../../panes/listing";
import { type Checked, type Copy, knownCode, Problem, send, serviceAddress } from "../../panes/service";
import { bookBytes, bookKey, bookName, fileName, say } from "./host";
import { addProject, clearMarks, fill, mark, undoFills } from "./marks";
import { selfTest } from "./selftest";

const PANE = "xltools-pane:";
const LIST = "xltools-list";

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

function check(then: (checked: Checked) => void): void {
  send<Checked>("/api/check", fileName(), bookBytes(), then, failed);
}

function list(checked: Checked, message: string): void {
  window.localStorage.setItem(LIST, JSON.stringify({ book: bookKey(), message, findings: checked.findings }));
  showPane("pane.html");
}

const ACTIONS: Record<string, () => void> = {
  check: () => check((checked) => {
    if (!checked.forms) {
      say(checked.reason.zh || "这本工作簿里没有可以检查的绩效目标表。");
      return;
    }
    const cells = mark(checked.findings);
    list(checked, `${counts(checked)}；已标记 ${cells} 格。`);
  }),
  clear: () => say(`已去掉 ${clearMarks()} 格的标记。`),
  fill: () => send<Copy>("/api/copy/filled?preview", fileName(), bookBytes(), (copy) => {
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
