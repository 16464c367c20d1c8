"""Results → text, tables and pages. Computes nothing."""
