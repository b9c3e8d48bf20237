"""The service for offices without Python: a page to check workbooks on, and the back end of the add-ins.

Workbook bytes come in, findings and copies go out; nothing is kept after the answer. What runs where:

* :mod:`~xltools.web.serve` starts the server; :mod:`~xltools.web.connections` ends silent connections,
* :mod:`~xltools.web.access` lets in who has a code, from the right host and page;
  :mod:`~xltools.web.rates` counts the calls of each address,
* :mod:`~xltools.web.uploads` takes files in, :mod:`~xltools.web.turns` decides whose turn it is,
* :mod:`~xltools.web.app` has the addresses, :mod:`~xltools.web.answers` the JSON that they answer with,
* ``page/`` is the page itself: HTML, CSS and JavaScript as they are served.

It needs the extra ``web`` (Starlette, uvicorn).
"""
