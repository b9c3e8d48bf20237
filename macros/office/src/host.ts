// The few things of Excel that the pane uses, by Office.js: nothing happens before `sync`, nothing may be read before `load` and `sync`.

const SLICE_BYTES = 4 << 20; // the most that the host hands out at once
const ALLOWANCES = [
  "allowAutoFilter", "allowDeleteColumns", "allowDeleteRows", "allowEditObjects", "allowEditScenarios", "allowFormatCells",
  "allowFormatColumns", "allowFormatRows", "allowInsertColumns", "allowInsertHyperlinks", "allowInsertRows", "allowPivotTables",
  "allowSort", "selectionMode",
] as const;

/** Return the address of the open workbook: by it marks and fills are remembered, and from it comes its name. */
export function bookKey(): string {
  return Office.context.document.url || "";
}

/** Return the open workbook's name; one that was never saved has none. */
export function bookName(): string {
  const name = bookKey().split(/[\\/]/).pop() || "";
  return /\.\w+$/.test(name) ? name : `${name || "未保存的工作簿"}.xlsx`;
}

/** Return whether this Excel lets add-ins write notes (ExcelApi 1.18); others get colours only. */
export function hasNotes(): boolean {
  return Office.context.requirements.isSetSupported("ExcelApi", "1.18");
}

/** Return the bytes of the open workbook, with what was not saved yet. */
export async function bookBytes(): Promise<ArrayBuffer> {
  const file = await called<Office.File>((done) =>
    Office.context.document.getFileAsync(Office.FileType.Compressed, { sliceSize: SLICE_BYTES }, done));
  const parts: Uint8Array[] = [];
  try {
    for (let index = 0; index < file.sliceCount; index += 1) {
      const slice = await called<Office.Slice>((done) => file.getSliceAsync(index, done));
      parts.push(Uint8Array.from(slice.data as ArrayLike<number>));
    }
  } finally {
    file.closeAsync(); // more than two open ones, and the host refuses the next
  }
  return new Blob(parts as BlobPart[]).arrayBuffer();
}

function called<T>(call: (done: (result: Office.AsyncResult<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => call((result) => {
    if (result.status === Office.AsyncResultStatus.Succeeded) resolve(result.value);
    else reject(new Error(`Excel 没有交出工作簿（${result.error.code} ${result.error.message}）。请保存后在浏览器里打开自查页检查。`));
  }));
}

/** Show a cell; return whether its sheet is there to be shown. */
export function goTo(sheetName: string, address: string): Promise<boolean> {
  return Excel.run(async (context) => {
    const sheet = await found(context, sheetName);
    sheet?.load("visibility");
    await context.sync();
    if (!sheet || sheet.visibility !== "Visible") return false;
    sheet.activate();
    if (address) sheet.getRange(address).select();
    await context.sync();
    return true;
  });
}

/** Do some work on each sheet that is there, without its protection, which is put back as it was.
 *
 * Return the names of those that were left out because of a password. */
export function onSheets<T>(
  sheets: Map<string, T[]>,
  work: (context: Excel.RequestContext, sheet: Excel.Worksheet, name: string, list: T[]) => Promise<void>,
): Promise<string[]> {
  return Excel.run(async (context) => {
    const locked: string[] = [];
    for (const [name, list] of sheets) {
      const sheet = await found(context, name);
      if (sheet && !(await unlocked(context, sheet, () => work(context, sheet, name, list)))) locked.push(name);
    }
    return locked;
  });
}

async function found(context: Excel.RequestContext, name: string): Promise<Excel.Worksheet | null> {
  const sheet = context.workbook.worksheets.getItemOrNullObject(name);
  sheet.load("name");
  await context.sync();
  return sheet.isNullObject ? null : sheet;
}

/** Do some work on a sheet without its protection, which is put back as it was; return false where a password keeps it. */
export async function unlocked(context: Excel.RequestContext, sheet: Excel.Worksheet, work: () => Promise<void>): Promise<boolean> {
  const protection = sheet.protection;
  protection.load("protected,options");
  await context.sync();
  if (!protection.protected) {
    await work();
    return true;
  }
  const options = Object.fromEntries(ALLOWANCES.map((one) => [one, protection.options[one]])) as Excel.WorksheetProtectionOptions;
  protection.unprotect();
  try {
    await context.sync();
  } catch {
    return false; // it has a password
  }
  try {
    await work();
  } finally {
    protection.protect(options);
    await context.sync();
  }
  return true;
}
