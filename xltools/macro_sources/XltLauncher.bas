Attribute VB_Name = "XltLauncher"
Option Explicit

' The one way from a button to Python, for the active workbook:
'   LibreOffice                 our extension, which has Python in the same process
'   Excel with xlwings' add-in  its RunPython, called by name
'   Excel for Windows           the Python that "xltools addin install" recorded
'   Excel for Mac               needs xlwings' add-in
' Excel and LibreOffice both compile this, so: no #If, no Declare, no early binding.
' Texts for people are properties of the document, since VBA source has one code page.

Private lastAction As String
Private lastStart As Date

Public Sub RunAction(ByVal action As String)
    If InLibreOffice() Then
        If Not DispatchAction(action) Then Complain "extension-missing", ""
    ElseIf ActiveWorkbook Is Nothing Then
        Complain "no-workbook", ""
    ElseIf XlwingsIsLoaded() Then
        Application.Run "'xlwings.xlam'!RunPython", "import xltools.desktop.button as button; button.call('" & action & "')"
    ElseIf InStr(Application.OperatingSystem, "Mac") > 0 Then
        Complain "mac-needs-xlwings", ""
    Else
        StartPython action
    End If
End Sub

Private Function XlwingsIsLoaded() As Boolean
    Dim found As String
    On Error Resume Next
    found = Workbooks("xlwings.xlam").Name
    XlwingsIsLoaded = (found <> "")
End Function

' Starts Python and returns at once; Python then talks to this Excel. The record has two lines, in UTF-16 so that
' any user name survives: the interpreter, and a file of xltools that is gone when xltools was removed.
Private Sub StartPython(ByVal action As String)
    Dim system As Object, files As Object, record As String, lines As Variant, command As String, window As Long
    If action = lastAction And Now - lastStart < TimeSerial(0, 0, 2) Then Exit Sub ' the second half of a double click
    lastAction = action
    lastStart = Now
    On Error GoTo Failed
    Set system = CreateObject("WScript.Shell")
    Set files = CreateObject("Scripting.FileSystemObject")
    record = system.ExpandEnvironmentStrings("%APPDATA%") & "\xltools\python.txt"
    If Not files.FileExists(record) Then
        Complain "python-unknown", ""
        Exit Sub
    End If
    lines = Split(files.OpenTextFile(record, 1, False, -1).ReadAll, vbCrLf)
    If Not (files.FileExists(lines(0)) And files.FileExists(lines(1))) Then
        Complain "python-gone", ""
        Exit Sub
    End If
    ' -P: a module that lies in the current folder must not take the place of a real one.
    command = Quoted(lines(0)) & " -P -m xltools.desktop.button " & action
    command = command & " " & Quoted("--wb=" & ActiveWorkbook.Name) & " --from_xl=1 --hwnd=" & Application.Hwnd
    ' pythonw.exe has no console; hidden, it could not show its own dialogs either.
    If LCase(Right(lines(0), 11)) = "pythonw.exe" Then window = 1
    system.Run command, window, False
    Exit Sub
Failed:
    Complain "start-failed", Err.Description
End Sub

Private Function Quoted(ByVal text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function

Private Sub Complain(ByVal key As String, ByVal details As String)
    Dim text As String
    text = TextOf(key)
    If details <> "" Then text = text & vbLf & vbLf & details
    MsgBox text, 48, TextOf("title")
End Sub

Private Function TextOf(ByVal key As String) As String
    On Error Resume Next
    If InLibreOffice() Then
        TextOf = OfficeProperty("xltools." & key)
    Else
        TextOf = ThisWorkbook.CustomDocumentProperties("xltools." & key).Value
    End If
    If TextOf = "" Then TextOf = "xltools: " & key
End Function
