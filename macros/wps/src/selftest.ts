// 自检: the add-in's own work on a form that it types into a new workbook, held against what must come out. The result is a sheet of
// another new workbook; the officer's own is only looked at.

import { type Checked, type Copy, type Problem, send, serviceAddress } from "../../panes/service";
import { bookBytes, bookName, fileName, type Sheet, sheetNamed } from "./host";
import { addProject, clearMarks, fill, mark, undoFills } from "./marks";

const FORM: Record<string, string | number> = {
  A1: "自检项目绩效目标表", A2: "301001自检交通局", F2: "单位：元",
  A3: "项目编码", B3: "301-0401-YXN-0001", D3: "项目名称", E3: "自检项目",
  A4: "预算规模及资金用途", B4: "预算数", C4: 200000, D4: "其中：财政资金", E4: 170000, F4: "其他资金", B5: "用于硬化村道路2公里",
  A6: "资金支出计划（%）", B6: "3月底", C6: "6月底", D6: "10月底", E6: "12月底", B7: 50, C7: 20, D7: 80, E7: 100,
  A8: "绩效目标", B8: "1、完成2公里道路硬化。",
  A9: "一级指标", B9: "二级指标", C9: "三级指标", D9: "绩效指标描述", E9: "指标值", F9: "指标值确定依据",
  A10: "产出指标", B10: "数量指标", C10: "道路硬化里程", D10: "完成硬化的道路长度", E10: "≥2公里", F10: "实施方案",
};
const TYPED_BY_PEOPLE = ["B3", "E3", "C4", "E4", "G4", "B5", "B7", "C7", "D7", "E7", "B8"];
const NO_FILL = -4142; // xlColorIndexNone
const RED = 0xc7c7ff; // blue, green, red
const STEPS = ["新建", "校验", "清除标记", "填充", "撤销填充", "新增项目"];
const HEADINGS = ["步骤", "看什么", "应为", "实际", "结果", "用时（秒）"];
const SAME = "与点之前相同";

/** What was looked at, how it must be, how it was found. */
type Compared = [what: string, expected: string, found: string];
interface Line { step: string; compared: Compared; seconds: string }
/** A workbook, as far as it is used here; the vendor's declarations give its sheet no name. */
interface Book { readonly Name: string; Saved: boolean; readonly ActiveSheet: { Name: string }; Activate(): void; Close(save: boolean): void }
interface Facts { Name: string; Version: string; Build: string | number }

/** Do every step, write the result, and tell the outcome; what goes wrong is a step that does not pass. */
export function selfTest(say: (text: string) => void): void {
  const own = Application.ActiveWorkbook as unknown as Book;
  const before = state(own);
  const lines: Line[] = [];
  const book = Application.Workbooks.Add() as unknown as Book;

  function step(name: string, work: () => Compared[]): void {
    const start = Date.now();
    let compared: Compared[];
    try {
      toFront(book);
      compared = work();
    } catch (error) {
      compared = [broken(error)];
    }
    const seconds = ((Date.now() - start) / 1000).toFixed(2);
    for (const one of compared) lines.push({ step: name, compared: one, seconds });
  }

  function ask<T>(name: string, path: string, then: (answer: T) => void): void {
    const failed = (error: unknown): void => {
      lines.push({ step: name, compared: broken(error), seconds: "" });
      finish();
    };
    let bytes: ArrayBuffer;
    try {
      toFront(book);
      bytes = bookBytes();
    } catch (error) {
      failed(error);
      return;
    }
    send<T>(path, fileName(), bytes, then, (problem: Problem) => failed(problem));
  }

  function finish(): void {
    for (const name of STEPS) if (!lines.some((line) => line.step === name)) lines.push({ step: name, compared: ["做完这一步", "没有出错", "没有做到"], seconds: "" });
    try {
      book.Close(false);
    } catch (error) {
      lines.push({ step: "关闭", compared: broken(error), seconds: "" });
    }
    own.Activate();
    state(own).forEach(([what, found], number) => {
      lines.push({ step: "您的工作簿", compared: [what, SAME, found === before[number]?.[1] ? SAME : "变了"], seconds: "" });
    });
    say(`自检做完了。${write(lines)}\n结果在新工作簿里，请另存后发给要了解情况的人。`);
  }

  step("新建", () => prepare());
  ask<Checked>("校验", "/api/check", (checked) => {
    step("校验", () => checking(checked));
    step("清除标记", () => {
      clearMarks();
      return looks(NO_FILL, "无");
    });
    ask<Copy>("填充", "/api/copy/filled?preview", (copy) => {
      step("填充", () => {
        fill(copy.changes);
        return [["其他资金（G4）", "30000", text("G4")], ["工作表的保护", "受保护", guarded("项目1")]];
      });
      step("撤销填充", () => {
        undoFills();
        return [["其他资金（G4）", "空", text("G4")]];
      });
      step("新增项目", () => [
        ["新增的表", "项目2", addProject()],
        ["填过的格（E3）", "空", text("E3", "项目2")],
        ["标签（D3）", "项目名称", text("D3", "项目2")],
        ["工作表的保护", "受保护", guarded("项目2")],
      ]);
      finish();
    });
  });
}

/** Bring the test's workbook to the front: all that follows works on the one in front, which must never be the officer's. */
function toFront(book: Book): void {
  book.Activate();
  if (bookName() !== book.Name) throw new Error("自检的工作簿不在最前面");
}

function prepare(): Compared[] {
  const sheet = Application.ActiveWorkbook.Worksheets.Item(1) as unknown as Sheet;
  sheet.Name = "项目1";
  for (const [address, value] of Object.entries(FORM)) sheet.Range(address).Value2 = value;
  for (const address of TYPED_BY_PEOPLE) sheet.Range(address).Locked = false;
  sheet.Protect();
  return [["预算数（C4）", "200000", text("C4")], ["项目名称（E3）", "自检项目", text("E3")], ["工作表的保护", "受保护", guarded("项目1")]];
}

function checking(checked: Checked): Compared[] {
  const planted = checked.findings.filter((one) => one.rule === "A03" || one.rule === "P03");
  const found = planted.map((one) => `${one.rule} ${one.cells.join("、")}`).sort().join("；");
  mark(checked.findings);
  return [["有意留下的两处错误", "A03 G4；P03 C7", found], ...looks(RED, "有"), ["工作表的保护", "受保护", guarded("项目1")]];
}

/** Compare the background and the note of the two cells with faults; `colour` is a colour, or that there is none. */
function looks(colour: number, note: string): Compared[] {
  return ["G4", "C7"].map((address) => {
    const cell = sheetNamed("项目1").Range(address);
    const shown = colour === NO_FILL ? cell.Interior.ColorIndex : cell.Interior.Color;
    return [`${address} 的底色和批注`, `${colour}，${note}批注`, `${shown}，${cell.Comment ? "有" : "无"}批注`];
  });
}

function text(address: string, sheet = "项目1"): string {
  const value = sheetNamed(sheet).Range(address).Value2;
  return value === null || value === undefined || value === "" ? "空" : String(value);
}

function guarded(sheet: string): string {
  return sheetNamed(sheet).ProtectContents ? "受保护" : "没有保护";
}

function broken(error: unknown): Compared {
  return ["做完这一步", "没有出错", `出错：${error instanceof Error ? error.message : String(error)}`];
}

/** Return what must not change; it is compared, and not written down. */
function state(book: Book): [string, string][] {
  return [["所在的工作表", book.ActiveSheet.Name], ["有没有未保存的修改", String(book.Saved)]];
}

/** Write the result into a new workbook, which comes to the front; return the outcome in a sentence. */
function write(lines: Line[]): string {
  const failed = [...new Set(lines.filter(({ compared: [, expected, found] }) => expected !== found).map((line) => line.step))];
  const verdict = failed.length ? `有 ${failed.length} 步不通过：${failed.join("、")}。` : "全部通过。";
  const host = Application as unknown as Facts;
  const facts = [["时间", new Date().toString()], ["表格软件", `${host.Name} ${host.Version}（${host.Build}）`], ["内核", navigator.userAgent], ["服务", serviceAddress()]];
  const rows = [
    ["自检结果"], [verdict], HEADINGS,
    ...lines.map(({ step, compared: [what, expected, found], seconds }) => [step, what, expected, found, expected === found ? "通过" : "不通过", seconds]),
    ["本机情况"], ...facts,
  ];
  (Application.Workbooks.Add() as unknown as Book).Activate();
  const sheet = Application.ActiveWorkbook.Worksheets.Item(1) as unknown as Sheet;
  sheet.Name = "自检结果";
  rows.forEach((row, down) => row.forEach((value, right) => {
    sheet.Range(`${"ABCDEF"[right]}${down + 1}`).Value2 = value;
  }));
  sheet.Range("B1:D1").ColumnWidth = 32;
  return verdict;
}
