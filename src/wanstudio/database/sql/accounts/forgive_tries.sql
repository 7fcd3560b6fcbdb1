DELETE FROM rates WHERE region = 'sign-in' AND account_id = :account_id AND model = :model
