-- Take free images, never past the grant; the row says how many are used now.
INSERT INTO free_quotas (account_id, region, model, used)
VALUES (:account_id, :region, :model,
        CASE WHEN CAST(:images AS BIGINT) < CAST(:granted AS BIGINT) THEN CAST(:images AS BIGINT)
             ELSE CAST(:granted AS BIGINT) END)
ON CONFLICT (account_id, region, model) DO UPDATE SET
    used = CASE WHEN free_quotas.used + :images < :granted THEN free_quotas.used + :images
                WHEN free_quotas.used > :granted THEN free_quotas.used ELSE :granted END
RETURNING used
