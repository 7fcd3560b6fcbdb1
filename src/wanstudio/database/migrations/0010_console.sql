-- Who may sign in to the console, and who is signed in. A user sees one account; an administrator sees all.
CREATE TABLE users (
    user_id       TEXT PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    role          TEXT NOT NULL,
    account_id    TEXT NOT NULL REFERENCES accounts (account_id),
    password_hash TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    seen_at       BIGINT
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (user_id),
    csrf       TEXT NOT NULL,
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expiring ON sessions (expires_at);
