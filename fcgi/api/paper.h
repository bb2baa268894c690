/*
 * paper.h: the papers of one room as the page of the room shows them, too.
 */
#ifndef API_PAPER_H
#define API_PAPER_H

#include "base/field.h"
#include "query/paper.h"

FIELD_DECLARE(paper_item, struct paper_of_room);

#endif
