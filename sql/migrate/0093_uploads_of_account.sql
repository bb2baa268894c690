-- 0093_uploads_of_account: how much an account has uploaded lately.
ALTER TABLE file
	ADD KEY by_account (account_id, created_at);
