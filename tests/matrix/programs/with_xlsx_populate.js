const {cells} = require("./cells.js");
require("xlsx-populate").fromBlankAsync().then(book => {
  for (const {row, column, format, value, formula} of cells(process.argv[2])) {
    const cell = book.sheet(0).cell(row, column);
    if (formula) cell.formula(formula); else cell.value(value);
    if (format) cell.style("numberFormat", format);
  }
  return book.toFileAsync(process.argv[3]);
});
