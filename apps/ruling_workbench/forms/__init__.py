"""Forms: fields worked out as data, drawn, and read back."""
