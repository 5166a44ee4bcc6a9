/**
 * Where the packaged files lie, each of which is loaded when a document needs it. In the form that bundlers recognise, and in
 * the files' own folder, so that a bundle finds them beside itself where its bundler leaves the form as it is.
 */
export const packagedFiles = {
  text: new URL('./text.wasm', import.meta.url),
  office: new URL('./office.wasm', import.meta.url),
  pdf: new URL('./pdf.wasm', import.meta.url),
  kreuzberg: new URL('./kreuzberg.wasm', import.meta.url),
  'chinese-japanese': new URL('./chinese-japanese.wasm', import.meta.url),
  'southeast-asian': new URL('./southeast-asian.wasm', import.meta.url),
  'stop-words': new URL('./stop-words.wasm', import.meta.url),
  'standard-fonts': new URL('./standard-fonts.wasm', import.meta.url),
  'character-maps': new URL('./character-maps.wasm', import.meta.url),
  'legacy-encodings': new URL('./legacy-encodings.wasm', import.meta.url),
}
