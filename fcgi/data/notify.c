/*
 * notify.c: see notify.h.
 */
#include "data/notify.h"

#include "query/notification.h"

enum { TITLE_MOST = 200, BODY_MOST = 1000 };

/* At most so many code points. */
static str
fit(str s, size_t most)
{
	str rest = s;

	for (size_t i = 0; i < most; i++)
		if (utf8_next(&rest) < 0)
			return s.p ? s : STR("");
	return (str){ s.p, (size_t)(rest.p - s.p) };
}

bool
notify(db *d, const notice *n)
{
	return notification_insert(d, &(struct notification_insert_in){ .organisation_id = n->organisation,
					  .account_id = n->account,
					  .duty = n->duty,
					  .kind = n->kind,
					  .title = fit(n->title, TITLE_MOST),
					  .body = fit(n->body, BODY_MOST),
					  .subject_kind = n->subject_kind,
					  .subject_id = n->subject_id,
					  .once_key = n->once_key }) != 0;
}
