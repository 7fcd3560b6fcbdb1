-- Take free images, never past the grant; the row says how many are used now.
INSERT INTO free_quotas (account_id, region, model, used)
VALUES (:account_id, :region, :model, CASE WHEN :images < :granted THEN :images ELSE :granted END)
ON CONFLICT (account_id, region, model) DO UPDATE SET
    used = CASE WHEN free_quotas.used + :images < :granted THEN free_quotas.used + :images
                WHEN free_quotas.used > :granted THEN free_quotas.used ELSE :granted END
RETURNING used
