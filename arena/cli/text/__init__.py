"""What the terminal shows, from values."""
