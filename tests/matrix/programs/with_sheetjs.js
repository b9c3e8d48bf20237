const {cells} = require("./cells.js");
const [source, target, name] = process.argv.slice(2);
const XLSX = require(name);
const sheet = {};
let last = 1;
for (const {row, column, kind, format, value, formula} of cells(source)) {
  const cell = kind === "text" ? {t: "s", v: value} : {t: "n", v: value, z: format};
  if (formula) cell.f = formula;
  if (kind === "formula") delete cell.v;
  sheet[XLSX.utils.encode_cell({r: row - 1, c: column - 1})] = cell;
  last = Math.max(last, row);
}
sheet["!ref"] = `A1:G${last}`;
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, sheet, "项目1");
XLSX.writeFile(book, target, target.endsWith("5.xls") ? {bookType: "biff5"} : {});
