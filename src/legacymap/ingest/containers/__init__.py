"""Files that hold files or sheets: archives and workbooks, opened without trusting them."""
