"""What a command does between its parsing and its printing: files, engine and stories joined."""
