"""The markup of workbooks as a table: for each element its children in their order, and its attributes.

A line is ``element | children | attributes``. Children are a pattern (``?`` optional, ``*`` any number, ``+`` one or
more, ``(a/b)`` one of several, ``...`` not described here). An attribute is ``name=type``, with ``!`` after a name that
is required; without a type it is text. Words separated by ``/`` are the values that it may have. ``parent>element``
describes an element that has another meaning in another place. The order and the names are those of ECMA-376, and the
``address`` of a hyperlink, which excel4node writes and Excel takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.auditor.book import OFFICE

__all__ = ["ELEMENTS", "ElementRule"]

_TYPES = {
    "bool": "true|false|1|0",
    "uint": r"\+?[0-9]+",
    "int": r"[-+]?[0-9]+",
    "double": r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|-?INF|NaN",
    "areas": r"\S+(?:\s+\S+)*",
    "argb": "(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}",  # without the first two in files of xlsx-populate, which Excel takes
    "hash": "[0-9A-Fa-f]{4}",
}
_BORDER = (
    "style=none/thin/medium/dashed/dotted/thick/double/hair/mediumDashed/dashDot/mediumDashDot/dashDotDot"
    "/mediumDashDotDot/slantDashDot"
)
_FONT = "b/i/strike/condense/extend/outline/shadow/u/vertAlign/sz/color/family/charset/scheme"
_COLOR = "auto=bool indexed=uint rgb=argb theme=uint tint=double"
_COMPARISON = "lessThan/lessThanOrEqual/equal/notEqual/greaterThanOrEqual/greaterThan/between/notBetween"
_HASH = "algorithmName hashValue saltValue spinCount=uint"
_PANES = "bottomRight/topRight/bottomLeft/topLeft"
_RICH_TEXT = "t? r* rPh* phoneticPr?"

_TABLE = f"""
worksheet | sheetPr? dimension? sheetViews? sheetFormatPr? cols* sheetData sheetCalcPr? sheetProtection? protectedRanges? scenarios? autoFilter? sortState? dataConsolidate? customSheetViews? mergeCells? phoneticPr? conditionalFormatting* dataValidations? hyperlinks? printOptions? pageMargins? pageSetup? headerFooter? rowBreaks? colBreaks? customProperties? cellWatches? ignoredErrors? smartTags? drawing? legacyDrawing? legacyDrawingHF? drawingHF? picture? oleObjects? controls? webPublishItems? tableParts? extLst? |
sheetPr | tabColor? outlinePr? pageSetUpPr? | syncHorizontal=bool syncVertical=bool syncRef transitionEvaluation=bool transitionEntry=bool published=bool codeName filterMode=bool enableFormatConditionsCalculation=bool
tabColor | | {_COLOR}
color | | {_COLOR}
fgColor | | {_COLOR}
bgColor | | {_COLOR}
outlinePr | | applyStyles=bool summaryBelow=bool summaryRight=bool showOutlineSymbols=bool
pageSetUpPr | | autoPageBreaks=bool fitToPage=bool
dimension | | ref!
sheetViews | sheetView+ extLst? |
sheetView | pane? selection* pivotSelection* extLst? | windowProtection=bool showFormulas=bool showGridLines=bool showRowColHeaders=bool showZeros=bool rightToLeft=bool tabSelected=bool showRuler=bool showOutlineSymbols=bool defaultGridColor=bool showWhiteSpace=bool view=normal/pageBreakPreview/pageLayout topLeftCell colorId=uint zoomScale=uint zoomScaleNormal=uint zoomScaleSheetLayoutView=uint zoomScalePageLayoutView=uint workbookViewId!=uint
pane | | xSplit=double ySplit=double topLeftCell activePane={_PANES} state=split/frozen/frozenSplit
selection | | pane={_PANES} activeCell activeCellId=uint sqref=areas
sheetFormatPr | | baseColWidth=uint defaultColWidth=double defaultRowHeight!=double customHeight=bool zeroHeight=bool thickTop=bool thickBottom=bool outlineLevelRow=uint outlineLevelCol=uint
cols | col+ |
col | | min!=uint max!=uint width=double style=uint hidden=bool bestFit=bool customWidth=bool phonetic=bool outlineLevel=uint collapsed=bool
sheetData | row* |
row | c* extLst? | r=uint spans s=uint customFormat=bool ht=double hidden=bool customHeight=bool outlineLevel=uint collapsed=bool thickTop=bool thickBot=bool ph=bool
c | f? v? is? extLst? | r s=uint t=b/n/e/s/str/inlineStr/d cm=uint vm=uint ph=bool
f | | t=normal/array/dataTable/shared aca=bool ref dt2D=bool dtr=bool del1=bool del2=bool r1 r2 ca=bool si=uint bx=bool
v | |
is | {_RICH_TEXT} |
sheetCalcPr | | fullCalcOnLoad=bool
sheetProtection | | password=hash {_HASH} sheet=bool objects=bool scenarios=bool formatCells=bool formatColumns=bool formatRows=bool insertColumns=bool insertRows=bool insertHyperlinks=bool deleteColumns=bool deleteRows=bool selectLockedCells=bool sort=bool autoFilter=bool pivotTables=bool selectUnlockedCells=bool
protectedRanges | protectedRange+ |
protectedRange | securityDescriptor* | password=hash sqref!=areas name! securityDescriptor {_HASH}
autoFilter | filterColumn* sortState? extLst? | ref
filterColumn | ... | colId!=uint hiddenButton=bool showButton=bool
mergeCells | mergeCell+ | count=uint
mergeCell | | ref!
phoneticPr | | fontId!=uint type alignment
conditionalFormatting | cfRule* extLst? | pivot=bool sqref=areas
cfRule | formula* colorScale? dataBar? iconSet? extLst? | type=expression/cellIs/colorScale/dataBar/iconSet/top10/uniqueValues/duplicateValues/containsText/notContainsText/beginsWith/endsWith/containsBlanks/notContainsBlanks/containsErrors/notContainsErrors/timePeriod/aboveAverage dxfId=uint priority!=int stopIfTrue=bool aboveAverage=bool percent=bool bottom=bool operator={_COMPARISON}/containsText/notContains/beginsWith/endsWith text timePeriod=today/yesterday/tomorrow/last7Days/thisMonth/lastMonth/nextMonth/thisWeek/lastWeek/nextWeek rank=uint stdDev=int equalAverage=bool
formula | |
colorScale | cfvo cfvo+ color color+ |
dataBar | cfvo cfvo color | minLength=uint maxLength=uint showValue=bool
iconSet | cfvo cfvo+ | iconSet showValue=bool percent=bool reverse=bool
cfvo | extLst? | type!=num/percent/max/min/formula/percentile val gte=bool
dataValidations | dataValidation+ | disablePrompts=bool xWindow=uint yWindow=uint count=uint
dataValidation | formula1? formula2? | type=none/whole/decimal/list/date/time/textLength/custom errorStyle=stop/warning/information imeMode operator={_COMPARISON} allowBlank=bool showDropDown=bool showInputMessage=bool showErrorMessage=bool errorTitle error promptTitle prompt sqref!=areas
formula1 | |
formula2 | |
hyperlinks | hyperlink+ |
hyperlink | | ref! r:id location tooltip display address
printOptions | | horizontalCentered=bool verticalCentered=bool headings=bool gridLines=bool gridLinesSet=bool
pageMargins | | left!=double right!=double top!=double bottom!=double header!=double footer!=double
pageSetup | | paperSize=uint paperHeight paperWidth scale=uint firstPageNumber=int fitToWidth=uint fitToHeight=uint pageOrder=downThenOver/overThenDown orientation=default/portrait/landscape usePrinterDefaults=bool blackAndWhite=bool draft=bool cellComments=none/asDisplayed/atEnd useFirstPageNumber=bool errors=displayed/blank/dash/NA horizontalDpi=uint verticalDpi=uint copies=uint r:id
headerFooter | oddHeader? oddFooter? evenHeader? evenFooter? firstHeader? firstFooter? | differentOddEven=bool differentFirst=bool scaleWithDoc=bool alignWithMargins=bool
rowBreaks | brk* | count=uint manualBreakCount=uint
colBreaks | brk* | count=uint manualBreakCount=uint
brk | | id=uint min=uint max=uint man=bool pt=bool
ignoredErrors | ignoredError+ extLst? |
ignoredError | | sqref!=areas evalError=bool twoDigitTextYear=bool numberStoredAsText=bool formula=bool formulaRange=bool unlockedFormula=bool emptyCellReference=bool listDataValidation=bool calculatedColumn=bool
drawing | | r:id!
legacyDrawing | | r:id!
legacyDrawingHF | | r:id!
picture | | r:id!
tableParts | tablePart* | count=uint
tablePart | | r:id!
workbook | fileVersion? fileSharing? workbookPr? workbookProtection? bookViews? sheets functionGroups? externalReferences? definedNames? calcPr? oleSize? customWorkbookViews? pivotCaches? smartTagPr? smartTagTypes? webPublishing? fileRecoveryPr* webPublishObjects? extLst? | conformance=strict/transitional
fileVersion | | appName lastEdited lowestEdited rupBuild codeName
fileSharing | | readOnlyRecommended=bool userName reservationPassword=hash {_HASH}
workbookPr | | date1904=bool showObjects=all/placeholders/none showBorderUnselectedTables=bool filterPrivacy=bool promptedSolutions=bool showInkAnnotation=bool backupFile=bool saveExternalLinkValues=bool updateLinks=userSet/never/always codeName hidePivotFieldList=bool showPivotChartFilter=bool allowRefreshQuery=bool publishItems=bool checkCompatibility=bool autoCompressPictures=bool refreshAllConnections=bool defaultThemeVersion=uint dateCompatibility=bool
workbookProtection | | workbookPassword=hash workbookPasswordCharacterSet revisionsPassword=hash revisionsPasswordCharacterSet lockStructure=bool lockWindows=bool lockRevision=bool revisionsAlgorithmName revisionsHashValue revisionsSaltValue revisionsSpinCount=uint workbookAlgorithmName workbookHashValue workbookSaltValue workbookSpinCount=uint
bookViews | workbookView+ |
workbookView | extLst? | visibility=visible/hidden/veryHidden minimized=bool showHorizontalScroll=bool showVerticalScroll=bool showSheetTabs=bool xWindow=int yWindow=int windowWidth=uint windowHeight=uint tabRatio=uint firstSheet=uint activeTab=uint autoFilterDateGrouping=bool
sheets | sheet+ |
sheet | | name! sheetId!=uint state=visible/hidden/veryHidden r:id!
externalReferences | externalReference+ |
externalReference | | r:id!
definedNames | definedName* |
definedName | | name! comment customMenu description help statusBar localSheetId=uint hidden=bool function=bool vbProcedure=bool xlm=bool functionGroupId=uint shortcutKey publishToServer=bool workbookParameter=bool
calcPr | | calcId=uint calcMode=manual/auto/autoNoTable fullCalcOnLoad=bool refMode=A1/R1C1 iterate=bool iterateCount=uint iterateDelta=double fullPrecision=bool calcCompleted=bool calcOnSave=bool concurrentCalc=bool concurrentManualCount=uint forceFullCalc=bool
styleSheet | numFmts? fonts? fills? borders? cellStyleXfs? cellXfs? cellStyles? dxfs? tableStyles? colors? extLst? |
numFmts | numFmt* | count=uint
numFmt | | numFmtId!=uint formatCode!
fonts | font* | count=uint
font | ({_FONT}/name)* |
b | | val=bool
i | | val=bool
strike | | val=bool
condense | | val=bool
extend | | val=bool
outline | | val=bool
shadow | | val=bool
u | | val=single/double/singleAccounting/doubleAccounting/none
vertAlign | | val!=baseline/superscript/subscript
sz | | val!=double
name | | val!
rFont | | val!
family | | val!=uint
charset | | val!=int
scheme | | val!=none/major/minor
fills | fill* | count=uint
fill | (patternFill/gradientFill)? |
patternFill | fgColor? bgColor? | patternType=none/solid/mediumGray/darkGray/lightGray/darkHorizontal/darkVertical/darkDown/darkUp/darkGrid/darkTrellis/lightHorizontal/lightVertical/lightDown/lightUp/lightGrid/lightTrellis/gray125/gray0625
gradientFill | stop* | type=linear/path degree=double left=double right=double top=double bottom=double
stop | color | position!=double
borders | border* | count=uint
border | start? end? left? right? top? bottom? diagonal? vertical? horizontal? | diagonalUp=bool diagonalDown=bool outline=bool
left | color? | {_BORDER}
right | color? | {_BORDER}
start | color? | {_BORDER}
end | color? | {_BORDER}
top | color? | {_BORDER}
bottom | color? | {_BORDER}
diagonal | color? | {_BORDER}
vertical | color? | {_BORDER}
horizontal | color? | {_BORDER}
cellStyleXfs | xf+ | count=uint
cellXfs | xf+ | count=uint
xf | alignment? protection? extLst? | numFmtId=uint fontId=uint fillId=uint borderId=uint xfId=uint quotePrefix=bool pivotButton=bool applyNumberFormat=bool applyFont=bool applyFill=bool applyBorder=bool applyAlignment=bool applyProtection=bool
alignment | | horizontal=general/left/center/right/fill/justify/centerContinuous/distributed vertical=top/center/bottom/justify/distributed textRotation=uint wrapText=bool indent=uint relativeIndent=int justifyLastLine=bool shrinkToFit=bool readingOrder=uint mergeCell
protection | | locked=bool hidden=bool
cellStyles | cellStyle+ | count=uint
cellStyle | extLst? | name xfId!=uint builtinId=uint iLevel=uint hidden=bool customBuiltin=bool
dxfs | dxf* | count=uint
dxf | font? numFmt? fill? alignment? border? protection? extLst? |
tableStyles | tableStyle* | count=uint defaultTableStyle defaultPivotStyle
tableStyle | tableStyleElement* | name! pivot=bool table=bool count=uint
tableStyleElement | | type! size=uint dxfId=uint
colors | indexedColors? mruColors? |
indexedColors | rgbColor+ |
rgbColor | | rgb=argb
mruColors | color+ |
sst | si* extLst? | count=uint uniqueCount=uint
si | {_RICH_TEXT} |
r | rPr? t |
rPr | ({_FONT}/rFont)* |
rPh | t | sb!=uint eb!=uint
t | |
comments | authors commentList extLst? |
authors | author* |
author | |
commentList | comment* |
comment | text commentPr? | ref! authorId!=uint guid shapeId=uint
text | {_RICH_TEXT} |
table | autoFilter? sortState? tableColumns tableStyleInfo? extLst? | id!=uint name displayName! comment ref! tableType=worksheet/xml/queryTable headerRowCount=uint insertRow=bool insertRowShift=bool totalsRowCount=uint totalsRowShown=bool published=bool headerRowDxfId=uint dataDxfId=uint totalsRowDxfId=uint headerRowBorderDxfId=uint tableBorderDxfId=uint totalsRowBorderDxfId=uint headerRowCellStyle dataCellStyle totalsRowCellStyle connectionId=uint
tableColumns | tableColumn+ | count=uint
tableColumn | calculatedColumnFormula? totalsRowFormula? xmlColumnPr? extLst? | id!=uint uniqueName name! totalsRowFunction=none/sum/min/max/average/count/countNums/stdDev/var/custom totalsRowLabel queryTableFieldId=uint headerRowDxfId=uint dataDxfId=uint totalsRowDxfId=uint headerRowCellStyle dataCellStyle totalsRowCellStyle
tableStyleInfo | | name showFirstColumn=bool showLastColumn=bool showRowStripes=bool showColumnStripes=bool
calcChain | c+ extLst? |
calcChain>c | | r! i=int s=bool l=bool t=bool a=bool
"""  # noqa: E501 - one element, one line


@dataclass(frozen=True, slots=True)
class ElementRule:
    """What one element may hold."""

    children: re.Pattern[str] | None
    """a pattern for the names of all children, each followed by a comma; None: not described"""
    names: frozenset[str]
    """the children that it mentions"""
    attributes: dict[str, re.Pattern[str] | None]
    """the values of each; None: any text"""
    required: tuple[str, ...]
    seen: set[str]
    """names of children that fit the pattern, as far as they have come up: most rows and cells are alike"""

    def allows(self, names: str) -> bool:
        """Whether these children may stand in this order."""
        if names in self.seen or self.children is None:
            return True
        if not self.children.fullmatch(names):
            return False
        if len(names) < 200:
            self.seen.add(names)
        return True


def _children(pattern: str) -> re.Pattern[str] | None:
    if pattern == "...":
        return None
    words = re.sub(r"\s*([()/?*+])\s*", r"\1", pattern).split()
    names = re.sub(r"[A-Za-z0-9]+", lambda match: f"(?:{match[0]},)", " ".join(words))
    return re.compile(names.replace("/", "|").replace(" ", ""))


def _attribute(description: str) -> tuple[str, re.Pattern[str] | None]:
    name, _, kind = description.partition("=")
    pattern = _TYPES.get(kind) or "|".join(re.escape(value) for value in kind.split("/"))
    return _key(name.removesuffix("!")), re.compile(pattern) if kind else None


def _key(name: str) -> str:
    return name.replace("r:", OFFICE)


def _rule(line: str) -> tuple[str, ElementRule]:
    element, children, attributes = (column.strip() for column in line.split("|"))
    descriptions = attributes.split()
    names = [description.partition("=")[0] for description in descriptions]
    required = tuple(_key(name.removesuffix("!")) for name in names if name.endswith("!"))
    known = frozenset(re.findall("[A-Za-z0-9]+", children))
    rule = ElementRule(_children(children), known, dict(map(_attribute, descriptions)), required, set())
    return element, rule


ELEMENTS = dict(_rule(line) for line in _TABLE.strip().splitlines())
"""The rule of each element by its name."""
