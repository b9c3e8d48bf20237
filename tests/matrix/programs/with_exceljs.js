const {cells} = require("./cells.js");
const ExcelJS = require("exceljs");
const book = new ExcelJS.Workbook();
const sheet = book.addWorksheet("项目1");
for (const {row, column, kind, format, value, formula} of cells(process.argv[2])) {
  const cell = sheet.getCell(row, column);
  cell.value = kind === "result" ? {formula, result: value} : formula ? {formula} : value;
  if (format) cell.numFmt = format;
}
book.xlsx.writeFile(process.argv[3]);
