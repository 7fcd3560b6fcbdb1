SELECT min(charged_at) AS charged_at FROM charges
