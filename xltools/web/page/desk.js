// The county's desk: a department's receipts, and the officer's board.

import { ask } from "./api.js";
import { chips, element, saveAs } from "./dom.js";
import { workingButton } from "./findings.js";

/**
 * @typedef {{ number: string, time: string, department_code: string, department_name: string, sent_name: string, file: string,
 *   size: number, forms: number, errors: number, warnings: number, notes: number }} Receipt
 * @typedef {{ code: string, name: string, receipts: Receipt[], by_hand: string[] }} Department
 */

const SUMMARY_NAME = "县级汇总.xlsx";
const POLL_MILLISECONDS = 700;

/**
 * Return the receipts of a department as a table.
 * @param {Receipt[]} receipts
 * @returns {HTMLElement}
 */
export function showReceipts(receipts) {
  if (!receipts.length) return element("p", {}, "还没有报送过。请在“检查工作簿”里选择文件，检查后点“报送”。");
  const heads = ["回执号", "时间", "您的文件", "绩效目标表", "问题"].map((head) => element("th", { scope: "col" }, head));
  const rows = receipts.map((one, index) => element("tr", {},
    element("td", {}, one.number, index === 0 && element("span", { class: "quote" }, "以这一份为准")),
    element("td", {}, when(one.time)), element("td", {}, one.sent_name),
    element("td", { class: "number" }, String(one.forms)), element("td", {}, counts(one))));
  return table("已经报送的文件", heads, rows);
}

/**
 * Return the officer's board, which can refresh itself.
 * @param {(problem: unknown) => void} fail
 * @returns {HTMLElement}
 */
export function showBoard(fail) {
  const rows = element("div");
  const job = element("div", { "aria-live": "polite" });
  const refresh = async () => {
    const { departments, problem } = await ask("/api/board");
    rows.replaceChildren(problem.zh ? element("p", { class: "problem" }, problem.zh) : "", board(departments));
  };
  let following = Promise.resolve();
  const poll = async () => {
    for (;;) {
      const state = await ask("/api/summary");
      job.replaceChildren(...summaryState(state, fail));
      if (state.state !== "running") return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  };
  const follow = () => {
    following = following.catch(() => {}).then(poll);
    return following;
  };
  refresh().catch(fail);
  follow().catch(fail);
  return element("div", {},
    element("div", { class: "actions" },
      workingButton("刷新", fail, async () => {
        follow().catch(fail); // one that another tab has started is seen, too
        await refresh();
      }),
      workingButton("生成县级汇总", fail, async () => {
        await ask("/api/summary", { method: "POST" });
        await follow();
        await refresh();
      }),
      workingButton("下载县级汇总", fail, async () => saveAs(await ask("/api/summary/file", { blob: true }), SUMMARY_NAME))),
    job, rows);
}

/**
 * @param {any} state
 * @param {(problem: unknown) => void} fail
 * @returns {HTMLElement[]}
 */
function summaryState(state, fail) {
  if (state.state === "running") {
    const text = state.stage === "writing" ? "正在写汇总" : `正在读取 ${state.done} / ${state.total || "…"} ${state.file}`;
    return [element("p", { id: "job-text" }, text),
      element("progress", { max: Math.max(1, state.total), value: state.done, "aria-labelledby": "job-text" }),
      workingButton("取消汇总", fail, () => ask("/api/summary", { method: "DELETE" }))];
  }
  if (state.state === "done") {
    const fates = Object.entries(state.fates).map(([fate, number]) => `${fate} ${number} 份`).join("，");
    return [element("div", { class: "summary" },
      element("h3", {}, state.written ? "县级汇总已生成" : "没有可以汇总的文件"),
      element("p", {}, fates), state.sums.zh && element("p", {}, state.sums.zh),
      state.missing.length > 0 && element("p", { class: "problem" }, `未报送：${state.missing.join("、")}`),
      state.notices.map((/** @type {{ zh: string }} */ one) => element("p", { class: "hint" }, one.zh)))];
  }
  return state.problem ? [element("p", { class: "problem" }, state.problem.zh)] : [];
}

/**
 * @param {Department[]} departments
 * @returns {HTMLElement}
 */
function board(departments) {
  const sent = departments.filter((one) => one.receipts.length || one.by_hand.length).length;
  const heads = ["部门", "状态", "最近报送", "文件", "绩效目标表", "问题"].map((head) => element("th", { scope: "col" }, head));
  const rows = departments.map((one) => {
    const last = one.receipts[0];
    const state = last ? `已报送（${one.receipts.length} 次）` : one.by_hand.length ? "有文件（不是在线收的）" : "未报送";
    return element("tr", {},
      element("td", {}, `${one.code}${one.name}`), element("td", {}, state),
      element("td", {}, last ? when(last.time) : ""), element("td", {}, last ? last.file : one.by_hand.join("、")),
      element("td", { class: "number" }, last ? String(last.forms) : ""), element("td", {}, last ? counts(last) : ""));
  });
  return table(`应报 ${departments.length} 个部门，已报 ${sent} 个`, heads, rows);
}

/**
 * @param {string} caption
 * @param {HTMLElement[]} heads
 * @param {HTMLElement[]} rows
 */
function table(caption, heads, rows) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: "rows" }, element("caption", {}, caption),
      element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows)));
}

/** @param {Receipt} receipt */
function counts(receipt) {
  return chips({ error: receipt.errors, warning: receipt.warnings, note: receipt.notes });
}

/** @param {string} time */
function when(time) {
  return time.slice(0, 16).replace("T", " ");
}
