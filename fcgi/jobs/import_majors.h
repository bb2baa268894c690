/*
 * import_majors.h: the catalogues of majors 专业目录 in memory, for rows that name one. Kinds candidate, register and
 * quota.
 */
#ifndef JOBS_IMPORT_MAJORS_H
#define JOBS_IMPORT_MAJORS_H

#include "jobs/import.h"
#include "rules/major.h"

typedef struct import_majors import_majors;

/* Loads all majors and the catalogue that this upload kind ("candidate", "quota" …) uses now, per level. Owned by
 * m->a. */
import_majors *import_majors_load(import *m, const char *upload_kind);
/*
 * The id of the major of a row; 0 after a fault was added at the code's or the name's place. code gets its normal
 * form. code_place and name_place are those of the two columns.
 */
i64 import_majors_find(import *m, const import_majors *t, str level, str *code, str name,
    const field_place *code_place, const field_place *name_place);
/* Index of the field with this JSON name in the kind's table. */
size_t import_field(const import *m, const char *name);

#endif
