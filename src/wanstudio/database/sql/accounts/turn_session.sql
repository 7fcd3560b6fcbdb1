UPDATE sessions SET account_id = :account_id, region = :region WHERE token_hash = :token_hash
