"""Paper as a face: one catalogue of sheets, drawn for the browser's printer and as PDF."""
