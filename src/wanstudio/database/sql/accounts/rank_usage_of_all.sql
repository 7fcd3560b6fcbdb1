-- The keys and the accounts with most calls of all, each with its place, and the others together in a row without one.
WITH sums AS (
    SELECT account_id, key_id, code, sum(calls) AS calls, sum(images) AS images
    FROM usage_slots
    WHERE region = :region AND slot BETWEEN :first_slot AND :last_slot AND CAST(:model AS TEXT) IN ('', model)
    GROUP BY account_id, key_id, code
), keys AS (
    SELECT key_id, row_number() OVER (ORDER BY sum(calls) DESC, key_id) AS place FROM sums GROUP BY key_id
), owners AS (
    SELECT account_id, row_number() OVER (ORDER BY sum(calls) DESC, account_id) AS place FROM sums GROUP BY account_id
)
SELECT 'key' AS kind, min(k.place) AS place, max(k.place) AS last_place,
       CASE WHEN k.place <= :most THEN s.account_id END AS account_id,
       CASE WHEN k.place <= :most THEN s.key_id END AS key_id, s.code, sum(s.calls) AS calls, sum(s.images) AS images
FROM sums s JOIN keys k ON k.key_id = s.key_id
GROUP BY 4, 5, s.code
UNION ALL
SELECT 'account', min(o.place), max(o.place), CASE WHEN o.place <= :most THEN s.account_id END, NULL, s.code,
       sum(s.calls), sum(s.images)
FROM sums s JOIN owners o ON o.account_id = s.account_id
GROUP BY 4, s.code
