/* main.ts: the console page: all five consoles, each in its own folder of pages that is loaded when it is opened. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/style/base.css'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-message.css'
import '@/style/console.css'
import App from './App.vue'
import { router } from './router'

// A page of an earlier build asks for files that are gone: load the present build once.
window.addEventListener('vite:preloadError', (e) => {
  const at = Number(sessionStorage.getItem('reloaded') ?? 0)
  if (Date.now() - at < 10_000) return
  e.preventDefault()
  sessionStorage.setItem('reloaded', String(Date.now()))
  location.reload()
})

createApp(App).use(createPinia()).use(router).mount('#app')
