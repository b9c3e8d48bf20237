// Cells to mark: each once, with the worst severity of its findings and one note; and what is remembered of marks and fills.

import type { Finding } from "./service";

export const WORDS = { error: "错误", warning: "警告", note: "提示" };
const RANKS = { error: 0, warning: 1, note: 2 };

export interface CellToMark { cell: string; severity: Finding["severity"]; note: string }

/** Return the cells that findings speak of, by the name of their sheet. */
export function cellsToMark(findings: Finding[]): Map<string, CellToMark[]> {
  const lists = new Map<string, Map<string, Finding[]>>();
  for (const finding of findings) {
    for (const cell of finding.cells.filter(Boolean)) {
      const sheet = lists.get(finding.sheet) || new Map<string, Finding[]>();
      lists.set(finding.sheet, sheet.set(cell, [...(sheet.get(cell) || []), finding]));
    }
  }
  return new Map([...lists].map(([sheet, cells]) => [sheet, [...cells].map(([cell, list]) => cellToMark(cell, list))]));
}

function cellToMark(cell: string, list: Finding[]): CellToMark {
  const sorted = [...list].sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
  const note = sorted.map((one) => `【${WORDS[one.severity]} ${one.rule}】${one.message.zh}\n→ ${one.suggestion.zh}`).join("\n");
  return { cell, severity: sorted[0]?.severity || "note", note };
}

/** Return the text of a note without ours; empty where nothing else is in it. */
export function withoutOurs(text: string, ours: string): string {
  const plain = text.replace(/\r\n?/g, "\n");
  return plain === ours ? "" : plain.replace(`\n${ours}`, "").replace(ours, "");
}

/** Return what is remembered of a workbook. */
export function recall<T>(kind: string, book: string): T[] {
  return JSON.parse(window.localStorage.getItem(kind + book) || "[]") as T[];
}

/** Remember something of a workbook. */
export function remember(kind: string, book: string, list: unknown[]): void {
  if (list.length) window.localStorage.setItem(kind + book, JSON.stringify(list));
  else window.localStorage.removeItem(kind + book);
}

/** Return places by the name of their sheet; one without a cell is left out. */
export function bySheet<T extends { sheet: string; cell: string }>(places: T[]): Map<string, T[]> {
  const sheets = new Map<string, T[]>();
  for (const one of places) if (one.cell) sheets.set(one.sheet, [...(sheets.get(one.sheet) || []), one]);
  return sheets;
}

/** Return a filled text as the value of a cell: a number, or a text, from which the host is kept from making one, a date or a formula. */
export function asValue(text: string): string | number {
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text)) return Number(text);
  return /^[\s=+\-@'(\d.¥￥$]|^(true|false)$/i.test(text) ? `'${text}` : text;
}

/** Return whether a cell still holds what was filled in. */
export function holds(value: unknown, text: string): boolean {
  return typeof value === "number" ? value === Number(text) : value === text;
}
