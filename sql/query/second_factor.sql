-- The second factor 动态口令 alone: what the signing program may see of an account.

-- second_factor_get one
-- in account_id i64
-- out sealed bytes?, confirmed bool, name str
SELECT totp_sealed, totp_confirmed_at IS NOT NULL, display_name FROM account WHERE id = :account_id;

-- second_factor_use_step exec
-- in step i64, account_id i64
UPDATE account SET totp_last_step = :step WHERE id = :account_id AND totp_last_step < :step;
