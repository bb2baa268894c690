/*
 * kinds.h: one line per kind of job; job.kind in the database is the name here, its function job_<name>.
 */
JOB(sweep)
JOB(statistics)
JOB(draft_certificates)
JOB(draft_correction)
JOB(certificate_pdf)
JOB(credit_export)
JOB(import_check)
JOB(import_confirm)
JOB(import_undo)
JOB(template)
JOB(results)
JOB(publicity)
JOB(verify)
JOB(photo_import)
JOB(photo_one)
