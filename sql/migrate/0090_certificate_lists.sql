-- 0090_certificate_lists: the list of all certificates of an evaluation organisation in the order of their ids.
ALTER TABLE issued_certificate
	ADD KEY by_evaluator_id (evaluator_id, id);
