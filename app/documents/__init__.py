"""Bytes of attachments: kept by their hash, told by their content."""
