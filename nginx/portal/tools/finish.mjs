/*
 * finish.mjs FOLDER: the last step of the build: each file that nginx may send compressed gets its .gz and .br beside it,
 * and the script that each page loads before anything is clicked is held to its budget (gzip). The manifest, which
 * nobody needs at run time, goes.
 */
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const folder = process.argv[2]
// A page, what its first view loads by itself, and the kilobytes that this may take.
const budgets = [
  ['index.html', ['src/public/pages/Home.vue'], 80],
  ['console.html', ['src/console/shell/Shell.vue', 'src/pages/home/Home.vue'], 350],
]
const manifestFile = path.join(folder, '.vite/manifest.json')

for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html|svg|json|txt|wasm)$/.test(entry.name)) continue
  const file = path.join(entry.parentPath ?? entry.path, entry.name)
  if (file === manifestFile) continue
  const bytes = fs.readFileSync(file)
  if (bytes.length < 256) continue
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }))
  fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, {
    params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }))
}

const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'))
let over = false
for (const [page, views, budget] of budgets) {
  const seen = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    for (const next of manifest[key].imports ?? []) visit(next)
  }
  for (const key of [page, ...views]) visit(key)
  let total = 0
  for (const key of seen) total += fs.statSync(path.join(folder, `${manifest[key].file}.gz`), { throwIfNoEntry: false })?.size ?? 0
  console.log(`${page}: ${(total / 1024).toFixed(1)} KB of script (gzip), at most ${budget}`)
  over ||= total > budget * 1024
}
fs.rmSync(path.dirname(manifestFile), { recursive: true })
if (over) {
  console.error('The first load is over its budget.')
  process.exit(1)
}
