/*
 * setting.c: see setting.h.
 */
#include "data/setting.h"

#include "query/setting.h"

static const setting_row settings[] = {
	{ "portal.name", "职业技能等级证书信息管理服务平台", false, 1, 60 },
	{ "portal.slogan", "", false, 0, 100 },
	{ "portal.service_phone", "", false, 0, 60 },
	{ "ticket.pattern", "YYPPSSSSRRRRNN", false, 8, 32 },
	{ "certificate.pattern", "O9 C3 L1 Y4 S6 K1", false, 4, 40 },
	{ "candidate.age_least", "14", true, 0, 100 },
	{ "candidate.age_most", "70", true, 0, 120 },
	{ "photo.bytes_most", "5242880", true, 10240, 20971520 },
	{ "photo.width", "295", true, 50, 2000 },
	{ "photo.height", "413", true, 50, 2000 },
	{ "import.rows_most", "50000", true, 1, 200000 },
	{ "import.photos_most", "5000", true, 1, 20000 },
	{ "import.check_hours", "24", true, 1, 720 },
	{ "file.keep_days", "30", true, 1, 3650 },
	{ "seating.invigilators", "2", true, 1, 10 },
	{ "lookup.tries", "5", true, 1, 1000 },
	{ "lookup.wait_minutes", "10", true, 1, 1440 },
	{ "sign_in.tries", "10", true, 1, 1000 },
	{ "sign_in.wait_minutes", "15", true, 1, 1440 },
	{ "idempotency.keep_hours", "72", true, 1, 720 },
	{ "public.schools_per_hour", "20", true, 1, 100000 },
	{ "public.questions_per_hour", "20", true, 1, 100000 },
	{ "notification.deadline_hours", "48", true, 1, 720 },
};

const setting_row *
setting_find(str name)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (str_eq(name, str_of(settings[i].name)))
			return &settings[i];
	return NULL;
}

const char *
setting_fault(arena *a, const setting_row *row, str value)
{
	i64 v;

	if (row->number) {
		if (str_i64(value, &v) && v >= row->min && v <= row->max)
			return NULL;
		return str_z(a, str_f(a, "须为 %lld 至 %lld 之间的整数", (long long)row->min, (long long)row->max));
	}
	if ((i64)utf8_len(value) < row->min || (i64)utf8_len(value) > row->max)
		return str_z(a, str_f(a, "长度须为 %lld 至 %lld 个字符", (long long)row->min, (long long)row->max));
	return NULL;
}

str
setting_text(db *d, const char *name)
{
	const setting_row *row = setting_find(str_of(name));
	struct setting_get s;

	if (row == NULL)
		arena_fail(db_arena(d), E_BUG);
	return setting_get(d, str_of(name), &s) && setting_fault(db_arena(d), row, s.value) == NULL
		   ? s.value
		   : str_of(row->value);
}

i64
setting_int(db *d, const char *name)
{
	i64 v = 0;

	str_i64(setting_text(d, name), &v);
	return v;
}
