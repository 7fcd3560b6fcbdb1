"""From words to a Scene and back: parser and captions."""
