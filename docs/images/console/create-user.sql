-- The user signs in with IAM alone: it has no password. What it may is what the granted roles may, and nothing else.
SELECT format('CREATE ROLE %I LOGIN CONNECTION LIMIT 5', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

SELECT format('GRANT %I TO %I', role, :'name')
FROM unnest('{rds_iam}'::text[] || string_to_array(:'roles', ',')) AS role \gexec

SELECT format('REVOKE %I FROM %I', held.rolname, :'name')
FROM pg_auth_members AS membership
JOIN pg_roles AS held ON held.oid = membership.roleid
JOIN pg_roles AS own ON own.oid = membership.member
WHERE own.rolname = :'name' AND held.rolname <> 'rds_iam' AND NOT held.rolname = ANY (string_to_array(:'roles', ',')) \gexec
