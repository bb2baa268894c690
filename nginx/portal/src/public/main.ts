/* main.ts: the public site: small, no Element Plus, nothing loaded from elsewhere. */
import { createApp } from 'vue'
import '@/style/base.css'
import '@/style/public.css'
import '@/style/public-content.css'
import '@/style/public-form.css'
import App from './App.vue'
import { router } from './router'

createApp(App).use(router).mount('#app')
