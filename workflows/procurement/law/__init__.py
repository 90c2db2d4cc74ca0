"""Dated law as data: articles, periods, the standard world."""
