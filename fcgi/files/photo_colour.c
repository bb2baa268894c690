/*
 * photo_colour.c: red or not in CIELAB, by strips along the border; and the regions that are not red on a coarse
 * grid. It does not look for a face: one compact region of the right size stands for one person, doubts go to a
 * person.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "files/photo_colour.h"

typedef struct lab {
	float l, a, b;
} lab;

enum { ROOT_STEPS = 4096 };
#define ROOT_MOST 1.001f /* white is 1 by the matrix's own rounding */

static float linear[256], root[ROOT_STEPS + 2];

static double
cie_f(double t)
{
	return t > 216.0 / 24389.0 ? cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
}

/* IEC 61966-2-1 and the CIE's function, filled once; the same values every time. */
static void
fill_tables(void)
{
	if (linear[255] > 0)
		return;
	for (int i = 0; i < ROOT_STEPS + 2; i++)
		root[i] = (float)cie_f((double)i * ROOT_MOST / ROOT_STEPS);
	for (int i = 0; i < 256; i++) {
		double c = i / 255.0;
		linear[i] = (float)(c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
}

/* Between two steps a straight line: less than 0.001 of L off. */
static float
lab_f(float t)
{
	float at = t * (ROOT_STEPS / ROOT_MOST);
	int i = (int)at;

	return root[i] + (root[i + 1] - root[i]) * (at - (float)i);
}

static lab
to_lab(const u8 *rgb)
{
	float r = linear[rgb[0]], g = linear[rgb[1]], b = linear[rgb[2]];
	float x = lab_f((0.4124564f * r + 0.3575761f * g + 0.1804375f * b) / 0.95047f);
	float y = lab_f(0.2126729f * r + 0.7151522f * g + 0.0721750f * b);
	float z = lab_f((0.0193339f * r + 0.1191920f * g + 0.9503041f * b) / 1.08883f);
	return (lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static bool
is_red(const photo_rule *rule, lab c)
{
	float hue;

	if (c.l < rule->light_least || c.l > rule->light_most ||
	    c.a * c.a + c.b * c.b <= rule->chroma_least * rule->chroma_least)
		return false;
	hue = atan2f(c.b, c.a) * (float)(180 / M_PI);
	return hue >= rule->hue_least && hue <= rule->hue_most;
}

static const char *
colour_name(lab c)
{
	double chroma = hypot(c.a, c.b), hue = atan2(c.b, c.a) * 180 / M_PI;
	if (chroma < 12)
		return c.l > 80 ? "白色" : c.l > 25 ? "灰色" : "黑色";
	if (hue > -165 && hue < -50)
		return "蓝色";
	if (hue >= -50 && hue < -10)
		return "紫红色";
	if (hue >= -10 && hue < 50)
		return c.l > 65 ? "浅红色" : c.l < 20 ? "黑红色" : "红色";
	if (hue >= 50 && hue < 75)
		return "橙色";
	return hue >= 75 && hue < 115 ? "黄色" : "绿色";
}

typedef struct strip {
	size_t n, red;
	double l, l2;	   /* sums over the red pixels */
	double sl, sa, sb; /* sums over all */
} strip;

static void
scan_strip(strip *s, const photo_rule *rule, const u8 *rgb, int x1, int y1, int x2, int y2)
{
	for (int y = y1; y < y2; y++)
		for (int x = x1; x < x2; x++) {
			lab c = to_lab(rgb + 3 * (y * rule->width + x));
			s->n++;
			s->sl += c.l;
			s->sa += c.a;
			s->sb += c.b;
			if (!is_red(rule, c))
				continue;
			s->red++;
			s->l += c.l;
			s->l2 += (double)c.l * c.l;
		}
}

static double
share(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static void
say(photo *p, photo_verdict v, const char *what)
{
	if (v > p->verdict) {
		p->verdict = v;
		snprintf(p->reason, sizeof p->reason, "%s", what);
	}
}

static void
judge_border(photo *p, const photo_rule *rule, const u8 *rgb)
{
	int w = rule->width, h = rule->height, top = (int)(h * rule->border), side = (int)(w * rule->border);
	int down = (int)(h * rule->sides);
	strip s[3] = { 0 }, all = { 0 };
	scan_strip(&s[0], rule, rgb, 0, 0, w, top);
	scan_strip(&s[1], rule, rgb, 0, top, side, down);
	scan_strip(&s[2], rule, rgb, w - side, top, w, down);
	double least = 1;
	for (size_t i = 0; i < 3; i++) {
		all.n += s[i].n, all.red += s[i].red, all.l += s[i].l, all.l2 += s[i].l2;
		all.sl += s[i].sl, all.sa += s[i].sa, all.sb += s[i].sb;
		least = fmin(least, share(s[i].red, s[i].n));
	}
	p->red = share(all.red, all.n);
	char what[sizeof p->reason];
	if (p->red < rule->red_doubt) {
		double n = all.n ? (double)all.n : 1;
		snprintf(what, sizeof what, "背景须为红色：边缘区域红色占 %.0f%%（至少 %.0f%%），实际多为%s",
		    p->red * 100, rule->red_good * 100,
		    colour_name((lab){ (float)(all.sl / n), (float)(all.sa / n), (float)(all.sb / n) }));
		say(p, PHOTO_REFUSED, what);
		return;
	}
	if (p->red < rule->red_good || least < rule->strip_good) {
		snprintf(what, sizeof what,
		    "背景红色不完整：边缘区域红色占 %.0f%%（应达 %.0f%%），最少的一侧占 %.0f%%，需人工确认",
		    p->red * 100, rule->red_good * 100, least * 100);
		say(p, PHOTO_DOUBT, what);
	}
	double mean = all.l / (double)all.red, deviation = sqrt(fmax(0, all.l2 / (double)all.red - mean * mean));
	if (deviation > rule->uneven) {
		snprintf(what, sizeof what,
		    "背景红色深浅不匀（有阴影或渐变，亮度偏差 %.0f，应不超过 %.0f），需人工确认", deviation,
		    rule->uneven);
		say(p, PHOTO_DOUBT, what);
	}
}

/* Sizes of the largest and second largest region of cells marked 1 (neighbours share a side); marks are used up. */
static void
find_regions(u8 *cell, size_t *stack, size_t w, size_t h, size_t *first, size_t *second)
{
	*first = *second = 0;
	for (size_t start = 0; start < w * h; start++) {
		size_t n = 0, size = 0;
		if (cell[start])
			cell[start] = 0, stack[n++] = start;
		while (n) {
			size_t at = stack[--n], x = at % w;
			size++;
			size_t next[4] = { x ? at - 1 : at, x + 1 < w ? at + 1 : at, at >= w ? at - w : at,
				at + w < w * h ? at + w : at };
			for (size_t i = 0; i < 4; i++)
				if (cell[next[i]])
					cell[next[i]] = 0, stack[n++] = next[i];
		}
		if (size > *first)
			*second = *first, *first = size;
		else if (size > *second)
			*second = size;
	}
}

static void
judge_subject(photo *p, const photo_rule *rule, const u8 *rgb)
{
	enum { STEP = 3 };
	size_t w = (size_t)(rule->width + STEP - 1) / STEP, h = (size_t)(rule->height + STEP - 1) / STEP, first,
	       second;
	u8 *cell = malloc(w * h);
	size_t *stack = malloc(w * h * sizeof *stack);
	if (!cell || !stack)
		abort();
	for (size_t y = 0; y < h; y++)
		for (size_t x = 0; x < w; x++)
			cell[y * w + x] =
			    !is_red(rule, to_lab(rgb + 3 * (y * STEP * (size_t)rule->width + x * STEP)));
	find_regions(cell, stack, w, h, &first, &second);
	free(cell);
	free(stack);
	p->subject = share(first, w * h);
	char what[sizeof p->reason];
	if (p->subject < rule->subject_none) {
		say(p, PHOTO_REFUSED, "照片中没有人像，只有红色背景");
	} else if (p->subject < rule->subject_least || p->subject > rule->subject_most) {
		snprintf(what, sizeof what, "人像占画面 %.0f%%（应为 %.0f%%～%.0f%%），需人工确认", p->subject * 100,
		    rule->subject_least * 100, rule->subject_most * 100);
		say(p, PHOTO_DOUBT, what);
	} else if ((double)second > rule->second_most * (double)first) {
		say(p, PHOTO_DOUBT, "红色背景前不止一个人像或物体，需人工确认");
	}
}

void
photo_colour_judge(photo *p, const photo_rule *rule, const u8 *rgb)
{
	fill_tables();
	judge_border(p, rule, rgb);
	if (p->verdict != PHOTO_REFUSED)
		judge_subject(p, rule, rgb);
}
