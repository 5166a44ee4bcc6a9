import { adopt } from '../runtime/current.js'
import { edge } from '../runtime/edge.js'

adopt(edge)

export * from '../api.js'
export { init as default } from '../api.js'
