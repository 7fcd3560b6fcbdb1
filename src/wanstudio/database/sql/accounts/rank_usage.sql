-- One account's keys with most calls, each with its place, and the others together in a row without one.
WITH sums AS (
    SELECT account_id, key_id, code, sum(calls) AS calls, sum(images) AS images
    FROM usage_slots
    WHERE account_id = :account_id AND region = :region AND slot BETWEEN :first_slot AND :last_slot
      AND CAST(:key_id AS TEXT) IN ('', key_id) AND CAST(:model AS TEXT) IN ('', model)
    GROUP BY account_id, key_id, code
), ranked AS (
    SELECT key_id, row_number() OVER (ORDER BY sum(calls) DESC, key_id) AS place FROM sums GROUP BY key_id
)
SELECT 'key' AS kind, min(r.place) AS place, max(r.place) AS last_place,
       CASE WHEN r.place <= :most THEN s.account_id END AS account_id,
       CASE WHEN r.place <= :most THEN s.key_id END AS key_id, s.code, sum(s.calls) AS calls, sum(s.images) AS images
FROM sums s JOIN ranked r ON r.key_id = s.key_id
GROUP BY 4, 5, s.code
