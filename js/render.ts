import {
  abortSignal,
  flag,
  invalid,
  object,
  oneOf,
  positiveNumber,
  text,
  wholeNumber,
  type Checks,
} from './checks.js'
import { toValue } from './result.js'
import type { RenderRequest, Reply } from './sandbox/protocol.js'
import { describe } from './schema/plain_value.js'

/** What drawing a page and counting pages have in common. */
export interface PageOptions {
  /** Opens an encrypted PDF. */
  readonly password?: string | undefined
  /** Aborts the call at any moment; it then rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** How long it may take, in milliseconds from its start. Default: the engine's. */
  readonly timeoutMs?: number | undefined
  /** Moves the input's bytes to the sandbox instead of copying them; the caller's are detached. */
  readonly transfer?: boolean | undefined
}

/** Options for a picture of a page; at most one of `dpi`, `scale` and `width`. */
export interface RenderOptions extends PageOptions {
  /** Counted from 1, as in results. Default: 1. */
  readonly page?: number | undefined
  /** Pixels an inch. Default: 72. */
  readonly dpi?: number | undefined
  /** Pixels a point; 1 is 72 dpi. */
  readonly scale?: number | undefined
  /** Width of the picture in pixels; the height follows. */
  readonly width?: number | undefined
  /** A PNG file, or pixels row by row of four bytes: red, green, blue, opacity. Default: `png`. */
  readonly format?: 'png' | 'rgba' | undefined
  /** Colour of the paper: `transparent`, `#rgb`, `#rrggbb` or `#rrggbbaa`. Default: `#ffffff`. */
  readonly background?: string | undefined
}

/** A page as a picture. */
export interface RenderedPage {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  readonly format: 'png' | 'rgba'
  readonly data: Uint8Array
}

const pageChecks: Checks<PageOptions> = {
  password: text,
  signal: abortSignal,
  timeoutMs: wholeNumber(1),
  transfer: flag,
}

const renderChecks: Checks<RenderOptions> = {
  ...pageChecks,
  page: wholeNumber(1),
  dpi: positiveNumber,
  scale: positiveNumber,
  width: wholeNumber(1),
  format: oneOf(['png', 'rgba']),
  background: text,
}

/**
 * Checks the options of a call that counts pages.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkPageOptions(options: unknown = {}): PageOptions {
  return object(pageChecks)(options, '')
}

/**
 * Checks the options of a call that draws a page, and gives what the sandbox is asked for.
 *
 * @throws KreuzbergError `invalid_config`
 */
export function checkRenderOptions(options: unknown = {}): PageOptions & { readonly request: RenderRequest } {
  const {
    page = 1,
    dpi,
    scale,
    width,
    format = 'png',
    background,
    password,
    ...call
  } = object(renderChecks)(options, '')
  const sizes = { ...(dpi && { dpi }), ...(scale && { scale }), ...(width && { width }) }
  const given = Object.keys(sizes)
  if (given.length > 1) throw invalid(given.join(' and '), 'cannot both be given; give one of them')
  const paper = background === undefined ? WHITE : parseColour(background)
  const request = { page, ...sizes, format, background: paper, ...(password !== undefined && { password }) }
  return { ...call, request }
}

/** A sandbox's reply as the picture that users get. */
export function toPage(reply: Reply, format: 'png' | 'rgba'): RenderedPage {
  const { width, height, data } = toValue(reply) as Omit<RenderedPage, 'format'>
  return { width, height, format, data }
}

type Colour = RenderRequest['background']

const WHITE: Colour = [255, 255, 255, 255]

/** The hexadecimal notations of CSS Color 4, section 5.2, and `transparent`. */
function parseColour(colour: string): Colour {
  if (colour === 'transparent') return [0, 0, 0, 0]
  const digits = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(colour)?.[1]
  if (digits === undefined) {
    throw invalid(
      'background',
      `must be 'transparent', '#rgb', '#rrggbb' or '#rrggbbaa', not ${describe(colour)}`,
    )
  }
  const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits
  const channel = (index: number) => Number.parseInt(long.slice(2 * index, 2 * index + 2) || 'ff', 16)
  return [channel(0), channel(1), channel(2), channel(3)]
}
