"""Blocks of the course as what a page can show; no Streamlit here."""
