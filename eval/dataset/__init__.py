"""Files of cases in, checked cases out; and shelves to ask them on."""
