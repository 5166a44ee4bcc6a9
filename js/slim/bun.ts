import { adopt } from '../runtime/current.js'
import { bun } from '../runtime/bun.js'

adopt(bun)

export * from '../api.js'
export { init as default } from '../api.js'
