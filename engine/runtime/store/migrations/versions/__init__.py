"""The revisions, each named by the schema it makes."""
