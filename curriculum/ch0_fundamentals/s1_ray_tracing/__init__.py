"""Set 0.1: ray tracing with batched linear algebra."""
