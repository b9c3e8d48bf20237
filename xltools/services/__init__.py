"""Use cases: what commands, buttons and other faces ask for, each in a module of its own.

Every service has the same shape, so that a face only translates:

* a **request**, a frozen dataclass with all that the caller chooses (``ConsolidateRequest``): options of a command,
  cells of a workbook or fields of a web page become its values, and its defaults are the defaults of all faces;
* one **function** named after the use case, ``consolidate(request, report=...)``, which does the whole job and calls
  ``report`` with a :class:`~xltools.services.contract.Progress` whenever there is something to show meanwhile; two use
  cases of one kind, such as ``fill`` and ``undo``, share a module;
* a **result**, a frozen dataclass (``ConsolidateResult``): what came out, the settings that were used, ``notices``
  (what the officer should know besides, as :class:`~xltools.text.Text`) and ``status``, the exit status of a command.

What cannot be done raises an :class:`~xltools.errors.XltoolsError`, before anything is written. A service prints
nothing and asks nothing. The rule settings of every service come from :mod:`xltools.services.settings`.
"""
