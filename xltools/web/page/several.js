// Several files: the fate of each, with its findings behind a click.

import { chips, element, SIGNS, WORDS } from "./dom.js";

/**
 * @typedef {import("./sheet.js").Finding} Finding
 * @typedef {{ name: string, fate: { key: string, zh: string }, reason: { zh: string }, department: { code: string, name: string },
 *   forms: number, counts: Record<string, number>, findings: Finding[] }} Fate
 * @param {{ files: Fate[], sums: { zh: string } }} result
 * @returns {HTMLElement}
 */
export function showSeveral(result) {
  const heads = ["文件", "部门", "结果", "绩效目标表", "问题"].map((head) => element("th", { scope: "col" }, head));
  const rows = result.files.map((file) => element("tr", {},
    element("td", {}, file.name),
    element("td", {}, `${file.department.code}${file.department.name}`),
    element("td", {}, file.fate.zh, file.reason.zh && element("span", { class: "quote" }, file.reason.zh)),
    element("td", { class: "number" }, String(file.forms)),
    element("td", {}, file.findings.length ? details(file) : chips(file.counts))));
  return element("div", {},
    element("div", { class: "summary" },
      element("h3", {}, `${result.files.length} 份文件`),
      element("p", {}, `已读取的合计：${result.sums.zh}。`),
      element("p", { class: "hint" }, "要看某一份的表样、标记副本或填充副本，请单独选择它。")),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "各份文件的结果" },
      element("table", { class: "rows" }, element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows))));
}

/**
 * @param {Fate} file
 * @returns {HTMLElement}
 */
function details(file) {
  return element("details", {},
    element("summary", {}, chips(file.counts)),
    element("ul", {}, file.findings.map((finding) => element("li", {},
      element("span", { class: `chip ${finding.severity}` }, `${SIGNS[finding.severity]} ${WORDS[finding.severity]}`),
      `${finding.sheet} ${finding.cells.slice(0, 8).join("、")} ${finding.message.zh}`,
      finding.suggestion.zh && element("span", { class: "todo" }, finding.suggestion.zh)))));
}
