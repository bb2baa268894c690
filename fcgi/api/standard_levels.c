/*
 * standard_levels.c: see standard_levels.h. Four statements for a version, whatever the number of its levels.
 */
#include "api/standard_levels.h"

#include "data/certificate_scope.h"
#include "query/certificate_standard.h"

const char *const exam_forms[] = { "paper", "computer", "practical", "special", NULL };
const char *const exam_form_titles[] = { "纸笔", "机考", "一般实操", "特殊实操", NULL };

struct version_rows {
	struct rule_components *component;
	struct rule_majors *major;
	struct rule_fees *fee;
	size_t components, majors, fees;
};

static void
write_components(json *j, const struct version_rows *v, i64 rule)
{
	jw_key(j, "components");
	jw_list(j);
	for (size_t i = 0; i < v->components; i++) {
		const struct rule_components *c = &v->component[i];

		if (c->level_rule_id != rule)
			continue;
		jw_open(j);
		jw_kid(j, "id", c->id);
		jw_kstr(j, "code", c->code);
		jw_kstr(j, "name", c->name);
		jw_kstr(j, "kind", c->kind);
		jw_kcenti(j, "weight", c->weight);
		jw_kcenti(j, "min", c->min);
		jw_kcenti(j, "max", c->max);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_majors(json *j, const struct version_rows *v, i64 rule)
{
	jw_key(j, "majors");
	jw_list(j);
	for (size_t i = 0; i < v->majors; i++) {
		const struct rule_majors *m = &v->major[i];

		if (m->level_rule_id != rule)
			continue;
		jw_open(j);
		jw_kid(j, "id", m->id);
		jw_ki64(j, "catalogue", m->catalogue);
		jw_kstr(j, "education_level", m->education_level);
		jw_kstr(j, "education", m->education);
		jw_kstr(j, "code", m->code);
		jw_kstr(j, "name", m->name);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_fees(json *j, const struct version_rows *v, i64 rule)
{
	jw_key(j, "fees");
	jw_list(j);
	for (size_t i = 0; i < v->fees; i++) {
		const struct rule_fees *f = &v->fee[i];

		if (f->level_rule_id != rule)
			continue;
		jw_open(j);
		jw_kstr(j, "province", f->province);
		jw_kstr(j, "name", f->name);
		jw_ki64(j, "fen", f->fen);
		jw_close(j);
	}
	jw_end(j);
}

void
standard_levels_write(request *r, i64 standard_version)
{
	struct version_rows v;
	struct rule_list *rule;
	size_t n = rule_list(r->db, standard_version, &rule);
	json *j = &r->out;

	v.components = rule_components(r->db, standard_version, &v.component);
	v.majors = rule_majors(r->db, standard_version, &v.major);
	v.fees = rule_fees(r->db, standard_version, &v.fee);
	jw_key(j, "levels");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", rule[i].certificate_level_id);
		jw_ki64(j, "level", rule[i].level);
		jw_kstr(j, "title", certificate_level_title(rule[i].level));
		jw_kcenti(j, "total_line", rule[i].total_line);
		jw_kcenti(j, "credits", rule[i].credits);
		jw_key(j, "exam_forms");
		jw_list(j);
		for (int k = 0; exam_forms[k]; k++)
			if (rule[i].exam_forms & INT64_C(1) << k)
				jw_str(j, str_of(exam_forms[k]));
		jw_end(j);
		jw_kstr(j, "description", rule[i].description);
		write_components(j, &v, rule[i].id);
		write_majors(j, &v, rule[i].id);
		write_fees(j, &v, rule[i].id);
		jw_close(j);
	}
	jw_end(j);
}
