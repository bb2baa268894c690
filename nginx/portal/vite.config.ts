/*
 * vite.config.ts: two pages, the public site (index.html, no Element Plus) and the five consoles (console.html), built
 * into build/portal.new/ of the tree, which make then puts in place. What is generated from the API document is imported as @gen/….
 */
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [
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
    // "npm run dev" beside a running system: PORTAL_API=https://127.0.0.1:8443
    proxy: { '/api': { target: process.env.PORTAL_API ?? 'https://127.0.0.1:8443', secure: false, changeOrigin: true } },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], css: false, server: { deps: { inline: ['element-plus'] } } },
})
