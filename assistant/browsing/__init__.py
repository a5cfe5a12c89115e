"""The shelf as a library: its papers sorted, filtered, searched, counted, labelled, and doubles found."""
