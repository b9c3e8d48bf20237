// Marks of findings in the open workbook, and fills. What will be done is remembered before it is: exactly that can be taken back,
// even where the host stopped in the middle.

import { asValue, bySheet, type CellToMark, cellsToMark, holds, recall, remember, withoutOurs } from "../../panes/cells";
import type { Copy, Finding } from "../../panes/service";
import { bookKey, hasNotes, onSheets } from "./host";

const TINTS = { error: "#FFC7C7", warning: "#FFEB99", note: "#E4DDFF" };
const NO_FILL = "None";
const MARKS = "xltools-marks:";
const FILLS = "xltools-fills:";

interface Mark { sheet: string; cell: string; colour: string; pattern: string; patternColour: string; note: string | null; ours: string; tint: string }
interface Fill { sheet: string; cell: string; text: string }

/** The number of cells; whether each got its note; the sheets that were left out because of a password. */
export interface Marked { cells: number; noted: boolean; locked: string[] }

/** Mark each cell of the findings once, with its worst colour and one note. */
export async function mark(findings: Finding[]): Promise<Marked> {
  const { locked: kept } = await clearMarks();
  const sheets = cellsToMark(findings);
  const remembered = recall<Mark>(MARKS, bookKey());
  let [cells, noted] = [0, hasNotes()];
  const locked = await onSheets(sheets, async (context, sheet, name, list) => {
    const marks = await before(context, sheet, name, list);
    remembered.push(...marks);
    remember(MARKS, bookKey(), remembered);
    for (const one of marks) sheet.getRange(one.cell).format.fill.color = one.tint;
    await context.sync();
    cells += marks.length;
    if (hasNotes()) noted = (await writeNotes(context, sheet, marks)) && noted;
  });
  return { cells, noted, locked: [...new Set([...kept, ...locked])] };
}

/** Return the marks that cells will get, with what is there now. */
async function before(context: Excel.RequestContext, sheet: Excel.Worksheet, name: string, list: CellToMark[]): Promise<Mark[]> {
  const there = list.map((one) => {
    const fill = sheet.getRange(one.cell).format.fill;
    fill.load("color,pattern,patternColor");
    return { one, fill, note: noteAt(sheet, one.cell) };
  });
  await context.sync();
  return there.map(({ one, fill, note }) => ({
    sheet: name, cell: one.cell, colour: fill.color, pattern: fill.pattern, patternColour: fill.patternColor,
    note: textOf(note), ours: one.note, tint: TINTS[one.severity],
  }));
}

async function writeNotes(context: Excel.RequestContext, sheet: Excel.Worksheet, marks: Mark[]): Promise<boolean> {
  const write = (one: Mark): void => {
    if (one.note === null) sheet.notes.add(one.cell, one.ours);
    else sheet.notes.getItem(one.cell).content = `${one.note}\n${one.ours}`;
  };
  let all = true;
  for (const one of marks) { // one by one: a cell with a threaded comment takes no note, and its refusal ends a batch
    try {
      write(one);
      await context.sync();
    } catch {
      all = false;
    }
  }
  return all;
}

/** Take our own marks away, and nothing else; those on sheets with a password stay, and are remembered. */
export async function clearMarks(): Promise<{ cells: number; locked: string[] }> {
  const marks = bySheet(recall<Mark>(MARKS, bookKey()));
  let cells = 0;
  const locked = await onSheets(marks, async (context, sheet, _, list) => {
    const there = list.map((one) => {
      const fill = sheet.getRange(one.cell).format.fill;
      fill.load("color");
      return { one, fill, note: noteAt(sheet, one.cell) };
    });
    await context.sync();
    for (const { one, fill, note } of there) {
      if (fill.color.toUpperCase() === one.tint) restore(fill, one); // else somebody has chosen another colour since
      const text = textOf(note);
      if (note && text !== null) {
        const rest = withoutOurs(text, one.ours);
        if (rest) note.content = rest;
        else note.delete();
      }
    }
    await context.sync();
    cells += list.length;
  });
  remember(MARKS, bookKey(), locked.flatMap((name) => marks.get(name) || []));
  return { cells, locked };
}

function restore(fill: Excel.RangeFill, one: Mark): void {
  if (one.pattern === NO_FILL) {
    fill.clear();
    return;
  }
  fill.color = one.colour;
  if (one.pattern && one.pattern !== "Solid") {
    fill.pattern = one.pattern as Excel.FillPattern;
    fill.patternColor = one.patternColour;
  }
}

function noteAt(sheet: Excel.Worksheet, cell: string): Excel.Note | null {
  if (!hasNotes()) return null;
  const note = sheet.notes.getItemOrNullObject(cell);
  note.load("content");
  return note;
}

function textOf(note: Excel.Note | null): string | null {
  return note && !note.isNullObject ? note.content : null;
}

/** Write fills into cells that are still blank; return those that were written, and the sheets that have a password. */
export async function fill(changes: Copy["changes"]): Promise<{ done: Fill[]; locked: string[] }> {
  const done: Fill[] = [];
  const remembered = recall<Fill>(FILLS, bookKey());
  const locked = await onSheets(bySheet(changes), async (context, sheet, name, list) => {
    const there = list.map((one) => ({ one, range: sheet.getRange(one.cell).load("formulas") }));
    await context.sync();
    const blank = there.filter(({ range }) => range.formulas[0]?.[0] === "");
    const fills = blank.map(({ one }) => ({ sheet: name, cell: one.cell, text: one.text }));
    remember(FILLS, bookKey(), [...remembered, ...fills]);
    for (const { one, range } of blank) range.values = [[asValue(one.text)]];
    await context.sync();
    remembered.push(...fills);
    done.push(...fills);
  });
  return { done, locked };
}

/** Take fills back that nobody has changed since; return how many were taken back and how many stay. */
export async function undoFills(): Promise<{ cleared: number; kept: number; locked: string[] }> {
  const fills = recall<Fill>(FILLS, bookKey());
  let cleared = 0;
  const locked = await onSheets(bySheet(fills), async (context, sheet, _, list) => {
    const there = list.map((one) => ({ one, range: sheet.getRange(one.cell).load("values") }));
    await context.sync();
    for (const { one, range } of there) {
      if (!holds(range.values[0]?.[0], one.text)) continue;
      range.values = [[""]]; // clearing a part of a merged cell is refused
      cleared += 1;
    }
    await context.sync();
  });
  const stay = fills.filter((one) => locked.includes(one.sheet));
  remember(FILLS, bookKey(), stay);
  return { cleared, kept: fills.length - cleared - stay.length, locked };
}
