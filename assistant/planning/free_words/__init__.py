"""Requests that the grammar sees but cannot take apart, put in plain words."""
