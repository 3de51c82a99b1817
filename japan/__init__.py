"""Japan: its calendar, its telephone numbers, and why a caller's number may be missing.

Pure, without clock and settings. May import nothing of ours, not even `callcenter`, its sibling.
The controller process loads `phone`, so nothing beside it is imported at its top.
"""
