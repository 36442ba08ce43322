"""Floor 1: documents as blocks of bilingual text, set as PDF pages or as one printable HTML page. Knows nothing of trials."""
