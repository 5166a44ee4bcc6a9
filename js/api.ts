export { init, init as initWasm, type Kreuzberg } from './kreuzberg.js'
export {
  batchExtractBytes,
  batchExtractFiles,
  detectMimeFromBytes,
  detectMimeType,
  extractBytes,
  extractFile,
  getExtensionsForMime,
  listSupportedFormats,
  type BytesWithType,
} from './default_engine.js'
export { ERROR_CODES, KreuzbergError, isKreuzbergError, type ErrorCode, type PassedLimit } from './errors.js'
export type { EngineEvent, RecycleReason } from './events.js'
export type { ManyInput, ManyInputs, Outcome } from './extract_many.js'
export type { DocumentInput } from './input.js'
export { DEFAULT_LIMITS } from './schema/config.js'
export type { DetectedType, SupportedFormat } from './mime.js'
export type {
  ExtractManyOptions,
  ExtractOptions,
  ExtractProgress,
  InitOptions,
  RecycleOptions,
} from './options.js'
export type { PageOptions, RenderOptions, RenderedPage } from './render.js'
export type { WasmSource } from './runtime/runtime.js'
export type { Stats } from './stats.js'
export type { ByteSource } from './stream.js'
export type * from './types.js'
