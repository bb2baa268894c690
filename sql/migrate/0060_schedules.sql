-- 0060_schedules: indexes for lists of rooms in a schedule and for the ticket of one candidate.
ALTER TABLE session_room ADD KEY by_schedule (schedule_id, id);
ALTER TABLE paper ADD KEY by_registration (registration_id, schedule_id);
ALTER TABLE paper ADD KEY by_plan (plan_id, schedule_id, id);
