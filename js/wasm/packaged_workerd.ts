// Nothing may be compiled from bytes there: the platform compiles what is imported, when the Worker is deployed.
export { default as packagedModule } from './kreuzberg.wasm'
