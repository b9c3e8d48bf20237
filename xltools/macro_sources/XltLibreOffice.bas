Attribute VB_Name = "XltLibreOffice"

' LibreOffice only. Without Option Explicit, Excel takes ThisComponent for a variable that was never set, so it compiles
' this module and InLibreOffice says no; nothing else here ever runs in Excel.

Public Function InLibreOffice() As Boolean
    InLibreOffice = IsObject(ThisComponent)
End Function

Public Function OfficeProperty(ByVal name As String) As String
    OfficeProperty = ThisComponent.DocumentProperties.UserDefinedProperties.getPropertyValue(name)
End Function

' Hands the action to our extension; False where it is not installed.
Public Function DispatchAction(ByVal action As String) As Boolean
    Dim url As Object, handler As Object
    Set url = CreateObject("com.sun.star.util.URL")
    url.Complete = "xltools:" & action
    url.Main = url.Complete
    url.Protocol = "xltools:"
    url.Path = action
    Set handler = ThisComponent.CurrentController.Frame.queryDispatch(url, "_self", 0)
    If handler Is Nothing Then Exit Function
    handler.dispatch url, Array()
    DispatchAction = True
End Function
