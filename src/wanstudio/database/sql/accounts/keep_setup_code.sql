INSERT INTO secrets (name, value) VALUES ('setup', :code) ON CONFLICT (name) DO NOTHING
