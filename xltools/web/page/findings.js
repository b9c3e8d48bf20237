// One checked file: its findings beside its sheets, and the copies that can be made of it.

import { ask, copyBlob } from "./api.js";
import { chips, element, saveAs, SEVERITIES, SIGNS, WORDS } from "./dom.js";
import { SheetPane } from "./sheet.js";

/**
 * @typedef {import("./sheet.js").Finding} Finding
 * @typedef {import("./sheet.js").Sheet} Sheet
 * @typedef {{ zh: string }} Text
 * @typedef {{ name: string, department: { code: string, name: string }, forms: number, others: Record<string, number>,
 *   rules: number, mended: number | null, reason: Text, counts: Record<string, number>, findings: Finding[],
 *   sheets: Sheet[], fillable: boolean, transferable: boolean, similar: Similar[] }} Checked
 * @typedef {{ sheet: string, row: number, text: string,
 *   entries: { level2: string, name: string, unit: string, values: string[], bases: string[], used: number }[] }} Similar
 * @typedef {{ file_name: string, data: string, changes: { sheet: string, cell: string, text: string, why: string }[], notices: Text[] }} Copy
 */

/**
 * Return what is shown of a checked file.
 * @param {Checked} checked
 * @param {File} file
 * @param {(problem: unknown) => void} fail
 * @param {HTMLElement[]} [actions] further buttons
 * @returns {HTMLElement}
 */
export function showChecked(checked, file, fail, actions = []) {
  const body = element("div");
  body.append(summary(checked, file, fail, actions));
  if (!checked.findings.length && !checked.sheets.length) return body;
  const sheets = new SheetPane(checked.sheets, checked.findings);
  const list = findingList(checked.findings, checked.similar, (finding) => sheets.goTo(finding));
  body.append(element("div", { class: "panes" }, list, sheets.root));
  return body;
}

/**
 * @param {Checked} checked
 * @param {File} file
 * @param {(problem: unknown) => void} fail
 * @param {HTMLElement[]} actions
 */
function summary(checked, file, fail, actions) {
  const { code, name } = checked.department;
  const others = Object.entries(checked.others).map(([form, count]) => `另有 ${count} 张${form}，已检查，不计入项目预算合计。`);
  const preview = element("div", { class: "preview", "aria-live": "polite" });
  return element("div", { class: "summary" },
    element("h3", {}, checked.name),
    (code || name) && element("p", {}, `${code}${name}`),
    element("p", {}, chips(checked.counts)),
    checked.forms || others.length
      ? element("p", { class: "hint" }, `${checked.forms} 张绩效目标表，按 ${checked.rules} 条规则检查。`)
      : element("p", { class: "problem" }, checked.reason.zh || "这份文件里没有可以检查的绩效目标表。"),
    checked.mended !== null && element("p", {}, `与上次退回相比，已改正 ${checked.mended} 处。`),
    others.map((text) => element("p", { class: "hint" }, text)),
    element("div", { class: "actions" },
      checked.sheets.length > 0 && checked.findings.length > 0 && copyButton("下载标记副本", "marked", file, preview, fail),
      checked.fillable && previewButton(file, preview, fail),
      checked.transferable && copyButton("转到新模板", "transferred", file, preview, fail, "转不过去的内容"),
      actions),
    preview);
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {File} file
 * @param {HTMLElement} preview
 * @param {(problem: unknown) => void} fail
 * @param {string} [title] of the list of changes
 */
function copyButton(label, kind, file, preview, fail, title = "") {
  return workingButton(label, fail, async () => {
    /** @type {Copy} */
    const copy = await ask(`/api/copy/${kind}`, { files: [file] });
    saveAs(copyBlob(copy), copy.file_name);
    preview.replaceChildren(element("p", {}, `已下载 ${copy.file_name}。`), ...about(copy, title));
  });
}

/**
 * @param {File} file
 * @param {HTMLElement} preview
 * @param {(problem: unknown) => void} fail
 */
function previewButton(file, preview, fail) {
  return workingButton("自动填充…", fail, async () => {
    /** @type {Copy} */
    const copy = await ask("/api/copy/filled", { files: [file] });
    preview.replaceChildren(
      ...about(copy, "将要填充的空格（只填空格，原文件不动）"),
      element("p", {}, element("button", { type: "button", onclick: () => saveAs(copyBlob(copy), copy.file_name) }, "下载填充副本")));
  });
}

/**
 * @param {Copy} copy
 * @param {string} title
 * @returns {HTMLElement[]}
 */
function about(copy, title) {
  const notices = copy.notices.map((notice) => element("p", { class: "hint" }, notice.zh));
  if (!title || !copy.changes.length) return notices;
  const rows = copy.changes.map((one) => element("tr", {},
    element("td", {}, one.sheet), element("td", {}, one.cell), element("td", {}, one.text), element("td", {}, one.why)));
  const heads = ["工作表", "单元格", "内容", "说明"].map((head) => element("th", { scope: "col" }, head));
  return [...notices, element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    element("table", { class: "rows" }, element("caption", {}, `${title} ${copy.changes.length}`),
      element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows)))];
}

/**
 * Return a button that cannot be pressed again while it works.
 * @param {string} label
 * @param {(problem: unknown) => void} fail
 * @param {() => Promise<void>} work
 * @returns {HTMLElement}
 */
export function workingButton(label, fail, work) {
  const button = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, label));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await work();
    } catch (problem) {
      fail(problem);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/**
 * @param {Finding[]} findings
 * @param {Similar[]} similar what the county's library has, shown beside the first finding of its row
 * @param {(finding: Finding) => void} goTo
 * @returns {HTMLElement}
 */
function findingList(findings, similar, goTo) {
  const groups = new Map();
  for (const finding of findings) groups.set(finding.sheet, [...(groups.get(finding.sheet) || []), finding]);
  const list = element("div", { class: "list", tabindex: "0", role: "region", "aria-label": "问题列表" });
  const hidden = new Set();
  const draw = () => {
    list.replaceChildren();
    const waiting = new Set(similar);
    /** @param {Finding} finding */
    const item = (finding) => {
      const rows = new Set([finding.row, ...finding.cells.map((cell) => Number(cell.replace(/\D/g, "")))]);
      const found = [...waiting].filter((one) => one.sheet === finding.sheet && rows.has(one.row));
      for (const one of found) waiting.delete(one);
      return element("li", {}, findingButton(finding, goTo, list), found.map(similarIndicators));
    };
    for (const [sheet, all] of groups) {
      const shown = all.filter((/** @type {Finding} */ one) => !hidden.has(one.severity));
      if (!shown.length) continue;
      const subject = shown[0].subject;
      list.append(element("h3", {}, sheet || "全文件", subject && ` ${subject}`),
        element("ol", {}, shown.map(item)));
    }
    if (!list.children.length) list.append(element("p", { class: "hint" }, findings.length ? "没有符合筛选的问题。" : "没有发现问题。"));
  };
  draw();
  const filter = element("div", { class: "filter", role: "group", "aria-label": "显示" }, SEVERITIES.map((severity) =>
    element("label", {}, element("input", { type: "checkbox", checked: true, onchange: (/** @type {Event} */ event) => {
      if (/** @type {HTMLInputElement} */ (event.target).checked) hidden.delete(severity);
      else hidden.add(severity);
      draw();
    } }), ` ${WORDS[severity]}`)));
  return element("div", { class: "pane" }, element("h3", {}, "问题"), filter, list);
}

/**
 * @param {Similar} similar
 * @returns {HTMLElement}
 */
function similarIndicators(similar) {
  return element("details", { class: "similar" },
    element("summary", {}, `指标库中与“${similar.text}”相近的指标 ${similar.entries.length}`),
    element("ul", {}, similar.entries.map((entry) => element("li", {},
      element("strong", {}, entry.name), `（${[entry.level2, entry.unit && `单位：${entry.unit}`].filter(Boolean).join("，")}）`,
      entry.values.length > 0 && element("span", { class: "quote" }, `出现过的指标值：${entry.values.join("；")}`),
      entry.bases.length > 0 && element("span", { class: "quote" }, `出现过的依据：${entry.bases.join("；")}`),
      element("span", { class: "quote" }, `${entry.used} 个项目用过`)))));
}

/**
 * @param {Finding} finding
 * @param {(finding: Finding) => void} goTo
 * @param {HTMLElement} list
 */
function findingButton(finding, goTo, list) {
  const expected = finding.severity === "note" ? "建议写" : "应为";
  const quotes = [finding.found && `现为 ${finding.found}`, finding.expected && `${expected} ${finding.expected}`].filter(Boolean);
  const cells = finding.cells.length > 8 ? `${finding.cells.slice(0, 8).join("、")}…` : finding.cells.join("、");
  const button = element("button", { type: "button", class: "finding", "aria-pressed": "false", title: `规则 ${finding.rule}`, onclick: () => {
    for (const one of list.querySelectorAll(".finding")) one.setAttribute("aria-pressed", String(one === button));
    goTo(finding);
  } },
    element("span", { class: `chip ${finding.severity}` }, `${SIGNS[finding.severity]} ${WORDS[finding.severity]}`),
    finding.since === "new" && element("span", { class: "chip note" }, "新增"),
    element("span", { class: "cell" }, cells),
    finding.message.zh,
    quotes.length > 0 && element("span", { class: "quote" }, quotes.join("；")),
    finding.suggestion.zh && element("span", { class: "todo" }, finding.suggestion.zh));
  return button;
}
