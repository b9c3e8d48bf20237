// Marks of findings in the open workbook, and fills: what was done is remembered, so that exactly that can be taken back.

import { asValue, bySheet, type CellToMark, cellsToMark, holds, recall, remember, withoutOurs } from "../../panes/cells";
import type { Copy, Finding } from "../../panes/service";
import { allSheets, bookKey, type Cell, quietly, sheetNamed, type Sheet, unlocked } from "./host";

const COLOURS = { error: 0xc7c7ff, warning: 0x99ebff, note: 0xffdde4 }; // blue, green, red: as the host has them
const NO_FILL = -4142; // xlColorIndexNone
const MARKS = "xltools-marks:";
const FILLS = "xltools-fills:";

interface Mark { sheet: string; cell: string; colour: number; index: number; note: string | null; ours: string; tint: number }
interface Fill { sheet: string; cell: string; text: string }

/** Mark each cell of the findings once, with its worst colour and one note; return the number of cells. */
export function mark(findings: Finding[]): number {
  clearMarks();
  const marks: Mark[] = [];
  try {
    onSheets(cellsToMark(findings), (sheet, one) => marks.push(markCell(sheet, one)));
  } finally {
    remember(MARKS, bookKey(), marks); // also where a sheet could not be marked: what was done can be taken back
  }
  return marks.length;
}

function markCell(sheet: Sheet, one: CellToMark): Mark {
  const cell = sheet.Range(one.cell);
  const tint = COLOURS[one.severity];
  const before = { colour: cell.Interior.Color, index: cell.Interior.ColorIndex, note: cell.Comment ? cell.Comment.Text() : null };
  cell.Interior.Color = tint;
  if (cell.Comment) cell.Comment.Text(`${before.note}\n${one.note}`);
  else cell.AddComment(one.note);
  return { sheet: sheet.Name, cell: one.cell, ...before, ours: one.note, tint };
}

/** Take our own marks away, and nothing else; return the number of cells. */
export function clearMarks(): number {
  const left = stillThere(recall<Mark>(MARKS, bookKey()));
  onSheets(bySheet(left), (sheet, one) => unmarkCell(sheet.Range(one.cell), one));
  remember(MARKS, bookKey(), []);
  return left.length;
}

function unmarkCell(cell: Cell, one: Mark): void {
  if (cell.Interior.Color === one.tint) { // else somebody has chosen another colour since
    if (one.index === NO_FILL) cell.Interior.ColorIndex = NO_FILL;
    else cell.Interior.Color = one.colour;
  }
  const note = cell.Comment;
  if (!note) return;
  const rest = withoutOurs(note.Text(), one.ours);
  if (rest) note.Text(rest);
  else note.Delete();
}

/** Write fills into cells that are still blank; return those that were written. */
export function fill(changes: Copy["changes"]): Fill[] {
  const done: Fill[] = [];
  try {
    onSheets(bySheet(changes), (sheet, one) => {
      const cell = sheet.Range(one.cell);
      if (cell.HasFormula || !(cell.Value2 === null || cell.Value2 === "")) return;
      cell.Value2 = asValue(one.text);
      done.push({ sheet: sheet.Name, cell: one.cell, text: one.text });
    });
  } finally {
    remember(FILLS, bookKey(), [...recall<Fill>(FILLS, bookKey()), ...done]);
  }
  return done;
}

/** Take fills back that nobody has changed since; return how many were taken back and how many stay. */
export function undoFills(): { cleared: number; kept: number } {
  const fills = recall<Fill>(FILLS, bookKey());
  let cleared = 0;
  onSheets(bySheet(stillThere(fills)), (sheet, one) => {
    const cell = sheet.Range(one.cell);
    if (!holds(cell.Value2, one.text)) return;
    cell.MergeArea.ClearContents();
    cleared += 1;
  });
  remember(FILLS, bookKey(), []);
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
          if (!cell.Locked && !cell.HasFormula && cell.Value2 !== null) cell.MergeArea.ClearContents();
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

function stillThere<T extends { sheet: string }>(places: T[]): T[] {
  const names = new Set(allSheets().map((sheet) => sheet.Name));
  return places.filter((one) => names.has(one.sheet));
}

/** Work on cells sheet by sheet: protection is taken off and put back once for each. */
function onSheets<T>(sheets: Map<string, T[]>, work: (sheet: Sheet, one: T) => void): void {
  quietly(() => {
    for (const [name, list] of sheets) {
      const sheet = sheetNamed(name);
      unlocked(sheet, () => list.forEach((one) => work(sheet, one)));
    }
  });
}
