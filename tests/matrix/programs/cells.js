// The cells of a department, as the programs in JavaScript read them from the file that the matrix wrote.
const fs = require("fs");
exports.cells = path => fs.readFileSync(path, "utf8").trimEnd().split("\n").map(line => {
  const [row, column, kind, format, value, formula] = line.split("\t");
  return {row: +row, column: +column, kind, format, formula,
    value: kind === "text" ? value.replaceAll("\\n", "\n") : +value};
});
