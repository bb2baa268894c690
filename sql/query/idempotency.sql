-- Keys of writes: the row is made in the transaction of the write itself.

-- idempotency_insert insert
-- in key str, account_id i64, route str, body_hash bytes
INSERT INTO idempotency (account_id, idempotency_key, route, body_hash) VALUES (:account_id, :key, :route, :body_hash);

-- idempotency_get one
-- in key str, account_id i64
-- out route str, body_hash bytes, status i64?, reply bytes?
SELECT route, body_hash, status, reply FROM idempotency WHERE account_id = :account_id AND idempotency_key = :key;

-- idempotency_finish exec
-- in status i64, reply bytes, key str, account_id i64
UPDATE idempotency SET status = :status, reply = :reply WHERE account_id = :account_id AND idempotency_key = :key;

-- idempotency_purge exec
-- in before time
DELETE FROM idempotency WHERE created_at < :before LIMIT 10000;
