"""Chapter 0: fundamentals."""
