"""`arena watch`: saves and keys come in, screens go out."""
