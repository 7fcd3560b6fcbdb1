SELECT rewriter, outcome, prompts FROM rewritten_prompts ORDER BY rewriter, outcome
