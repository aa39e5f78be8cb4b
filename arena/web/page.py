"""The script that Streamlit runs for every page; everything is in `arena.web.frame`."""

from arena.web.frame import draw

draw()
