/*
 * photo_colour.h: judges the red background and the one person before it, on decoded pixels. Inside photo*.c only.
 */
#ifndef FILES_PHOTO_COLOUR_H
#define FILES_PHOTO_COLOUR_H

#include "files/photo.h"

/* Sets verdict, reason, red and subject of p from rule->width x rule->height pixels of sRGB, 3 bytes each. */
void photo_colour_judge(photo *p, const photo_rule *rule, const u8 *rgb);

#endif
