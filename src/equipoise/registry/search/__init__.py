"""Finding records: what is asked as a tree of conditions, what any index must answer, and why a record was found."""
