-- 0092_registration_person: a person is registered once for a level of a plan, whichever school has the candidate. Where it
-- happened twice before, the first registration counts as the person's.
ALTER TABLE registration
	-- the candidate's document when it was registered; it cannot change as long as it is
	ADD COLUMN document_index BINARY(32) NULL AFTER candidate_id;
UPDATE registration g JOIN candidate c ON c.id = g.candidate_id
	JOIN (SELECT e.plan_id, e.certificate_level_id, k.document_index, MIN(e.id) AS id
		FROM registration e JOIN candidate k ON k.id = e.candidate_id
		WHERE e.state = 'registered' GROUP BY e.plan_id, e.certificate_level_id, k.document_index) f ON f.id = g.id
SET g.document_index = c.document_index;
ALTER TABLE registration
	ADD UNIQUE KEY uq_person (plan_id, certificate_level_id, document_index, live);
