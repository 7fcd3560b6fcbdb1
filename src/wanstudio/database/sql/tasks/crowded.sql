SELECT account_id, region, model, admitted, parked FROM standings WHERE parked > 0
