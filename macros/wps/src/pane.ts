// The task pane: the findings, each a button to its cell. It has its own 收起: a docked pane was seen to freeze the ribbon.

import { byId, counts, type Listed, say, sheetGone, show } from "../../panes/listing";
import { type Checked, type Finding, keepCode, send } from "../../panes/service";
import { bookBytes, fileName, goTo } from "./host";

const LIST = "xltools-list";

function goToFinding(finding: Finding): void {
  try {
    goTo(finding.sheet, finding.cells[0] || finding.cell);
  } catch {
    say(sheetGone(finding));
  }
}

function checkAgain(): void {
  say("正在校验……");
  send<Checked>("/api/check", fileName(), bookBytes(), (checked) => {
    show({ message: `${counts(checked)}。`, findings: checked.findings }, goToFinding);
  }, (problem) => show({ message: problem.message, entrance: problem.status === 401 }, goToFinding));
}

function start(): void {
  const stored = (): Listed => JSON.parse(window.localStorage.getItem(LIST) || "{}") as Listed;
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
    keepCode((byId("code") as HTMLInputElement).value.trim());
    checkAgain();
  });
}

start();
