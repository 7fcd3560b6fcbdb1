INSERT INTO rewritten_prompts (rewriter, outcome, prompts) VALUES (:rewriter, :outcome, :prompts)
ON CONFLICT (rewriter, outcome) DO UPDATE SET prompts = rewritten_prompts.prompts + excluded.prompts
