-- How many prompts were rewritten, needed nothing, or could not be.
CREATE TABLE rewritten_prompts (
    rewriter TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    prompts  BIGINT NOT NULL,
    PRIMARY KEY (rewriter, outcome)
);
