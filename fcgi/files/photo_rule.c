/*
 * photo_rule.c: what a candidate photo must be when nothing else is set. Alone, so that whoever only shows the rule
 * is not linked with a decoder.
 */
#include "files/photo.h"

const photo_rule photo_rule_default = {
	.max_bytes = 5 * 1024 * 1024,
	.max_trailing = 4096,
	.width = 295,
	.height = 413,
	.border = 0.05,
	.sides = 0.60,
	.chroma_least = 40,
	.hue_least = -10,
	.hue_most = 50,
	.light_least = 20,
	.light_most = 65,
	.red_good = 0.90,
	.red_doubt = 0.60,
	.strip_good = 0.80,
	.uneven = 8,
	.subject_none = 0.02,
	.subject_least = 0.12,
	.subject_most = 0.80,
	.second_most = 0.15,
	.quality = 92,
};
