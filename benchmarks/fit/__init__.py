"""Fits the prose stage's weights; a development extra, `pip install -e '.[fit]'`."""
