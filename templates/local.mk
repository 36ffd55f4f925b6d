# Templates as shipped.
