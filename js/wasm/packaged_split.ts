import { packagedFiles as whole } from './packaged.js'

/** Where everything lies that may be downloaded, piece by piece, as documents need it. */
export const packagedFiles = {
  text: new URL('./text.wasm', import.meta.url),
  office: new URL('./office.wasm', import.meta.url),
  pdf: new URL('./pdf.wasm', import.meta.url),
  'standard-fonts': new URL('./standard-fonts.wasm', import.meta.url),
  'legacy-encodings': new URL('./legacy-encodings.wasm', import.meta.url),
  ...whole,
}
