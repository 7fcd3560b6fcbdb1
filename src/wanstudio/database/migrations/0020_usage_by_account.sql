-- One account's usage is found without reading everybody's; a month of all accounts' charges without years of them.
CREATE INDEX usage_slots_by_account ON usage_slots (account_id, region, slot);
CREATE INDEX usage_times_by_account ON usage_times (account_id, region, slot);
-- With the region first SQLite would read one account's ledger by it.
CREATE INDEX charges_by_time ON charges (charged_at, region);
