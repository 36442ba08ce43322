"""From facts to results: who is analysed, which endpoint is counted, what is estimated, how it is drawn.

Reads `trial` and the floors below it; knows no web, no clock and no chance.
"""
