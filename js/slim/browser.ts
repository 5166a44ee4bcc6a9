import { adopt } from '../runtime/current.js'
import { browser } from '../runtime/browser.js'

adopt(browser)

export * from '../api.js'
export { init as default } from '../api.js'
