"""Tables that are text: web pages, Excel's XML of 2003, and values between tabs or commas.

Systems that export "Excel" often write one of these under the name ``.xls``, and Excel opens them.
"""
