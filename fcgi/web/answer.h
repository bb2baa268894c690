/*
 * answer.h: answers are written by tables, as inputs are read by them: a route names the table of its answer
 * (.answer) or of the items of its list (.items), the handler fills the struct, and the API document says the same as
 * the wire.
 */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "web/request.h"

/* Answers with one object; table is the route's .answer and tells p's type. */
#define ANSWER(r, table, p) answer_write(r, &(table), 1 ? (p) : (const table##_type *)0)
void answer_write(request *r, const field_table *t, const void *object);
/* Answers {"items":[…]} with all n rows of a short list without pages; table is the route's .items. */
#define ANSWER_ALL(r, table, rows, n) answer_all(r, &(table), 1 ? (rows) : (const table##_type *)0, n)
void answer_all(request *r, const field_table *t, const void *rows, size_t n);

/* The answer to what was made: 201 with its id, which is also the audit entry's subject. */
typedef struct answer_id {
	i64 id;
} answer_id;
FIELD_DECLARE(created_answer, answer_id);
error_code answer_created(request *r, i64 id);

/* The answer to what a job will do: 202 with the job's id and that of the thing it works on (0: none). */
typedef struct job_started {
	i64 job, id;
} job_started;
FIELD_DECLARE(job_answer, job_started);
error_code answer_job(request *r, i64 job, i64 id);

/* The answer to what was moved through its life cycle: its id and the state that it is in now. */
typedef struct moved_state {
	i64 id;
	str state;
} moved_state;
FIELD_DECLARE(moved_answer, moved_state);
error_code answer_moved(request *r, i64 id, str state);

/* The answer to a change under a version (compare and set): the version that it has now. */
typedef struct answer_version {
	i64 version;
} answer_version;
FIELD_DECLARE(changed_answer, answer_version);
error_code answer_changed(request *r, i64 version);

/* A handler that answers by another table than its route declares is a bug (E_BUG). */
void answer_check(request *r, const field_table *declared, const field_table *t);

#endif
