-- The one clock: milliseconds since 1970, moved by a session setting in tests of expiry.
CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
         + coalesce(nullif(current_setting('wanstudio.clock_offset_ms', true), '')::bigint, 0)
$$;
