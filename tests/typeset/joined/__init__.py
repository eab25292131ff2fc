"""Layout with one joined code column, in 元 with thousands separators."""
