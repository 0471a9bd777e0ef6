-- Run once, by the PostgreSQL image, when its volume is empty: the two roles and the database.
-- Only the project's own migrations grant the application role anything beyond CONNECT.
\getenv owner OWNER_PASSWORD
\getenv application APPLICATION_PASSWORD
CREATE ROLE ivcboard_owner LOGIN PASSWORD :'owner';
CREATE ROLE ivcboard_app LOGIN PASSWORD :'application';
CREATE DATABASE ivcboard OWNER ivcboard_owner;
REVOKE ALL ON DATABASE ivcboard FROM PUBLIC;
GRANT CONNECT ON DATABASE ivcboard TO ivcboard_app;
