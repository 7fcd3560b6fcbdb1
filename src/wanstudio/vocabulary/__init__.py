"""The words that this service understands by itself, English and Chinese, and what each means."""
