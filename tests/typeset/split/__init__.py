"""Layout with split code columns, in 万元."""
