/*
 * answer.c: answers by their tables. See answer.h.
 */
#include "web/answer.h"

FIELD_TABLE_SHARED(created_answer, "Created", answer_id, FIELD_ID(answer_id, id, .title = "编号"));
FIELD_TABLE_SHARED(job_answer, "JobStarted", job_started, FIELD_ID(job_started, job, .title = "任务编号"),
    FIELD_ID(job_started, id, .title = "所处理对象的编号", .maybe = true));
FIELD_TABLE_SHARED(moved_answer, "Moved", moved_state, FIELD_ID(moved_state, id, .title = "编号"),
    FIELD_STR(moved_state, state, .title = "现在的状态"));
FIELD_TABLE_SHARED(
    changed_answer, "Changed", answer_version, FIELD_INT(answer_version, version, .title = "现在的版本"));

void
answer_check(request *r, const field_table *declared, const field_table *t)
{
	if (declared != t)
		arena_fail(r->a, E_BUG);
}

void
answer_write(request *r, const field_table *t, const void *object)
{
	answer_check(r, r->route->answer, t);
	field_write(&r->out, t, object);
}

void
answer_all(request *r, const field_table *t, const void *rows, size_t n)
{
	json *j = &r->out;

	answer_check(r, r->route->items, t);
	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++)
		field_write(j, t, (const char *)rows + i * t->size);
	jw_end(j);
	jw_kstr(j, "next", (str){ 0 });
	jw_close(j);
}

error_code
answer_created(request *r, i64 id)
{
	r->status = 201;
	r->audit_subject = id;
	ANSWER(r, created_answer, &(answer_id){ id });
	return E_OK;
}

error_code
answer_job(request *r, i64 job, i64 id)
{
	r->status = 202;
	ANSWER(r, job_answer, &((job_started){ job, id }));
	return E_OK;
}

error_code
answer_moved(request *r, i64 id, str state)
{
	ANSWER(r, moved_answer, &((moved_state){ id, state }));
	return E_OK;
}

error_code
answer_changed(request *r, i64 version)
{
	ANSWER(r, changed_answer, &(answer_version){ version });
	return E_OK;
}
