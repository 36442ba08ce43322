"""Laboratory files in the browser: sent, their reading confirmed, previewed row by row, taken in. Start here: `urls.py`."""
