-- 0060_scores: a person may hold the same seat in two plans of a year, so the look-up's index names no single row.
ALTER TABLE result DROP KEY uq_lookup, ADD KEY by_lookup (lookup_index);
-- the lists of reviews that are still open, the changes of a review
ALTER TABLE score_change ADD KEY by_review (score_review_id, id);
