-- The accounts come first, so that each one's charges are found by their index.
SELECT c.model, c.key_id, c.kind, count(*) AS images, sum(c.price_micros) AS cost_micros
FROM accounts a CROSS JOIN charges c
WHERE (CAST(:account_id AS TEXT) IS NULL OR a.account_id = :account_id)
  AND c.account_id = a.account_id AND c.region = :region AND c.charged_at BETWEEN :start_ms AND :end_ms
GROUP BY c.model, c.key_id, c.kind ORDER BY c.model, c.key_id, c.kind
