/*
 * sweep.c: removes what has had its time (unfinished uploads, checks of imports that nobody confirmed, old
 * idempotency keys, old throttle counters) and reminds people of deadlines that come near. The runner queues it by
 * itself once an hour.
 */
#include "base/clock.h"
#include "data/setting.h"
#include "jobs/job.h"
#include "query/file.h"
#include "query/idempotency.h"
#include "query/import.h"
#include "query/publicity.h"
#include "query/reminder.h"
#include "query/throttle.h"

enum { BATCH = 200 };

static void
remind(job *j)
{
	i64 hours = setting_int(j->db, "notification.deadline_hours");

	reminder_registration(j->db, hours);
	reminder_scheduling(j->db, hours);
	reminder_score(j->db, hours);
	reminder_province(j->db, hours);
	reminder_review(j->db, hours);
}

error_code
job_sweep(job *j)
{
	i64 day = clock_now() - CLOCK_DAY;
	struct file_abandoned *v;
	struct import_expired *e;
	size_t n = file_abandoned(j->db, day, BATCH, &v);

	for (size_t i = 0; i < n; i++) {
		file_chunks_delete(j->db, v[i].id);
		file_removed(j->db, v[i].id);
	}
	n = import_expired(j->db, BATCH, &e);
	for (size_t i = 0; i < n; i++)
		if (import_move(j->db, STR("expired"), (str){ NULL, 0 }, e[i].id, STR("checked")))
			import_rows_clear(j->db, e[i].id);
	while (idempotency_purge(
		   j->db, clock_now() - setting_int(j->db, "idempotency.keep_hours") * 3600 * CLOCK_SECOND) > 0)
		job_progressed(j);
	while (throttle_purge(j->db, day) > 0)
		job_progressed(j);
	/* Of a closed window nothing is shown any more; the results themselves stay. */
	while (publicity_purge(j->db, day - 29 * CLOCK_DAY) > 0)
		job_progressed(j);
	remind(j);
	return E_OK;
}
