/*
 * scan.ts: the text of a QR code in a picture: by the browser itself where it can, else by a library that is loaded only
 * then. Nothing leaves the browser.
 */
interface Detector {
  detect: (source: ImageBitmapSource) => Promise<{ rawValue: string }[]>
}
type DetectorClass = (new (options: { formats: string[] }) => Detector) & { getSupportedFormats: () => Promise<string[]> }

let own: Promise<Detector | undefined> | undefined
async function detector(): Promise<Detector | undefined> {
  const Class = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const known = await Class?.getSupportedFormats().catch((): string[] => [])
  return Class && known?.includes('qr_code') ? new Class({ formats: ['qr_code'] }) : undefined
}

/** The first code in the picture; undefined when there is none to be seen. */
export async function codeIn(picture: HTMLVideoElement | ImageBitmap): Promise<string | undefined> {
  own ??= detector()
  const by = await own
  if (by) return (await by.detect(picture))[0]?.rawValue
  const wide = picture instanceof ImageBitmap ? picture.width : picture.videoWidth
  const high = picture instanceof ImageBitmap ? picture.height : picture.videoHeight
  if (!wide || !high) return undefined
  const shrink = Math.min(1, 1200 / Math.max(wide, high))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(wide * shrink)
  canvas.height = Math.round(high * shrink)
  const paper = canvas.getContext('2d', { willReadFrequently: true })
  if (!paper) return undefined
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const { data, width, height } = paper.getImageData(0, 0, canvas.width, canvas.height)
  const { default: jsQR } = await import('jsqr')
  return jsQR(data, width, height)?.data
}
