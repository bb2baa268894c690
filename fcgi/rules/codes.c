/*
 * codes.c: national code tables. See codes.h.
 */
#include "rules/codes.h"

/* Tables of Chinese names, whose width the formatter counts wrongly. */
/* clang-format off */
#define SEX(X) X("1", "男") X("2", "女")

#define ETHNICITY(X) \
	X("01", "汉族") X("02", "蒙古族") X("03", "回族") X("04", "藏族") X("05", "维吾尔族") X("06", "苗族") \
	X("07", "彝族") X("08", "壮族") X("09", "布依族") X("10", "朝鲜族") X("11", "满族") X("12", "侗族") \
	X("13", "瑶族") X("14", "白族") X("15", "土家族") X("16", "哈尼族") X("17", "哈萨克族") X("18", "傣族") \
	X("19", "黎族") X("20", "傈僳族") X("21", "佤族") X("22", "畲族") X("23", "高山族") X("24", "拉祜族") \
	X("25", "水族") X("26", "东乡族") X("27", "纳西族") X("28", "景颇族") X("29", "柯尔克孜族") X("30", "土族") \
	X("31", "达斡尔族") X("32", "仫佬族") X("33", "羌族") X("34", "布朗族") X("35", "撒拉族") X("36", "毛南族") \
	X("37", "仡佬族") X("38", "锡伯族") X("39", "阿昌族") X("40", "普米族") X("41", "塔吉克族") X("42", "怒族") \
	X("43", "乌孜别克族") X("44", "俄罗斯族") X("45", "鄂温克族") X("46", "德昂族") X("47", "保安族") X("48", "裕固族") \
	X("49", "京族") X("50", "塔塔尔族") X("51", "独龙族") X("52", "鄂伦春族") X("53", "赫哲族") X("54", "门巴族") \
	X("55", "珞巴族") X("56", "基诺族") X("97", "其他") X("98", "外国血统中国籍人士")

#define PROVINCE(X) \
	X("11", "北京市") X("12", "天津市") X("13", "河北省") X("14", "山西省") X("15", "内蒙古自治区") X("21", "辽宁省") \
	X("22", "吉林省") X("23", "黑龙江省") X("31", "上海市") X("32", "江苏省") X("33", "浙江省") X("34", "安徽省") \
	X("35", "福建省") X("36", "江西省") X("37", "山东省") X("41", "河南省") X("42", "湖北省") X("43", "湖南省") \
	X("44", "广东省") X("45", "广西壮族自治区") X("46", "海南省") X("50", "重庆市") X("51", "四川省") X("52", "贵州省") \
	X("53", "云南省") X("54", "西藏自治区") X("61", "陕西省") X("62", "甘肃省") X("63", "青海省") X("64", "宁夏回族自治区") \
	X("65", "新疆维吾尔自治区") X("71", "台湾省") X("81", "香港特别行政区") X("82", "澳门特别行政区")

#define ROW(code, title) { code, title },
#define CODE(code, title) code,
#define TITLE(code, title) title,
/* clang-format on */

const code_row sexes[] = { { "0", "未知的性别" }, SEX(ROW){ "9", "未说明的性别" }, { NULL, NULL } };
const char *const sex_options[] = { SEX(CODE) NULL };
const char *const sex_labels[] = { SEX(TITLE) NULL };

const code_row ethnicities[] = { ETHNICITY(ROW){ NULL, NULL } };
const char *const ethnicity_options[] = { ETHNICITY(CODE) NULL };
const char *const ethnicity_labels[] = { ETHNICITY(TITLE) NULL };

const code_row provinces[] = { PROVINCE(ROW){ NULL, NULL } };
const char *const province_options[] = { PROVINCE(CODE) NULL };
const char *const province_labels[] = { PROVINCE(TITLE) NULL };

const char *
code_title(const code_row *table, str code)
{
	for (; table->code; table++)
		if (str_eq(str_of(table->code), code))
			return table->title;
	return NULL;
}

const char *
code_of_title(const code_row *table, str title)
{
	for (; table->code; table++) {
		str whole = str_of(table->title);

		if (str_eq(whole, title))
			return table->code;
		if (str_ends(whole, STR("族")) && str_eq(str_head(whole, whole.n - 3), title))
			return table->code;
	}
	return NULL;
}
