-- Names are unique, so the last account of the page before is the only one to leave out.
SELECT account_id, name FROM accounts WHERE name >= :name AND account_id <> :account_id ORDER BY name LIMIT :most
