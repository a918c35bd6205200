"""OLE compound files: legacy Word, Excel and PowerPoint, and what else lies in one."""
