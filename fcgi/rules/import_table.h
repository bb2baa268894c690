/*
 * import_table.h: every kind of import: its name (import_batch.kind, /templates/<name>), Chinese title, the version
 * of its template (raise it with every change of its columns), who may do it, and what a batch of it must name.
 * Included by api/import.c and jobs/import.h.
 */
IMPORT_ROW(candidate, "考生信息", 1, CANDIDATE_EDIT, .plan = false)
IMPORT_ROW(register, "学籍", 1, REGISTER_EDIT, .year = true)
IMPORT_ROW(major, "专业目录", 1, CATALOGUE_EDIT, .plan = false)
IMPORT_ROW(registration, "报考名单", 1, REGISTRATION_EDIT, .plan = true, .certificate = true)
IMPORT_ROW(staff, "考评人员", 1, STAFF_EDIT, .plan = false)
IMPORT_ROW(quota, "名额申报", 1, QUOTA_APPLY, .certificate = true, .year = true)
IMPORT_ROW(score, "成绩", 1, SCORE_EDIT, .plan = true)
