// The task pane: the findings, each a button to its cell. It has its own 收起: a docked pane was seen to freeze the ribbon.

import { byId, counts, type Listed, say, sheetGone, show } from "../../panes/listing";
import { type Checked, type Finding, keepCode, send } from "../../panes/service";
import { bookBytes, bookKey, fileName, goTo } from "./host";

const LIST = "xltools-list";
let shown: Listed = {};

function list(listed: Listed): void {
  shown = listed;
  show(listed, goToFinding);
}

function goToFinding(finding: Finding): void {
  if (shown.book !== bookKey()) { // the same sheets stand in every department's workbook
    say(`这些问题是“${shown.book}”的，不是现在这本工作簿的。请切换回去，或点“重新校验”。`);
    return;
  }
  try {
    goTo(finding.sheet, finding.cells[0] || finding.cell);
  } catch {
    say(sheetGone(finding));
  }
}

function checkAgain(): void {
  say("正在校验……");
  const book = bookKey();
  try {
    send<Checked>("/api/check", fileName(), bookBytes(), (checked) => list({ ...checked, book, message: `${counts(checked)}。` }),
      (problem) => list({ message: problem.message, entrance: problem.status === 401 }));
  } catch (error) { // such as a copy that could not be written
    say(error instanceof Error ? error.message : String(error));
  }
}

function start(): void {
  const stored = (): Listed => JSON.parse(window.localStorage.getItem(LIST) || "{}") as Listed;
  const last = stored();
  list(last.entrance || last.book === bookKey() ? last : {}); // that of another workbook, or of another day's, is not shown here
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
    keepCode((byId("code") as HTMLInputElement).value.trim());
    checkAgain();
  });
}

start();
