"""Discovery: which repos of the listed owners the catalog lacks, where they belong, and what is left out, and why."""
