/*
 * import_kinds.h: one line per kind of import: "const import_kind import_<name>" in jobs/import_<name>.c.
 */
IMPORT(candidate)
IMPORT(register)
IMPORT(major)
IMPORT(registration)
IMPORT(staff)
IMPORT(quota)
IMPORT(score)
