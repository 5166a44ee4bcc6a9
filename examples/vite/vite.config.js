// Vite's optimiser would move the package's files away from the worker and the module that they name.
export default { optimizeDeps: { exclude: ['kreuzberg-wasm'] } }
