"""Text → Program, or every problem in it. Pure."""
