"""Floor 0: quantities with units, partial dates, bilingual text, three-valued truth, identifiers. No input, no output."""
