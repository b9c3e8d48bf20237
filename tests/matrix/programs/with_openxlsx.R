library(openxlsx)
paths <- commandArgs(trailingOnly = TRUE)
lines <- strsplit(paste0(readLines(paths[1], encoding = "UTF-8"), "\t."), "\t", fixed = TRUE)
book <- createWorkbook()
addWorksheet(book, "Sheet1")
for (cell in lines) {
  row <- as.integer(cell[1])
  column <- as.integer(cell[2])
  if (cell[6] != "") {
    writeFormula(book, 1, cell[6], startCol = column, startRow = row)
  } else {
    value <- if (cell[3] == "text") gsub("\\n", "\n", cell[5], fixed = TRUE) else as.numeric(cell[5])
    writeData(book, 1, value, startCol = column, startRow = row, colNames = FALSE)
  }
  if (cell[4] != "") addStyle(book, 1, createStyle(numFmt = cell[4]), rows = row, cols = column)
}
saveWorkbook(book, paths[2])
