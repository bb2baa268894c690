/*
 * vite.config.ts: two pages, the public site (index.html, no Element Plus) and the five consoles (console.html), built
 * into build/portal.new/ of the tree, which make then puts in place. What is generated from the API document is imported as @gen/….
 */
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const platform = process.env.PORTAL_API ?? 'https://127.0.0.1:8443'

/** What nginx does with the consoles' addresses, for the development server. */
const consoles: Plugin = {
  name: 'consoles',
  configureServer(server) {
    server.middlewares.use((request, _answer, next) => {
      if (/^\/(sign-in|school|evaluator|office|platform|expert)(\/|\?|$)/.test(request.url ?? '')) request.url = '/console.html'
      next()
    })
  },
}

export default defineConfig({
  plugins: [
    consoles,
    vue(),
    // Only Element Plus comes by its tag; our own components are imported by name.
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
  ],
  resolve: { alias: { '@gen': here('../../build/gen/portal'), '@': here('src') } },
  build: {
    outDir: here('../../build/portal.new'),
    emptyOutDir: true,
    target: 'es2020',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rollupOptions: { input: { index: here('index.html'), console: here('console.html') } },
  },
  server: {
    // "npm run dev" beside a running platform, which takes writes from its own pages only.
    proxy: { '/api': { target: platform, secure: false, changeOrigin: true, headers: { Origin: platform } } },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], css: false, server: { deps: { inline: ['element-plus'] } } },
})
