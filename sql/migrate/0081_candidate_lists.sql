-- 0081_candidate_lists: lists and counts of a school with 200,000 candidates. live stands before the column that is sorted by and
-- id behind it, so that one range of the index is the list in its order; province closes those that are counted, so that a
-- count under the scope reads the index alone.
ALTER TABLE candidate
	DROP KEY by_verification, ADD KEY by_verification (school_id, live, verification, id, province),
	ADD KEY by_name (school_id, live, name, id),
	ADD KEY by_student_number (school_id, live, student_number, id),
	ADD KEY by_class (school_id, live, class_name, id, province),
	-- also that of the foreign key
	ADD KEY by_photo (photo_id, school_id, live, id, province);
-- how many entries each school has in a year
ALTER TABLE register_entry ADD KEY by_school_year (school_id, year, register_batch_id);
