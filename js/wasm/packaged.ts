/**
 * Where the packaged module lies, in the form that bundlers recognise. It is in this folder, beside the module, so
 * that a bundle finds it beside itself where its bundler leaves the form as it is.
 */
export const packagedModule = new URL('./kreuzberg.wasm', import.meta.url)
