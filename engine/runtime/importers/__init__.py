"""Event logs as they lie on disk: CSV, TSV, XLSX, XES, JSON lines; packed or not."""
