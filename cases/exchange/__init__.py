"""The case format: reading strictly, checking, importing, exporting, its schema."""
