"""OpenDocument spreadsheets: .ods packages and flat .fods files."""
