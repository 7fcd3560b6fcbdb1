"""From words to a Scene and back: vocabulary, parser, captions."""
