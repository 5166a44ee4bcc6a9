// Nothing may be compiled from bytes there: the platform compiles what is imported with this suffix.
export { default as packagedModule } from './kreuzberg.wasm?module'
