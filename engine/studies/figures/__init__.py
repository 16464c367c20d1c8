"""What a simulation comes to: exact sums, merged in order, and what they say."""
