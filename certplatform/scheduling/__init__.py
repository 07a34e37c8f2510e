"""Finding the answer to a round of staffing: search, proof of how good it is, reasons for gaps."""
