-- wan2.1-t2i-* is Singapore's name of wanx2.1-t2i-*: free images used under either name are used of one quota.
INSERT INTO free_quotas (account_id, region, model, used)
SELECT account_id, region, 'wanx' || substr(model, 4), used FROM free_quotas
WHERE model IN ('wan2.1-t2i-turbo', 'wan2.1-t2i-plus')
ON CONFLICT (account_id, region, model) DO UPDATE SET used = free_quotas.used + excluded.used;
DELETE FROM free_quotas WHERE model IN ('wan2.1-t2i-turbo', 'wan2.1-t2i-plus');
