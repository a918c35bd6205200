"""Files that hold files, and the zip packages that office documents are."""
