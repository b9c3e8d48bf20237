Attribute VB_Name = "XltButtons"
Option Explicit

' What the buttons of a workbook are bound to: one sub for each action.
' A button calls a sub here, the sub calls the launcher, the launcher calls Python.

Public Sub XltRead()
    RunAction "read"
End Sub

Public Sub XltFill()
    RunAction "fill"
End Sub

Public Sub XltCheck()
    RunAction "check"
End Sub

Public Sub XltClearMarks()
    RunAction "clear-marks"
End Sub

Public Sub XltUndoFill()
    RunAction "undo-fill"
End Sub

Public Sub XltAddProject()
    RunAction "add-project"
End Sub

Public Sub XltReadyToSend()
    RunAction "ready-to-send"
End Sub

Public Sub XltConsolidate()
    RunAction "consolidate"
End Sub

Public Sub XltConsolidateAgain()
    RunAction "consolidate-again"
End Sub

Public Sub XltOpenProblemFile()
    RunAction "open-problem-file"
End Sub

Public Sub XltSelfTest()
    RunAction "self-test"
End Sub

' No button: shows that a click reaches Python.
Public Sub XltPing()
    RunAction "ping"
End Sub
