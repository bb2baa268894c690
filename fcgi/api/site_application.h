/*
 * site_application.h: what the two sides of an exam-site application 考核站点申报 share: the school's
 * (site_application.c) and the evaluation organisation's (site_decide.c).
 */
#ifndef API_SITE_APPLICATION_H
#define API_SITE_APPLICATION_H

#include "query/site.h"
#include "web/request.h"

extern const char *const site_item_kinds[], *const site_item_kind_titles[]; /* 师资队伍, 配套设备, 场地 */
extern const char *const site_decisions[], *const site_decision_titles[];   /* 通过, 不通过 */

struct site_decision {
	i64 version;
	str reason;
};
FIELD_DECLARE(site_decision_input, struct site_decision);

/* The application of the path; a draft is its school's alone. */
bool site_application_find(request *r, struct site_application_get *a);
/* The same, held until the transaction ends: its rows are judged and it is decided by one at a time. */
bool site_application_hold_of(request *r, struct site_application_get *a);

#endif
