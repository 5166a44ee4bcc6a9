import { CallSignal, onAbort } from './abort.js'
import { Arrivals } from './arrivals.js'
import { abortedError, invalidInput, isKreuzbergError, type KreuzbergError } from './errors.js'
import type { DocumentInput } from './input.js'
import type { ExtractOptions } from './options.js'
import { describe, isPlainObject } from './schema/plain_value.js'
import type { ExtractionResult } from './types.js'

/** A document of many: bare, or with options of its own. */
export type ManyInput = DocumentInput | ({ readonly input: DocumentInput } & ExtractOptions)

export type ManyInputs = Iterable<ManyInput> | AsyncIterable<ManyInput>

/** What became of one document of many: a result or an error. `index` counts the inputs from 0. */
export type Outcome =
  | {
      readonly index: number
      readonly name: string
      readonly result: ExtractionResult
      readonly error?: never
    }
  | { readonly index: number; readonly name: string; readonly error: KreuzbergError; readonly result?: never }

/** How one document is extracted; when is decided here. */
export interface Plan {
  /** How many documents may be held at once: being read or extracted, or waiting to be taken. */
  readonly slots: number
  readonly ordered: boolean
  readonly signal: AbortSignal | undefined
  readonly nameOf: (input: DocumentInput, own: ExtractOptions, index: number) => string
  /** Gives the signal that documents share, which is aborted when `left` is, until it is released. */
  readonly together: (left: CallSignal) => { readonly signal: CallSignal; readonly release: () => void }
  /** May throw at once, too. */
  readonly extract: (
    input: DocumentInput,
    own: ExtractOptions,
    shared: CallSignal,
    name: string,
  ) => Promise<ExtractionResult>
}

type Event =
  | { readonly kind: 'input'; readonly input: ManyInput }
  | { readonly kind: 'end'; readonly failure?: { readonly cause: unknown } }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'stopped'; readonly cause: unknown }

/**
 * Extracts with at most `slots` documents in memory; the source is asked for one input at a time.
 *
 * @param planned gives the plan, or throws, once the first outcome is asked for
 */
export async function* extractMany(
  inputs: ManyInputs,
  planned: () => Plan,
): AsyncGenerator<Outcome, void, undefined> {
  const plan = planned()
  const source = iterate(inputs)
  const events = new Arrivals<Event>()
  const left = new CallSignal()
  const { signal } = plan
  const unlisten = signal && onAbort(signal, () => left.abort(signal.reason))
  left.onAbort(() => events.push({ kind: 'stopped', cause: abortedError(left) }))
  const shared = plan.together(left)

  let asking = false
  let end: Extract<Event, { kind: 'end' }> | undefined
  let held = 0
  let count = 0
  const outcomes = plan.ordered ? inOrder() : asTheyCome
  try {
    if (signal?.aborted) left.abort(signal.reason)
    for (;;) {
      if (left.aborted) throw abortedError(left)
      if (!asking && !end && held < plan.slots) {
        asking = true
        ask(source, (event) => events.push(event))
      }
      const event = events.take()
      if (event === undefined) {
        if (!asking && held === 0) break
        await events.some()
        continue
      }
      if (event.kind === 'stopped') throw event.cause
      if (event.kind === 'outcome') {
        for (const outcome of outcomes(event.outcome)) {
          yield outcome
          held--
        }
        continue
      }
      asking = false
      if (event.kind === 'end') end = event
      else {
        held++
        void attempt(event.input, count++, plan, shared.signal, events)
      }
    }
    if (end?.failure) throw end.failure.cause
  } finally {
    unlisten?.()
    // Reached early when the caller breaks out of its loop: what still runs is of no use to anybody.
    left.abort(undefined)
    shared.release()
    if (!end) await release(source, asking)
  }
}

/** Asks a source for an input; one that knows it at once answers at once. */
function ask(source: Iterator<ManyInput> | AsyncIterator<ManyInput>, answer: (event: Event) => void): void {
  const found = ({ done, value }: IteratorResult<ManyInput>) =>
    answer(done ? { kind: 'end' } : { kind: 'input', input: value })
  const failed = (cause: unknown) => answer({ kind: 'end', failure: { cause } })
  try {
    const step = source.next()
    if ('then' in step) step.then(found, failed)
    else found(step)
  } catch (cause) {
    failed(cause)
  }
}

/** A source that is asked for an input cannot be waited for: the answer may never come. */
async function release(
  source: Iterator<ManyInput> | AsyncIterator<ManyInput>,
  asking: boolean,
): Promise<void> {
  const released = (async () => source.return?.())()
  if (asking) released.catch(() => undefined)
  else await released
}

async function attempt(
  item: ManyInput,
  index: number,
  plan: Plan,
  shared: CallSignal,
  events: Arrivals<Event>,
): Promise<void> {
  const { input, ...own } = isWithOptions(item) ? item : { input: item }
  const name = plan.nameOf(input, own, index)
  try {
    const result = await plan.extract(input, own, shared, name)
    events.push({ kind: 'outcome', outcome: { index, name, result } })
  } catch (cause) {
    // A closed engine, or a mistake in a callback, is not the document's failure and would repeat with each.
    if (!isKreuzbergError(cause) || cause.code === 'closed') events.push({ kind: 'stopped', cause })
    else events.push({ kind: 'outcome', outcome: { index, name, error: cause } })
  }
}

function isWithOptions(item: ManyInput): item is { readonly input: DocumentInput } & ExtractOptions {
  return isPlainObject(item) && 'input' in item
}

function iterate(inputs: ManyInputs): Iterator<ManyInput> | AsyncIterator<ManyInput> {
  // A path and a buffer are iterable too, but not into documents; and callers without types pass anything.
  const isObject = typeof (inputs as unknown) === 'object' && (inputs as unknown) !== null
  if (isObject && !ArrayBuffer.isView(inputs)) {
    if (Symbol.asyncIterator in inputs) return inputs[Symbol.asyncIterator]()
    if (Symbol.iterator in inputs) return inputs[Symbol.iterator]()
  }
  const message = `extractMany takes an iterable of documents, not ${describe(inputs)}; pass [document] for a single one`
  throw invalidInput(message)
}

function* asTheyCome(outcome: Outcome): Generator<Outcome> {
  yield outcome
}

/** Keeps what finishes early until all before it have been given. */
function inOrder(): (outcome: Outcome) => Generator<Outcome> {
  const early = new Map<number, Outcome>()
  let wanted = 0
  return function* (outcome) {
    early.set(outcome.index, outcome)
    for (let next = early.get(wanted); next !== undefined; next = early.get(wanted)) {
      early.delete(wanted++)
      yield next
    }
  }
}
