// The few things of WPS that the add-in uses, with the types that they really have: the vendor's declarations, made from
// its C++ code, call a Comment never null, refuse numbers for Value2 and know no Name of a sheet found by its number.

export interface Note {
  Text(text?: string): string;
  Delete(): void;
}

export interface Cell {
  Value2: string | number | boolean | null;
  Locked: boolean;
  ColumnWidth: number;
  readonly HasFormula: boolean;
  readonly Comment: Note | null;
  readonly Interior: { Color: number; ColorIndex: number };
  AddComment(text: string): Note;
  readonly MergeArea: { ClearContents(): void }; // clearing a part of a merged cell is refused
  Select(): void;
}

export interface Sheet {
  Name: string;
  readonly ProtectContents: boolean;
  readonly ProtectDrawingObjects: boolean;
  readonly ProtectScenarios: boolean;
  readonly Protection: Record<(typeof ALLOWANCES)[number], boolean>;
  readonly UsedRange: { readonly Row: number; readonly Column: number; readonly Rows: { Count: number }; readonly Columns: { Count: number } };
  Activate(): void;
  Range(address: string): Cell;
  Copy(before: undefined, after: Sheet): void;
  Protect(...options: unknown[]): void;
  Unprotect(): void;
}

const ALLOWANCES = [
  "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns", "AllowInsertingRows",
  "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering", "AllowUsingPivotTables",
] as const;

/** Return the open workbook's name, or nothing where none is open. */
export function bookName(): string {
  const book = Application.ActiveWorkbook;
  return book ? String(book.Name) : "";
}

/** Return the file name to send with the bytes: a workbook that was never saved has a name without an ending. */
export function fileName(): string {
  const name = bookName();
  return name.includes(".") ? name : `${name}.xlsx`;
}

/** Return the key under which marks and fills of the open workbook are remembered; nothing where none is open. */
export function bookKey(): string {
  const book = Application.ActiveWorkbook;
  return book ? String(book.FullName) : "";
}

/** Return the bytes of the open workbook, with what was not saved yet. */
export function bookBytes(): ArrayBuffer {
  const path = `${Application.Env.GetTempPath()}/xltools-${Date.now()}-${Math.floor(Math.random() * 1e9)}.xlsx`;
  Application.ActiveWorkbook.SaveCopyAs(path);
  try {
    return Application.FileSystem.ReadFileAsArrayBuffer(path);
  } finally {
    Application.FileSystem.Remove(path);
  }
}

/** Return a sheet by its name. */
export function sheetNamed(name: string): Sheet {
  return Application.ActiveWorkbook.Worksheets.Item(name) as unknown as Sheet;
}

/** Return all sheets in the order of their tabs. */
export function allSheets(): Sheet[] {
  const sheets = Application.ActiveWorkbook.Worksheets;
  return Array.from({ length: sheets.Count }, (_, index) => sheets.Item(index + 1) as unknown as Sheet);
}

/** Do some work on a sheet without its protection, which is put back as it was. A password makes this throw. */
export function unlocked(sheet: Sheet, work: () => void): void {
  if (!sheet.ProtectContents) {
    work();
    return;
  }
  const { ProtectDrawingObjects: drawings, ProtectScenarios: scenarios } = sheet;
  const allowed = ALLOWANCES.map((allowance) => sheet.Protection[allowance]);
  try {
    sheet.Unprotect();
  } catch {
    throw new Error(`工作表“${sheet.Name}”有保护密码，不能标记或填充。请先撤销保护。`);
  }
  try {
    work();
  } finally {
    sheet.Protect(undefined, drawings, true, scenarios, false, ...allowed);
  }
}

/** Do some work while the screen stays as it is. */
export function quietly<T>(work: () => T): T {
  const updating = Application.ScreenUpdating;
  Application.ScreenUpdating = false;
  try {
    return work();
  } finally {
    Application.ScreenUpdating = updating;
  }
}

/** Show a cell. */
export function goTo(sheetName: string, address: string): void {
  const sheet = sheetNamed(sheetName);
  sheet.Activate();
  if (address) sheet.Range(address).Select();
}

/** Tell the officer something. */
export function say(text: string): void {
  window.alert(text);
}
