-- Counters of attempts, shared by all hosts. A bucket is a hash of who asks or what is tried.

-- throttle_get one
-- in kind str, bucket bytes
-- out used i64, blocked bool
SELECT used, COALESCE(blocked_until > UTC_TIMESTAMP(6), FALSE) FROM throttle WHERE kind = :kind AND bucket = :bucket;

-- throttle_blocked many
-- in kind str, first bytes, second bytes, third bytes
-- out bucket bytes, used i64
SELECT bucket, used FROM throttle
WHERE kind = :kind AND bucket IN (:first, :second, :third) AND blocked_until > UTC_TIMESTAMP(6);

-- throttle_count exec
-- in kind str, bucket bytes, seconds i64, most i64
INSERT INTO throttle (kind, bucket, used, began_at, blocked_until)
VALUES (:kind, :bucket, 1, UTC_TIMESTAMP(6), IF(:most <= 1, UTC_TIMESTAMP(6) + INTERVAL :seconds SECOND, NULL))
ON DUPLICATE KEY UPDATE
	used = IF(began_at < UTC_TIMESTAMP(6) - INTERVAL :seconds SECOND, 1, used + 1),
	began_at = IF(began_at < UTC_TIMESTAMP(6) - INTERVAL :seconds SECOND, UTC_TIMESTAMP(6), began_at),
	blocked_until = IF(used >= :most, UTC_TIMESTAMP(6) + INTERVAL :seconds SECOND, NULL);

-- throttle_clear exec
-- in kind str, bucket bytes
DELETE FROM throttle WHERE kind = :kind AND bucket = :bucket;

-- throttle_purge exec
-- in before time
DELETE FROM throttle WHERE began_at < :before LIMIT 10000;
