"""What people write, as typed shapes. Imports nothing of the engine."""
