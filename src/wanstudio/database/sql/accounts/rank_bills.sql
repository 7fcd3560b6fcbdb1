-- The keys and the accounts that cost most, each with its place, and the others together in a row without one.
WITH sums AS (
    SELECT account_id, key_id, count(*) AS images, sum(CASE WHEN kind = 'free' THEN 1 ELSE 0 END) AS free,
           sum(price_micros) AS cost_micros
    FROM charges WHERE region = :region AND charged_at BETWEEN :start_ms AND :end_ms
    GROUP BY account_id, key_id
), keys AS (
    SELECT key_id, row_number() OVER (ORDER BY sum(cost_micros) DESC, sum(images) DESC, key_id) AS place
    FROM sums GROUP BY key_id
), owners AS (
    SELECT account_id, row_number() OVER (ORDER BY sum(cost_micros) DESC, sum(images) DESC, account_id) AS place
    FROM sums GROUP BY account_id
)
SELECT 'key' AS kind, min(k.place) AS place, max(k.place) AS last_place,
       CASE WHEN k.place <= :most THEN s.account_id END AS account_id, CASE WHEN k.place <= :most THEN s.key_id END AS key_id,
       sum(s.images) AS images, sum(s.free) AS free, sum(s.cost_micros) AS cost_micros
FROM sums s JOIN keys k ON k.key_id = s.key_id
GROUP BY 4, 5
UNION ALL
SELECT 'account', min(o.place), max(o.place), CASE WHEN o.place <= :most THEN s.account_id END, NULL,
       sum(s.images), sum(s.free), sum(s.cost_micros)
FROM sums s JOIN owners o ON o.account_id = s.account_id
GROUP BY 4
