/*
 * option.ts: bars as ECharts wants them, from categories and series. Tooltips are drawn on the canvas ("richText"): HTML
 * tooltips carry style attributes, which the content security policy refuses.
 */
export interface Series {
  title: string
  values: readonly number[]
}
export interface Bars {
  categories: readonly string[]
  series: readonly Series[]
  /** Behind the numbers: "%" or nothing. */
  unit?: string
  /** Bars that lie: for long names. */
  lying?: boolean
}

const colors = ['#1f5291', '#1a7446', '#8a5200', '#51607a']
export const shown = (n: number, unit = '') => `${n.toLocaleString('zh-CN', { maximumFractionDigits: 1 })}${unit}`
const short = (text: string, most: number) => ([...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text)

export function barOption(b: Bars, narrow: boolean, font: string): Record<string, unknown> {
  const text = { color: '#46515f', fontFamily: font, fontSize: 12 }
  const names = {
    type: 'category', data: b.categories, inverse: b.lying, axisTick: { show: false }, axisLine: { lineStyle: { color: '#c6ced9' } },
    axisLabel: { ...text, interval: 0, hideOverlap: !b.lying, formatter: (name: string) => short(name, narrow ? 8 : 16) },
  }
  const numbers = {
    type: 'value', min: 0, max: b.unit === '%' ? 100 : undefined, minInterval: b.unit === '%' ? 0 : 1, splitLine: { lineStyle: { color: '#e8ecf1' } },
    axisLabel: { ...text, formatter: (n: number) => shown(n, b.unit) },
  }
  return {
    color: colors,
    animationDuration: 300,
    textStyle: { fontFamily: font },
    grid: { left: 8, right: b.lying ? 56 : 16, top: b.series.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
    legend: b.series.length > 1 ? { top: 0, left: 0, textStyle: text, itemWidth: 12, itemHeight: 12 } : undefined,
    tooltip: {
      trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' }, confine: true, textStyle: { fontFamily: font, fontSize: 13 },
      valueFormatter: (n: number) => shown(n, b.unit),
    },
    xAxis: b.lying ? numbers : names,
    yAxis: b.lying ? names : numbers,
    series: b.series.map((s) => ({
      type: 'bar', name: s.title, data: s.values, barMaxWidth: 28, itemStyle: { borderRadius: b.lying ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      label: { show: b.lying && b.series.length === 1, position: 'right', ...text, formatter: (p: { value: number }) => shown(p.value, b.unit) },
    })),
  }
}

/** One bar in words, for those who hear the chart. */
export const barText = (b: Bars, i: number) => `${b.categories[i] ?? ''}：${b.series.map((s) => `${s.title} ${shown(s.values[i] ?? 0, b.unit)}`).join('，')}`
