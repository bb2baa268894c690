/*
 * kinds.h: one line per kind of job; job.kind in the database is the name here, its function job_<name>.
 */
JOB(sweep)
