/*
 * audit_check.c: recomputes the hash chains of the audit trail 审计记录: that of the organisation that asks, or every
 * one for the operator. Each chain is a row of the result. Reads only; repeatable.
 */
#include "data/audit.h"
#include "jobs/job.h"
#include "query/audit.h"

error_code
job_audit_check(job *j)
{
	str own = j->row.subject_id ? audit_stream(j->a, j->row.subject_id) : (str){ NULL, 0 };
	audit_finding found = { 0 };
	struct audit_streams *v;
	size_t n = audit_streams(j->db, own, &v);

	j->total = (i64)n;
	for (size_t i = 0; i < n; i++) {
		arena_mark here = arena_here(j->a);
		const audit_fault *what = audit_check_stream(j->db, v[i].stream, v[i].seq, v[i].hash, &found);
		struct job_row_insert row = { .job_id = j->row.id,
			.row = (i64)i + 1,
			.state = what ? STR("failed") : STR("done"),
			.label = v[i].organisation.p ? v[i].organisation : STR("平台"),
			.code = what ? STR("broken") : (str){ NULL, 0 },
			.message = what ? str_f(j->a, "第 %lld 条：%s", (long long)found.seq, what->chinese)
					: str_f(j->a, "%lld 条记录完整", (long long)v[i].seq) };

		job_row_insert(j->db, &row, 1);
		arena_back(j->a, here);
		if (what)
			j->failed++;
		else
			j->done++;
		job_progressed(j);
	}
	return E_OK;
}
