/*
 * stored_file.h: the pieces of stored files 文件. Uploaded sheets and archives hold whole document numbers, so every
 * piece is sealed like the numbers in their own columns; file and position are the context, so no piece fits
 * elsewhere.
 */
#ifndef DATA_STORED_FILE_H
#define DATA_STORED_FILE_H

#include "crypt/field.h"
#include "data/db.h"

enum { STORED_PIECE = 524288 }; /* bytes of every piece but the last */

/* Adds the piece with this position, 0 first. */
void stored_put(db *d, const keyring *ring, i64 file, i64 position, str piece);
/* The piece, in the arena; false after the last. Leaves with E_BUG when it does not open: altered, swapped, key
 * unknown. */
bool stored_get(db *d, const keyring *ring, i64 file, i64 position, str *piece);

#endif
