/*
 * notify.h: notifications 通知 in the portal: to one account, or to an organisation's people with one duty.
 * Called inside the transaction of what they tell about, so nobody hears of what was rolled back.
 */
#ifndef DATA_NOTIFY_H
#define DATA_NOTIFY_H

#include "data/db.h"

typedef struct notice {
	i64 organisation; /* whose people hear of it */
	i64 account;	  /* one of them; 0: all with the duty */
	str duty;	  /* "exam_officer"; absent: every duty */
	str kind;	  /* what happened, e.g. "pilot_returned" */
	str title, body;  /* Chinese, without personal data; what is longer than the columns is cut */
	str subject_kind; /* what to open, e.g. "pilot_application"; absent: nothing */
	i64 subject_id;
	str once_key; /* tells it once only for an organisation, e.g. "deadline:12:registration"; absent: every time
		       */
} notice;

/* False when the once_key was told before. */
bool notify(db *d, const notice *n);

#endif
