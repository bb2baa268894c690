/*
 * template_inside.h: what the parts of template share. Private to files/template*.c.
 */
#ifndef FILES_TEMPLATE_INSIDE_H
#define FILES_TEMPLATE_INSIDE_H

#include "files/template.h"
#include "files/workbook_lxw.h"

#define TEMPLATE_EXAMPLE "示例"

/* Adds the hidden sheet with name and version. */
void template_identity(lxw_out *o, const sheet_template *t);
/* Is it a sheet of ours without data? */
bool template_own_sheet(str name);

#endif
