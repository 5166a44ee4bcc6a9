/**
 * Where the packaged files lie that a program on a disk uses: the module that has everything, and the tables that it
 * does not hold. In the form that bundlers recognise, and in the files' own folder, so that a bundle finds them beside
 * itself where its bundler leaves the form as it is.
 */
export const packagedFiles = {
  kreuzberg: new URL('./kreuzberg.wasm', import.meta.url),
  'chinese-japanese': new URL('./chinese-japanese.wasm', import.meta.url),
  'southeast-asian': new URL('./southeast-asian.wasm', import.meta.url),
  'stop-words': new URL('./stop-words.wasm', import.meta.url),
  'character-maps': new URL('./character-maps.wasm', import.meta.url),
}
