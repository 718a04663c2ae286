-- The database and its three roles. Safe to run again; on a server of your own:
--
--   OWNER_PASSWORD=… APP_PASSWORD=… MAINTENANCE_PASSWORD=… psql -f roles.sql postgres
--
-- owner        migrates; owns the database and everything in it
-- app          what the web server and the workers are; row-level security holds it
-- maintenance  named commands and sweeps over all agencies; row-level security does not hold it
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv maintenance_password MAINTENANCE_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['owner', 'app', 'maintenance']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
ALTER ROLE maintenance LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS
    PASSWORD :'maintenance_password';

SELECT 'CREATE DATABASE switchboard OWNER owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'switchboard')
\gexec

REVOKE ALL ON DATABASE switchboard FROM PUBLIC;
GRANT CONNECT ON DATABASE switchboard TO app, maintenance;

\connect switchboard
ALTER SCHEMA public OWNER TO owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, maintenance;

-- For what migrations will create. Never GRANT ON ALL TABLES here: it would give back at the
-- next start what a migration took away, such as UPDATE on an append-only table.
ALTER DEFAULT PRIVILEGES FOR ROLE owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app, maintenance;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO app, maintenance;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO app, maintenance;
