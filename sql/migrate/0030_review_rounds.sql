-- 0030_review_rounds: one application window per province, kind and year; an expert may review a returned subject again;
-- the list of experts has an index.

ALTER TABLE province_window
	ADD UNIQUE KEY uq_year (province, kind, year),
	DROP INDEX uq_window;

-- A subject that was returned and handed in again is reviewed again, perhaps by the same expert: only open tasks are
-- unique. The reviews of the present round are those made after the subject was last submitted.
ALTER TABLE review_task
	ADD COLUMN live TINYINT GENERATED ALWAYS AS (IF(state = 'assigned', 1, NULL)) STORED AFTER state,
	ADD UNIQUE KEY uq_open (subject_kind, subject_id, expert_account_id, live),
	DROP INDEX uq_expert;

-- the experts that can be assigned
ALTER TABLE account_duty ADD KEY by_duty (duty, account_id);
