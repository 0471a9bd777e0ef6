"""Sources that several rules cite."""

UK_GUIDELINE = (
    "UK guidelines for the management of soft tissue sarcomas, Br J Cancer 2024, table 2 "
    "(doi 10.1038/s41416-024-02674-y)"
)
