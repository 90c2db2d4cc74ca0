"""The city's platform over its interface: what waits is sent, the receipt is recorded."""
