-- grants.sql: the database accounts of the programs and the least that each needs. Run as the administrator of the server after
-- the migrations, at every start: it adds, it never takes away (a privilege removed here is revoked by a migration).
--
--   portal    every endpoint but signing: no private key, no signature, the trail and the ledger only grow
--   jobs      imports, scheduling, papers, drafts of certificates: no private key, no signature, no password hash, no token
--   signing   the only one that reads signing_secret, adds signatures and moves a certificate through its states
--   ctl       owns the schema: migrations, first account, checks
--
-- Placeholders: @database@, @host@ and one password each. @host@ is localhost for a socket; for programs on other hosts use
-- a network pattern or %, give each account "REQUIRE SSL" and let the firewall name the hosts.
-- SELECT ... FOR UPDATE needs UPDATE on the table, so what a program only may SELECT it reads with LOCK IN SHARE MODE.
-- MySQL with a binary log lets ctl make triggers only with log_bin_trust_function_creators = 1 at migration time.

CREATE USER IF NOT EXISTS 'ctl'@'@host@' IDENTIFIED BY '@ctl_password@';
ALTER USER 'ctl'@'@host@' IDENTIFIED BY '@ctl_password@';
CREATE USER IF NOT EXISTS 'portal'@'@host@' IDENTIFIED BY '@portal_password@';
ALTER USER 'portal'@'@host@' IDENTIFIED BY '@portal_password@';
CREATE USER IF NOT EXISTS 'jobs'@'@host@' IDENTIFIED BY '@jobs_password@';
ALTER USER 'jobs'@'@host@' IDENTIFIED BY '@jobs_password@';
CREATE USER IF NOT EXISTS 'signing'@'@host@' IDENTIFIED BY '@signing_password@';
ALTER USER 'signing'@'@host@' IDENTIFIED BY '@signing_password@';

GRANT ALL PRIVILEGES ON @database@.* TO 'ctl'@'@host@';

-- portal
GRANT SELECT ON @database@.schema_migration TO 'portal'@'@host@';
GRANT SELECT ON @database@.province TO 'portal'@'@host@';
GRANT SELECT ON @database@.education_level TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.major TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.major_map TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.catalogue_use TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.setting TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.organisation TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.province_window TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.account TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.account_duty TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.session TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.known_device TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.throttle TO 'portal'@'@host@';
GRANT SELECT, UPDATE ON @database@.lookup_version TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.idempotency TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.audit_head TO 'portal'@'@host@';
GRANT SELECT, INSERT ON @database@.audit_entry TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.file TO 'portal'@'@host@';
GRANT SELECT, INSERT ON @database@.file_chunk TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.job TO 'portal'@'@host@';
GRANT SELECT ON @database@.job_row TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.notification TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.announcement TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.consultation TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.certificate TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.certificate_level TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.standard_version TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.level_rule TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.level_component TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.level_major TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.level_fee TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.review_form_item TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.review_task TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.review_score TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.expert_conflict TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.pilot_application TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.pilot_application_item TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.pilot TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.quota_application TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.quota_application_item TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.quota_account TO 'portal'@'@host@';
GRANT SELECT, INSERT ON @database@.quota_entry TO 'portal'@'@host@';
GRANT SELECT, UPDATE ON @database@.photo TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.import_batch TO 'portal'@'@host@';
GRANT SELECT ON @database@.import_row TO 'portal'@'@host@';
GRANT SELECT ON @database@.import_fault TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.candidate TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.candidate_conflict TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.register_batch TO 'portal'@'@host@';
GRANT SELECT ON @database@.register_entry TO 'portal'@'@host@';
GRANT SELECT, INSERT ON @database@.verification_confirmation TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.site_application TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.site_application_certificate TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.site_application_item TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.site TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.site_certificate TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.staff TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.staff_certificate TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.exam_room TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.room_seat_block TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.plan TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.plan_level TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.plan_window_change TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.plan_room TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.registration TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.exam_session TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.schedule TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.session_room TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.seat_assignment TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.room_invigilator TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.ticket TO 'portal'@'@host@';
GRANT SELECT ON @database@.paper TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.exam_event TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.score_sheet TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.score TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.result TO 'portal'@'@host@';
GRANT SELECT, INSERT ON @database@.publicity_set TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.score_review TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.score_change TO 'portal'@'@host@';
GRANT SELECT ON @database@.signing_key TO 'portal'@'@host@';
GRANT SELECT ON @database@.status_list TO 'portal'@'@host@';
GRANT SELECT ON @database@.issued_certificate TO 'portal'@'@host@';
GRANT SELECT ON @database@.certificate_document TO 'portal'@'@host@';
GRANT SELECT ON @database@.signing_batch TO 'portal'@'@host@';
GRANT SELECT ON @database@.signing_batch_item TO 'portal'@'@host@';
GRANT SELECT ON @database@.signature TO 'portal'@'@host@';
GRANT SELECT ON @database@.certificate_file TO 'portal'@'@host@';
GRANT SELECT ON @database@.revocation TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.credit_export TO 'portal'@'@host@';

-- jobs
GRANT SELECT ON @database@.schema_migration TO 'jobs'@'@host@';
GRANT SELECT ON @database@.province TO 'jobs'@'@host@';
GRANT SELECT ON @database@.education_level TO 'jobs'@'@host@';
GRANT SELECT ON @database@.major TO 'jobs'@'@host@';
GRANT SELECT ON @database@.major_map TO 'jobs'@'@host@';
GRANT SELECT ON @database@.catalogue_use TO 'jobs'@'@host@';
GRANT SELECT ON @database@.setting TO 'jobs'@'@host@';
GRANT SELECT ON @database@.organisation TO 'jobs'@'@host@';
GRANT SELECT ON @database@.province_window TO 'jobs'@'@host@';
GRANT SELECT (id, organisation_id, display_name, state) ON @database@.account TO 'jobs'@'@host@';
GRANT SELECT ON @database@.account_duty TO 'jobs'@'@host@';
GRANT SELECT (account_id, created_at, expires_at, last_seen_at), DELETE ON @database@.session TO 'jobs'@'@host@';
GRANT SELECT (began_at, blocked_until), DELETE ON @database@.throttle TO 'jobs'@'@host@';
GRANT SELECT (created_at), DELETE ON @database@.idempotency TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.audit_head TO 'jobs'@'@host@';
GRANT SELECT, INSERT ON @database@.audit_entry TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.file TO 'jobs'@'@host@';
GRANT SELECT, INSERT, DELETE ON @database@.file_chunk TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.job TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.job_row TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.notification TO 'jobs'@'@host@';
GRANT SELECT ON @database@.announcement TO 'jobs'@'@host@';
GRANT SELECT ON @database@.certificate TO 'jobs'@'@host@';
GRANT SELECT ON @database@.certificate_level TO 'jobs'@'@host@';
GRANT SELECT ON @database@.standard_version TO 'jobs'@'@host@';
GRANT SELECT ON @database@.level_rule TO 'jobs'@'@host@';
GRANT SELECT ON @database@.level_component TO 'jobs'@'@host@';
GRANT SELECT ON @database@.level_major TO 'jobs'@'@host@';
GRANT SELECT ON @database@.level_fee TO 'jobs'@'@host@';
GRANT SELECT ON @database@.review_form_item TO 'jobs'@'@host@';
GRANT SELECT ON @database@.review_task TO 'jobs'@'@host@';
GRANT SELECT ON @database@.review_score TO 'jobs'@'@host@';
GRANT SELECT ON @database@.expert_conflict TO 'jobs'@'@host@';
GRANT SELECT ON @database@.pilot_application TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.pilot_application_item TO 'jobs'@'@host@';
GRANT SELECT ON @database@.pilot TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.quota_application TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.quota_application_item TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.quota_account TO 'jobs'@'@host@';
GRANT SELECT, INSERT ON @database@.quota_entry TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.photo TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.import_batch TO 'jobs'@'@host@';
GRANT SELECT, INSERT, DELETE ON @database@.import_row TO 'jobs'@'@host@';
GRANT SELECT, INSERT, DELETE ON @database@.import_fault TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.candidate TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.candidate_conflict TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.register_batch TO 'jobs'@'@host@';
GRANT SELECT, INSERT, DELETE ON @database@.register_entry TO 'jobs'@'@host@';
GRANT SELECT ON @database@.verification_confirmation TO 'jobs'@'@host@';
GRANT SELECT ON @database@.site_application TO 'jobs'@'@host@';
GRANT SELECT ON @database@.site_application_certificate TO 'jobs'@'@host@';
GRANT SELECT ON @database@.site_application_item TO 'jobs'@'@host@';
GRANT SELECT ON @database@.site TO 'jobs'@'@host@';
GRANT SELECT ON @database@.site_certificate TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.staff TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.staff_certificate TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.exam_room TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.room_seat_block TO 'jobs'@'@host@';
GRANT SELECT ON @database@.plan TO 'jobs'@'@host@';
GRANT SELECT ON @database@.plan_level TO 'jobs'@'@host@';
GRANT SELECT ON @database@.plan_window_change TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.plan_room TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.registration TO 'jobs'@'@host@';
GRANT SELECT ON @database@.exam_session TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.schedule TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.session_room TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.seat_assignment TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.room_invigilator TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.ticket TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.paper TO 'jobs'@'@host@';
GRANT SELECT ON @database@.exam_event TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.score_sheet TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.score TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.result TO 'jobs'@'@host@';
GRANT SELECT, INSERT ON @database@.publicity_set TO 'jobs'@'@host@';
GRANT SELECT ON @database@.score_review TO 'jobs'@'@host@';
GRANT SELECT ON @database@.score_change TO 'jobs'@'@host@';
GRANT SELECT ON @database@.signing_key TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.certificate_series TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.status_list TO 'jobs'@'@host@';
GRANT SELECT, INSERT ON @database@.issued_certificate TO 'jobs'@'@host@';
GRANT SELECT, INSERT ON @database@.certificate_document TO 'jobs'@'@host@';
GRANT SELECT ON @database@.signing_batch TO 'jobs'@'@host@';
GRANT SELECT ON @database@.signing_batch_item TO 'jobs'@'@host@';
GRANT SELECT ON @database@.signature TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.certificate_file TO 'jobs'@'@host@';
GRANT SELECT ON @database@.revocation TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.credit_export TO 'jobs'@'@host@';

-- signing
GRANT SELECT ON @database@.schema_migration TO 'signing'@'@host@';
GRANT SELECT ON @database@.province TO 'signing'@'@host@';
GRANT SELECT ON @database@.setting TO 'signing'@'@host@';
GRANT SELECT ON @database@.organisation TO 'signing'@'@host@';
GRANT SELECT (id, organisation_id, login_name, display_name, must_change_password, state) ON @database@.account TO 'signing'@'@host@';
GRANT SELECT ON @database@.account_duty TO 'signing'@'@host@';
GRANT SELECT, UPDATE ON @database@.session TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.throttle TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.idempotency TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.audit_head TO 'signing'@'@host@';
GRANT SELECT, INSERT ON @database@.audit_entry TO 'signing'@'@host@';
GRANT SELECT, INSERT ON @database@.job TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.notification TO 'signing'@'@host@';
GRANT SELECT ON @database@.certificate TO 'signing'@'@host@';
GRANT SELECT ON @database@.certificate_level TO 'signing'@'@host@';
GRANT SELECT ON @database@.standard_version TO 'signing'@'@host@';
GRANT SELECT ON @database@.level_rule TO 'signing'@'@host@';
GRANT SELECT ON @database@.level_component TO 'signing'@'@host@';
GRANT SELECT ON @database@.site TO 'signing'@'@host@';
GRANT SELECT ON @database@.site_certificate TO 'signing'@'@host@';
GRANT SELECT ON @database@.plan TO 'signing'@'@host@';
GRANT SELECT ON @database@.plan_level TO 'signing'@'@host@';
GRANT SELECT ON @database@.registration TO 'signing'@'@host@';
GRANT SELECT ON @database@.result TO 'signing'@'@host@';
GRANT SELECT ON @database@.publicity_set TO 'signing'@'@host@';
GRANT SELECT ON @database@.score_review TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.signing_key TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.signing_secret TO 'signing'@'@host@';
GRANT SELECT, UPDATE ON @database@.status_list TO 'signing'@'@host@';
GRANT SELECT, UPDATE ON @database@.issued_certificate TO 'signing'@'@host@';
GRANT SELECT ON @database@.certificate_document TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.signing_batch TO 'signing'@'@host@';
GRANT SELECT, INSERT ON @database@.signing_batch_item TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.signing_intent TO 'signing'@'@host@';
GRANT SELECT, INSERT ON @database@.signature TO 'signing'@'@host@';
GRANT SELECT ON @database@.certificate_file TO 'signing'@'@host@';
GRANT SELECT, INSERT ON @database@.revocation TO 'signing'@'@host@';

-- notifications read, statistics
GRANT SELECT, INSERT ON @database@.notification_read TO 'portal'@'@host@';
GRANT SELECT ON @database@.statistic TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.statistic TO 'jobs'@'@host@';

-- signing: the own one-time password is checked again in every act; names for the list that is signed
GRANT SELECT (totp_sealed, totp_confirmed_at, totp_last_step), UPDATE (totp_last_step) ON @database@.account TO 'signing'@'@host@';
GRANT SELECT (id, name) ON @database@.candidate TO 'signing'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.certificate_request TO 'signing'@'@host@';
GRANT SELECT, INSERT ON @database@.certificate_request TO 'portal'@'@host@';
GRANT SELECT ON @database@.certificate_request TO 'jobs'@'@host@';

-- a draft of a standard is written anew when it is edited; plans hold the rules of published versions by foreign key
GRANT DELETE ON @database@.level_rule TO 'portal'@'@host@';

-- imports: staged rows change their action, templates are made once
GRANT UPDATE ON @database@.import_row TO 'jobs'@'@host@';
GRANT INSERT, UPDATE ON @database@.major TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.import_template TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.import_template TO 'portal'@'@host@';

-- schedules: discarded versions are cleared away, tickets of a superseded one are made anew
GRANT DELETE ON @database@.ticket TO 'jobs'@'@host@';

-- scores: a sheet that changed nothing else can be taken back
GRANT DELETE ON @database@.score TO 'jobs'@'@host@';
GRANT SELECT, INSERT, UPDATE ON @database@.published_result TO 'portal'@'@host@';
GRANT SELECT, INSERT, UPDATE, DELETE ON @database@.published_result TO 'jobs'@'@host@';

-- quota applications by workbook: undoing takes out the rows that it brought, and a draft that only it had made
GRANT DELETE ON @database@.quota_application TO 'jobs'@'@host@';
GRANT DELETE ON @database@.quota_application_item TO 'jobs'@'@host@';
