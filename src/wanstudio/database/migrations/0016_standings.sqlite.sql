-- Time-outs of many tasks at once have taken some of them off the wrong count: all are counted again.
UPDATE standings SET admitted = 0, parked = 0;
UPDATE standings SET
    admitted = counted.admitted, parked = counted.parked
FROM (SELECT account_id, region, model, count(*) FILTER (WHERE state > 0) AS admitted,
             count(*) FILTER (WHERE state = 0) AS parked
      FROM tasks WHERE state < 3 GROUP BY account_id, region, model) AS counted
WHERE standings.account_id = counted.account_id AND standings.region = counted.region
  AND standings.model = counted.model;
