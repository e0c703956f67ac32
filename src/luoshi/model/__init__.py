"""Floor 2: the typed plan, the document as read. Values only; nothing here opens a file or knows a rule."""
