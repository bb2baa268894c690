/*
 * bind.h: between the structs of generated statements and libmariadb's MYSQL_BIND. Used by db.c alone.
 */
#ifndef DATA_BIND_H
#define DATA_BIND_H

#include <mysql.h>

#include "data/db.h"

typedef struct row_bind row_bind;

/* Fills n binds from the struct at in; what they point to lives in the arena or the struct. */
void bind_in(arena *a, const db_field *f, size_t n, const void *in, MYSQL_BIND *b);
/* Binds the result columns of an executed statement; NULL when the client library refuses. */
row_bind *bind_out(arena *a, const db_field *f, size_t n, MYSQL_STMT *st);
/* Copies the row just fetched into the zeroed struct at row. */
void bind_row(arena *a, row_bind *rb, MYSQL_STMT *st, void *row);

#endif
