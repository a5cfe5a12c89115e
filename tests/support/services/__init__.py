"""Services that papers are looked up at, on loopback."""
