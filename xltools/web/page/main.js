// The page: who is here, which view is shown, and what happens to a chosen file.

import { ask, Problem, useCode } from "./api.js";
import { showBoard, showReceipts } from "./desk.js";
import { byId, element, saveAs } from "./dom.js";
import { showChecked, workingButton } from "./findings.js";
import { showSeveral } from "./several.js";

const STORED = "xltools-code";
/** @type {{ version: string, role: string, department: { code: string, name: string }, settings: string, county_desk: boolean, file_mb: number } | null} */
let about = null;
let running = 0;
let cancel = () => {};

/** @param {unknown} problem */
function fail(problem) {
  const shown = byId("problem");
  shown.textContent = problem instanceof Problem ? problem.message : `出错了：${problem}`;
  shown.hidden = false;
  if (problem instanceof Problem && problem.status === 401) leave();
}

function clearProblem() {
  byId("problem").hidden = true;
}

/** @param {string} code */
async function enter(code) {
  clearProblem();
  useCode(code);
  try {
    about = await ask("/api/about");
  } catch (problem) {
    fail(problem);
    return;
  }
  sessionStorage.setItem(STORED, code);
  byId("entrance").hidden = true;
  const { code: number, name } = about ? about.department : { code: "", name: "" };
  byId("who").textContent = about?.role === "officer" ? "财政部门" : `${number}${name}`;
  byId("version").textContent = `xltools ${about?.version}${about?.settings ? `　规则设置：${about.settings}` : ""}`;
  if (about && about.role !== "checker") addViews();
  show(viewInHistory());
}

function leave() {
  sessionStorage.removeItem(STORED);
  for (const id of ["checking", "desk", "views"]) byId(id).hidden = true;
  byId("entrance").hidden = false;
  byId("code").focus();
}

function addViews() {
  const titles = { checking: "检查工作簿", desk: about?.role === "officer" ? "收件情况" : "报送记录" };
  byId("desk-title").textContent = titles.desk;
  byId("views").replaceChildren(...Object.entries(titles).map(([view, title]) =>
    element("button", { type: "button", class: "quiet", "data-view": view, onclick: () => {
      if (view !== viewInHistory()) window.history.pushState({ view }, "");
      show(view);
    } }, title)));
  byId("views").hidden = false;
}

/** Return the view that Back, Forward and a reload lead to. */
function viewInHistory() {
  return about?.role !== "checker" && window.history.state?.view === "desk" ? "desk" : "checking";
}

/** @param {string} view */
function show(view) {
  clearProblem();
  for (const id of ["checking", "desk"]) byId(id).hidden = id !== view;
  for (const button of byId("views").children) {
    if (button.getAttribute("data-view") === view) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  if (view !== "desk") return;
  if (about?.role === "officer") byId("desk-body").replaceChildren(showBoard(fail));
  else ask("/api/mine").then((mine) => byId("desk-body").replaceChildren(showReceipts(mine.receipts))).catch(fail);
}

/** @param {File[]} files */
async function check(files) {
  if (!files.length) return;
  clearProblem();
  running += 1;
  const turn = running;
  cancel();
  const result = byId("result");
  for (const id of ["result", "receipt"]) byId(id).replaceChildren();
  byId("progress").hidden = true;
  const names = files.length === 1 ? files[0].name : `${files.length} 个文件`;
  const large = files.find((file) => about && file.size > about.file_mb << 20);
  if (files.length === 1 && large && !large.name.toLowerCase().endsWith(".zip")) {
    fail(new Problem(`${large.name} 有 ${Math.ceil(large.size / 1048576)} MB，超过 ${about?.file_mb} MB。请删去图片或多余的工作表后再试。`, 413));
    return;
  }
  progress(`正在上传 ${names}`, 0);
  try {
    const answer = await ask("/api/check", {
      files,
      onProgress: (share) => progress(share < 1 ? `正在上传 ${names}` : `正在检查 ${names}`, share < 1 ? share * 100 : null),
      onStart: (stop) => { cancel = stop; },
    });
    if (turn === running) result.replaceChildren(answer.files ? showSeveral(answer) : showChecked(answer, files[0], fail, further(answer, files[0])));
  } catch (problem) {
    if (turn === running) fail(problem);
  } finally {
    if (turn === running) {
      byId("progress").hidden = true;
      cancel = () => {};
    }
  }
}

/** @param {DataTransfer} data */
function dropped(data) {
  const folder = [...data.items].map((item) => item.webkitGetAsEntry()).find((entry) => entry?.isDirectory);
  if (folder) fail(new Problem(`${folder.name} 是文件夹。请打开它，选中里面的文件一起拖来，或压缩成 zip。`, 0));
  else check([...data.files]);
}

/**
 * Return the buttons that a department has besides.
 * @param {any} checked
 * @param {File} file
 * @returns {HTMLElement[]}
 */
function further(checked, file) {
  if (about?.role !== "department" || !checked.forms) return [];
  return [workingButton("报送", fail, async () => {
    const errors = checked.counts.error;
    if (errors && !window.confirm(`还有 ${errors} 处错误。仍要报送吗？`)) return;
    const { receipt } = await ask("/api/hand-in", { files: [file] });
    byId("receipt").replaceChildren(element("div", { class: "summary" },
      element("h3", {}, `已收到，回执号 ${receipt.number}`),
      element("p", {}, `${receipt.time.slice(0, 19).replace("T", " ")}　${receipt.sent_name}　${receipt.forms} 张绩效目标表`),
      element("p", { class: "hint" }, "请记下回执号。改正后可以再次报送，以最后一次为准。")));
    window.scrollTo(0, 0);
  })];
}

/**
 * @param {string} text
 * @param {number | null} value per cent, null where it is not known
 */
function progress(text, value) {
  byId("progress").hidden = false;
  byId("progress-text").textContent = text;
  const bar = byId("progress-bar");
  if (value === null) bar.removeAttribute("value");
  else bar.setAttribute("value", String(value));
}

function start() {
  const files = /** @type {HTMLInputElement} */ (byId("files"));
  const drop = byId("drop");
  files.addEventListener("change", () => {
    check([...(files.files || [])]);
    files.value = "";
  });
  // Anywhere on the page: a browser opens a file that is dropped beside the frame, and all that was shown would be gone.
  /** @param {Event} event */
  const hasFiles = (event) => Boolean(/** @type {DragEvent} */ (event).dataTransfer?.types.includes("Files"));
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drop.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) document.addEventListener(name, () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!byId("checking").hidden && event.dataTransfer) dropped(event.dataTransfer);
  });
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("button")) clearProblem(); // what it said was of the click before
  }, true);
  window.addEventListener("popstate", () => { if (about) show(viewInHistory()); });
  const skip = /** @type {HTMLElement} */ (document.querySelector(".skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault(); // what stands behind # in the address is a code
    byId("main").focus();
  });
  byId("cancel").addEventListener("click", () => cancel());
  byId("blank").addEventListener("click", () =>
    ask("/api/blank", { blob: true }).then((blob) => saveAs(blob, "空白绩效目标表.xlsx")).catch(fail));
  byId("entrance").addEventListener("submit", (event) => {
    event.preventDefault();
    enter(/** @type {HTMLInputElement} */ (byId("code")).value);
  });
  const given = window.location.hash.slice(1).replace(/%.*/, "") || sessionStorage.getItem(STORED) || "";
  if (window.location.hash) window.history.replaceState(null, "", window.location.pathname);
  if (given) enter(given).then(() => { if (!about) leave(); });
  else leave();
}

start();
