// The sheets of a workbook drawn as tables, with the cells of findings marked.

import { element, SEVERITIES, WORDS } from "./dom.js";

/**
 * @typedef {{ sheet: string, cell: string, row: number, column: number }} Place
 * @typedef {Place & { rule: string, severity: string, cells: string[], field: string, subject: string, message: { zh: string },
 *   found: string, expected: string, suggestion: { zh: string }, related: Place[], since: string | null }} Finding
 * @typedef {{ name: string, form: { zh: string }, rows: number[], columns: number[],
 *   cells: [number, number, number, number, string][], cut: boolean }} Sheet
 */

export class SheetPane {
  /**
   * @param {Sheet[]} sheets
   * @param {Finding[]} findings
   */
  constructor(sheets, findings) {
    this.sheets = sheets;
    this.findings = findings;
    this.shown = "";
    this.tabs = element("div", { class: "tabs", role: "tablist", "aria-label": "工作表" }, sheets.map((sheet, index) =>
      element("button", { type: "button", class: "quiet", role: "tab", id: `tab-${index}`, "aria-controls": "sheet-view",
        "aria-selected": "false", tabindex: "-1", onclick: () => this.show(sheet.name) }, sheet.name)));
    this.tabs.addEventListener("keydown", (event) => this.moveTab(event));
    this.view = element("div", { class: "sheet", id: "sheet-view", role: "tabpanel", tabindex: "0" });
    this.absent = element("p", { class: "hint", role: "status", hidden: true });
    this.root = element("div", { class: "pane sheet-pane" }, element("h3", {}, "表样"), this.tabs, this.absent, this.view);
    if (sheets.length) this.show(sheets[0].name);
    else this.view.replaceChildren(element("p", { class: "hint" }, "没有可以画出的工作表。"));
  }

  /**
   * Draw a sheet.
   * @param {string} name
   */
  show(name) {
    const index = this.sheets.findIndex((sheet) => sheet.name === name);
    if (index < 0 || name === this.shown) return;
    this.shown = name;
    [...this.tabs.children].forEach((tab, number) => {
      tab.setAttribute("aria-selected", String(number === index));
      tab.setAttribute("tabindex", number === index ? "0" : "-1");
    });
    this.view.setAttribute("aria-labelledby", `tab-${index}`);
    this.view.replaceChildren(this.draw(this.sheets[index]));
    this.view.scrollTop = 0;
  }

  /**
   * Show the sheet of a finding, and its cell.
   * @param {Finding} finding
   */
  goTo(finding) {
    this.show(finding.sheet);
    for (const old of this.view.querySelectorAll(".here")) old.classList.remove("here");
    const cells = finding.cells.length ? finding.cells : [finding.cell];
    const found = cells.map((cell) => this.cellAt(cell)).filter(Boolean);
    for (const cell of found) cell?.classList.add("here");
    this.absent.hidden = Boolean(found[0] || !cells[0]);
    this.absent.textContent = `${finding.sheet} ${cells[0]} 没有画出，请在工作簿里看。`;
    if (!found[0]) return;
    found[0].scrollIntoView({ block: "center", inline: "center" });
    const target = /** @type {HTMLElement} */ (found[0].querySelector("button") || found[0]);
    target.focus({ preventScroll: true });
  }

  /**
   * Return the drawn cell that covers an address.
   * @param {string} address
   * @returns {HTMLElement | null}
   */
  cellAt(address) {
    return this.view.querySelector(`[data-cells~="${CSS.escape(address)}"]`);
  }

  /**
   * @param {KeyboardEvent} event
   */
  moveTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.sheets.findIndex((sheet) => sheet.name === this.shown);
    const next = (at + step + this.sheets.length) % this.sheets.length;
    this.show(this.sheets[next].name);
    /** @type {HTMLElement} */ (this.tabs.children[next]).focus();
    event.preventDefault();
  }

  /**
   * @param {Sheet} sheet
   * @returns {HTMLElement}
   */
  draw(sheet) {
    const marks = this.marks(sheet.name);
    /** @type {Map<number, HTMLElement>} */
    const rows = new Map(sheet.rows.map((row) => [row, element("tr", {}, element("th", { scope: "row" }, String(row)))]));
    for (const [row, column, height, width, text] of sheet.cells) {
      const covered = addresses(span(sheet.rows, row, height), span(sheet.columns, column, width));
      const marked = covered.map((address) => marks.get(address)).find(Boolean);
      rows.get(row)?.append(element("td", {
        rowspan: height > 1 && height, colspan: width > 1 && width, class: marked?.severity, "data-cells": covered.join(" "),
      }, marked ? element("button", { type: "button", title: marked.text, "aria-label": `${covered[0]} ${text}：${marked.text}` }, text || "（空）") : text));
    }
    const heads = sheet.columns.map((column) => element("th", { scope: "col" }, letters(column)));
    const table = element("table", { "aria-label": `${sheet.name}${sheet.form.zh ? `（${sheet.form.zh}）` : ""}` },
      element("thead", {}, element("tr", {}, element("td", {}), heads)), element("tbody", {}, [...rows.values()]));
    return sheet.cut ? element("div", {}, element("p", { class: "hint" }, "这张表很长，只画出了开头。"), table) : table;
  }

  /**
   * Return what is found at each cell of a sheet: the worst severity, and all messages.
   * @param {string} name
   * @returns {Map<string, { severity: string, text: string }>}
   */
  marks(name) {
    const marks = new Map();
    for (const severity of SEVERITIES) {
      for (const finding of this.findings.filter((one) => one.sheet === name && one.severity === severity)) {
        for (const cell of finding.cells.length ? finding.cells : [finding.cell]) {
          const text = `${WORDS[severity]}：${finding.message.zh}`;
          const old = marks.get(cell);
          if (old) old.text += `；${text}`;
          else if (cell) marks.set(cell, { severity, text });
        }
      }
    }
    return marks;
  }
}

/**
 * Return the numbers that a block spans, of those that are drawn.
 * @param {number[]} shown
 * @param {number} first
 * @param {number} count
 * @returns {number[]}
 */
function span(shown, first, count) {
  const at = shown.indexOf(first);
  return shown.slice(at, at + count);
}

/**
 * Return the addresses of all cells of a block, the first one first.
 * @param {number[]} rows
 * @param {number[]} columns
 * @returns {string[]}
 */
function addresses(rows, columns) {
  return rows.flatMap((row) => columns.map((column) => `${letters(column)}${row}`));
}

/**
 * @param {number} column
 * @returns {string}
 */
function letters(column) {
  let text = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}
