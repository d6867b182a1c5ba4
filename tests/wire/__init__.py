"""What clients see: the schema, its documents, its pages."""
