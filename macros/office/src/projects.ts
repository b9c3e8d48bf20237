// A further project sheet: a copy of the last one, its entries taken out.

import { unlocked } from "./host";

/** Add an empty sheet behind the last project; return its name. */
export function addProject(): Promise<string> {
  return Excel.run(async (context) => {
    const sheets = context.workbook.worksheets.load("items/name");
    await context.sync();
    const numbered = sheets.items.map((sheet) => ({ sheet, number: Number((/^项目(\d+)$/.exec(sheet.name) || [])[1] || 0) }));
    const last = numbered.reduce((best, one) => (one.number > best.number ? one : best), { sheet: null as Excel.Worksheet | null, number: 0 });
    if (!last.sheet) throw new Error("工作簿里没有“项目1”这样的绩效目标表可以照着新增。请用财政部门下发的模板。");
    const made = last.sheet.copy("After", last.sheet);
    const name = `项目${last.number + 1}`;
    if (!(await unlocked(context, made, () => empty(context, made, name)))) {
      made.delete(); // a copy of a filled sheet under a strange name is worse than none
      await context.sync();
      throw new Error(`工作表“项目${last.number}”有保护密码，不能照着新增。请先撤销保护。`);
    }
    made.activate();
    await context.sync();
    return name;
  });
}

async function empty(context: Excel.RequestContext, sheet: Excel.Worksheet, name: string): Promise<void> {
  const used = sheet.getUsedRange().load("formulas,values");
  const cells = used.getCellProperties({ format: { protection: true } });
  await context.sync();
  used.formulas.forEach((row, rowIndex) => row.forEach((content, columnIndex) => {
    const locked = cells.value[rowIndex]?.[columnIndex]?.format?.protection?.locked !== false;
    const formula = content !== used.values[rowIndex]?.[columnIndex]; // a typed = begins no formula
    if (!locked && !formula && content !== "") used.getCell(rowIndex, columnIndex).values = [[""]]; // clearing a part of a merged cell is refused
  }));
  sheet.name = name;
  await context.sync();
}
