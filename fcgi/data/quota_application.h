/*
 * quota_application.h: the rows of a quota application 名额申报 (spec 2.2), as the form and the workbook both write
 * them: what is wrong with one, and the writing. It knows nothing of where a row came from.
 */
#ifndef DATA_QUOTA_APPLICATION_H
#define DATA_QUOTA_APPLICATION_H

#include "data/db.h"

enum { QUOTA_ITEMS_MOST = 1000, QUOTA_WRONG_MOST = 3 };

struct quota_item {
	i64 level, major, head_count, asked; /* level: certificate_level id */
};

/* One thing wrong with a row. */
typedef struct quota_wrong {
	const char *member; /* of struct quota_item: "level", "major" or "asked" */
	str detail, fix;    /* Chinese; fix may be empty */
} quota_wrong;

/*
 * Judges one row of a school's application for a certificate: the level is the certificate's and has a standard in
 * force, the school is its pilot, the major is in the scope 证书试点范围, no more is asked than there are students.
 * Fills wrong[QUOTA_WRONG_MOST] and returns how many; 0: the row is right. Reads only.
 */
size_t quota_item_check(db *d, i64 school, i64 certificate, const struct quota_item *v, quota_wrong *wrong);
/*
 * Writes rows into an application whose row the caller holds: a level and major that is there already gets the new
 * numbers. In the caller's transaction.
 */
void quota_items_write(db *d, i64 application, const struct quota_item *v, size_t n);

#endif
