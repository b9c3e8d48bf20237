// The bundle against Microsoft's own mock of Office.js, which holds a page to `load` and `sync` before it reads.
// The bundle has to be built to out/ before: node build.mjs out; node --test
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import mock from "office-addin-mock";

const bundle = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../out/pane.js"), "utf8");
const FINDING = {
  sheet: "项目1", cell: "E7", row: 7, cells: ["E7"], rule: "P05", severity: "warning", subject: "", found: "", expected: "",
  message: { zh: "计划不到 100%" }, suggestion: { zh: "改为累计数" },
};
const ANSWERS = {
  "/api/check": { forms: 1, others: {}, reason: { zh: "" }, counts: { error: 0, warning: 1, note: 0 }, findings: [FINDING], similar: [] },
  "/api/copy/filled?preview": { changes: [{ sheet: "项目1", cell: "E7", text: "100", why: "" }], notices: [] },
};

/** Return a mocked workbook of one sheet with one cell. */
function workbook() {
  const log = { notes: {}, deleted: [], protects: [], sent: [] };
  const fill = { color: "#FFFFFF", pattern: "None", patternColor: "#000000", clear() { this.setValue("color", "#FFFFFF"); } };
  const excel = new mock.OfficeMockObject({
    host: "excel",
    context: {
      workbook: {
        worksheets: {
          sheet: {
            name: "项目1",
            protection: { protected: true, options: { allowSort: true }, unprotect() { this.setValue("protected", false); }, protect(options) { log.protects.push(options); } },
            cell: { values: [[""]], formulas: [[""]], format: { fill } },
            note: { content: "", delete() { log.deleted.push("E7"); } },
            getRange() { return this.cell; },
            notes: {},
          },
          getItemOrNullObject() { return this.sheet; },
        },
      },
    },
    run: async function (work) { return work(this.context); },
  });
  const sheet = excel.context.workbook.worksheets.sheet;
  sheet.isNullObject = false; // the mock would ask for a load, which Office.js does not
  sheet.note.isNullObject = true;
  Object.assign(sheet.notes, {
    add(cell, text) { log.notes[cell] = text; },
    getItemOrNullObject() { return sheet.note; },
  });
  return { excel, sheet, log };
}

/** Run the bundle; return what a test needs of its pane. */
async function pane() {
  const { excel, sheet, log } = workbook();
  const elements = new Map();
  const element = () => ({
    hidden: true, disabled: false, textContent: "", listeners: {}, children: [],
    append() {}, setAttribute() {}, replaceChildren(...all) { this.children = all; },
    addEventListener(name, work) { this.listeners[name] = work; },
  });
  const byId = (id) => elements.get(id) || elements.set(id, element()).get(id);
  const storage = new Map();
  const file = { sliceCount: 2, getSliceAsync: (index, done) => done({ status: "succeeded", value: { data: [[1, 2, 3], [4, 5]][index] } }), closeAsync() { log.closed = true; } };
  class Request {
    open(_, address) { this.path = address.replace("https://jx.example.gov.cn", ""); }
    setRequestHeader() {}
    send(form) {
      form.get("files").arrayBuffer().then((bytes) => {
        log.sent.push([this.path, [...new Uint8Array(bytes)]]);
        Object.assign(this, { status: 200, responseText: JSON.stringify(ANSWERS[this.path]) });
        this.onload();
      });
    }
  }
  const window = {
    localStorage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, text) => storage.set(key, text), removeItem: (key) => storage.delete(key) },
    location: { origin: "https://jx.example.gov.cn" },
  };
  vm.runInNewContext(bundle, {
    window, Excel: excel, XMLHttpRequest: Request, FormData, Blob, Uint8Array, setTimeout, console,
    document: { getElementById: byId, createElement: element, querySelectorAll: () => [] },
    Office: {
      HostType: { Excel: "Excel" }, FileType: { Compressed: "compressed" }, AsyncResultStatus: { Succeeded: "succeeded" },
      context: {
        document: { url: "C:\\表\\475.xlsx", getFileAsync: (_, options, done) => done({ status: "succeeded", value: file }) },
        requirements: { isSetSupported: () => true },
      },
      onReady: async (ready) => ready({ host: "Excel" }),
    },
  });
  const click = async (id) => {
    byId("message").textContent = "";
    byId(id).listeners.click();
    for (let turn = 0; turn < 200 && /^(正在.*)?$/.test(byId("message").textContent); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    return byId("message").textContent;
  };
  return { click, log, sheet, storage };
}

test("a check hands over all bytes, marks, notes, and puts protection back", async () => {
  const { click, log, sheet, storage } = await pane();
  assert.equal(await click("check"), "1 张绩效目标表，错误 0，警告 1，提示 0；已标记 1 格。");
  assert.deepEqual(log.sent, [["/api/check", [1, 2, 3, 4, 5]]]);
  assert.ok(log.closed);
  assert.equal(sheet.cell.format.fill.color, "#FFEB99");
  assert.deepEqual(log.notes, { E7: "【警告 P05】计划不到 100%\n→ 改为累计数" });
  assert.equal(log.protects.length, 1);
  assert.equal(log.protects[0].allowSort, true);
  assert.equal(JSON.parse(storage.get("xltools-marks:C:\\表\\475.xlsx")).length, 1);
});

test("fills go into blank cells", async () => {
  const { click, sheet } = await pane();
  assert.match(await click("fill"), /^已填 1 格。\n项目1 E7：100/);
  assert.equal(JSON.stringify(sheet.cell.values), "[[100]]");
});

test("without findings to clear nothing is done", async () => {
  const { click, log } = await pane();
  assert.equal(await click("clear"), "已去掉 0 格的标记。");
  assert.deepEqual(log.protects, []);
});
