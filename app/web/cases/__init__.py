"""A case as one page with tabs: where it stands, its picture, its money, its documents, its whole record. Reads; changes nothing."""
