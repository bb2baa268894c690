/*
 * score_entry.c: see score_entry.h.
 */
#include "web/score_entry.h"

#include "query/score.h"

i64
score_entry_of(db *d, const struct plan_get *p, i64 account, bool *settled)
{
	struct score_entries *v;
	size_t n = score_entries(d, p->id, &v);
	i64 sheets[3] = { 0 };

	*settled = false;
	for (size_t i = 0; i < n; i++) {
		if (v[i].entered_by == account) {
			*settled = true;
			return v[i].entry;
		}
		sheets[v[i].entry] += v[i].sheets;
	}
	return p->two_entries && sheets[2] < sheets[1] ? 2 : 1;
}
