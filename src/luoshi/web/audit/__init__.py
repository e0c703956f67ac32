"""The log of all changes (操作日志): appended to only, every entry chained to the one before by its hash."""
