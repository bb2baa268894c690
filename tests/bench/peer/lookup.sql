-- lookup.sql: the peers' look-up with window and limits in one round trip, the cheapest form found for a program that
-- remembers nothing between requests: all rows by primary key, judged in the list of columns.
SELECT x.answer, x.open_at <= UTC_TIMESTAMP(6) AND x.close_at > UTC_TIMESTAMP(6) AS open,
	a.blocked_until > UTC_TIMESTAMP(6) OR b.blocked_until > UTC_TIMESTAMP(6) OR c.blocked_until > UTC_TIMESTAMP(6) AS blocked
FROM published_result x LEFT JOIN throttle a ON a.kind = 'lookup' AND a.bucket = :person
	LEFT JOIN throttle b ON b.kind = 'lookup' AND b.bucket = :pair
	LEFT JOIN throttle c ON c.kind = 'lookup' AND c.bucket = :address
WHERE x.lookup_index = :lookup_index;
