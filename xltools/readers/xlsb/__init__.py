"""Binary workbooks (.xlsb): the parts of an OOXML package as records (MS-XLSB)."""
