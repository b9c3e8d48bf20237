// Marks of findings in the open workbook, and fills: what was done is remembered, so that exactly that can be taken back.

import { allSheets, bookKey, type Cell, quietly, sheetNamed, type Sheet, unlocked } from "./host";
import type { Copy, Finding } from "./service";

const COLOURS = { error: 0xc7c7ff, warning: 0x99ebff, note: 0xffdde4 }; // blue, green, red: as the host has them
const RANKS = { error: 0, warning: 1, note: 2 };
const WORDS = { error: "错误", warning: "警告", note: "提示" };
const NO_FILL = -4142; // xlColorIndexNone
const MARKS = "xltools-marks:";
const FILLS = "xltools-fills:";

interface Mark { sheet: string; cell: string; colour: number; index: number; note: string | null; ours: string; tint: number }
interface Fill { sheet: string; cell: string; text: string }

/** Mark each cell of the findings once, with its worst colour and one note; return the number of cells. */
export function mark(findings: Finding[]): number {
  clearMarks();
  const cells = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const cell of finding.cells) {
      const key = JSON.stringify([finding.sheet, cell]);
      cells.set(key, [...(cells.get(key) || []), finding]);
    }
  }
  const marks: Mark[] = [];
  try {
    bySheet([...cells.keys()].map((key) => JSON.parse(key) as [string, string]), (sheet, addresses) => {
    for (const address of addresses) {
      const list = (cells.get(JSON.stringify([sheet.Name, address])) || []).sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
      const first = list[0];
      if (first) marks.push(markCell(sheet, address, first, list));
    }
    });
  } finally {
    remember(MARKS, marks); // also where a sheet could not be marked: what was done can be taken back
  }
  return marks.length;
}

function markCell(sheet: Sheet, address: string, worst: Finding, list: Finding[]): Mark {
  const cell = sheet.Range(address);
  const ours = list.map((one) => `【${WORDS[one.severity]} ${one.rule}】${one.message.zh}\n→ ${one.suggestion.zh}`).join("\n");
  const tint = COLOURS[worst.severity];
  const before = { colour: cell.Interior.Color, index: cell.Interior.ColorIndex, note: cell.Comment ? cell.Comment.Text() : null };
  cell.Interior.Color = tint;
  if (cell.Comment) cell.Comment.Text(`${before.note}\n${ours}`);
  else cell.AddComment(ours);
  return { sheet: sheet.Name, cell: address, ...before, ours, tint };
}

/** Take our own marks away, and nothing else; return the number of cells. */
export function clearMarks(): number {
  const marks = recall<Mark>(MARKS);
  const there = new Set(allSheets().map((sheet) => sheet.Name));
  const left = marks.filter((one) => there.has(one.sheet));
  const known = new Map(left.map((one) => [JSON.stringify([one.sheet, one.cell]), one]));
  bySheet(left.map((one) => [one.sheet, one.cell]), (sheet, addresses) => {
    for (const address of addresses) {
      const one = known.get(JSON.stringify([sheet.Name, address]));
      if (one) unmarkCell(sheet.Range(address), one);
    }
  });
  remember(MARKS, []);
  return left.length;
}

function unmarkCell(cell: Cell, one: Mark): void {
  if (cell.Interior.Color === one.tint) { // else somebody has chosen another colour since
    if (one.index === NO_FILL) cell.Interior.ColorIndex = NO_FILL;
    else cell.Interior.Color = one.colour;
  }
  const note = cell.Comment;
  if (!note) return;
  const text = note.Text();
  if (text === one.ours) note.Delete();
  else note.Text(text.replace(`\n${one.ours}`, "").replace(one.ours, ""));
}

/** Write fills into cells that are still blank; return those that were written. */
export function fill(changes: Copy["changes"]): Fill[] {
  const done: Fill[] = [];
  const texts = new Map(changes.map((one) => [JSON.stringify([one.sheet, one.cell]), one.text]));
  try {
    bySheet(changes.map((one) => [one.sheet, one.cell]), (sheet, addresses) => {
      for (const address of addresses) {
        const cell = sheet.Range(address);
        const text = texts.get(JSON.stringify([sheet.Name, address])) || "";
        if (cell.HasFormula || !(cell.Value2 === null || cell.Value2 === "")) continue;
        cell.Value2 = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
        done.push({ sheet: sheet.Name, cell: address, text });
      }
    });
  } finally {
    remember(FILLS, [...recall<Fill>(FILLS), ...done]);
  }
  return done;
}

/** Take fills back that nobody has changed since; return how many were taken back and how many stay. */
export function undoFills(): { cleared: number; kept: number } {
  const fills = recall<Fill>(FILLS);
  const there = new Set(allSheets().map((sheet) => sheet.Name));
  const texts = new Map(fills.map((one) => [JSON.stringify([one.sheet, one.cell]), one.text]));
  let cleared = 0;
  bySheet(fills.filter((one) => there.has(one.sheet)).map((one) => [one.sheet, one.cell]), (sheet, addresses) => {
    for (const address of addresses) {
      const cell = sheet.Range(address);
      const text = texts.get(JSON.stringify([sheet.Name, address])) || "";
      const same = typeof cell.Value2 === "number" ? cell.Value2 === Number(text) : cell.Value2 === text;
      if (same) {
        cell.ClearContents();
        cleared += 1;
      }
    }
  });
  remember(FILLS, []);
  return { cleared, kept: fills.length - cleared };
}

/** Add an empty sheet behind the last project; return its name. */
export function addProject(): string {
  const numbered = allSheets().map((sheet) => ({ sheet, number: Number((/^项目(\d+)$/.exec(sheet.Name) || [])[1] || 0) }));
  const last = numbered.reduce((best, one) => (one.number > best.number ? one : best));
  if (!last.number) throw new Error("工作簿里没有“项目1”这样的绩效目标表可以照着新增。请用财政部门下发的模板。");
  return quietly(() => {
    last.sheet.Copy(undefined, last.sheet);
    const sheets = allSheets();
    const made = sheets[sheets.findIndex((sheet) => sheet.Name === last.sheet.Name) + 1];
    if (!made) throw new Error("没有复制成工作表。");
    const name = `项目${last.number + 1}`;
    unlocked(made, () => {
      const { Row, Column, Rows, Columns } = made.UsedRange;
      for (let row = Row; row < Row + Rows.Count; row += 1) {
        for (let column = Column; column < Column + Columns.Count; column += 1) {
          const cell = made.Range(`${letters(column)}${row}`);
          if (!cell.Locked && !cell.HasFormula && cell.Value2 !== null) cell.ClearContents();
        }
      }
      made.Name = name;
    });
    made.Activate();
    return name;
  });
}

function letters(column: number): string {
  let text = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

/** Work on cells sheet by sheet: protection is taken off and put back once for each. */
function bySheet(places: [string, string][], work: (sheet: Sheet, addresses: string[]) => void): void {
  const sheets = new Map<string, string[]>();
  for (const [name, cell] of places) if (cell) sheets.set(name, [...(sheets.get(name) || []), cell]);
  quietly(() => {
    for (const [name, addresses] of sheets) {
      const sheet = sheetNamed(name);
      unlocked(sheet, () => work(sheet, addresses));
    }
  });
}

function remember(kind: string, list: unknown[]): void {
  if (list.length) window.localStorage.setItem(kind + bookKey(), JSON.stringify(list));
  else window.localStorage.removeItem(kind + bookKey());
}

function recall<T>(kind: string): T[] {
  return JSON.parse(window.localStorage.getItem(kind + bookKey()) || "[]") as T[];
}
