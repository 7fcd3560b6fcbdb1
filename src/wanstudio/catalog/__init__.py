"""The API reference's tables as frozen records and pure rules. No I/O."""
