Attribute VB_Name = "XltRibbon"
Option Explicit

' Every button of the ribbon tab calls this; its tag is the action.
Public Sub XltRibbonAction(control As IRibbonControl)
    RunAction control.Tag
End Sub
