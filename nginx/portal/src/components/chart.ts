/*
 * chart.ts: the parts of ECharts that DataChart uses, loaded when a chart is shown. Canvas, and tooltips as drawn text: nothing of
 * it writes style attributes, which the content security policy forbids.
 */
import { BarChart, LineChart, PieChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer])
export { init }
