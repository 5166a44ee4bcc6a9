import { readFile } from 'node:fs/promises'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { isKreuzbergError } from '../errors.js'
import { detectCommand } from './detect.js'
import { EXIT, UsageError } from './exit.js'
import { FORMATS, extractCommand, type ExtractCommandOptions } from './extract.js'
import { formatsCommand } from './formats.js'
import { complain } from './print.js'
import { renderCommand, type RenderCommandOptions } from './render.js'

const EXAMPLES = `
Examples:
  $ kreuzberg-wasm report.docx                          its text
  $ kreuzberg-wasm report.docx --format markdown        its text, headings and tables
  $ kreuzberg-wasm letters/ '*.eml' > letters.ndjson    several documents, one a line
  $ kreuzberg-wasm letters/ --output text/              several documents, each to a file
  $ curl https://example.org/a.docx | kreuzberg-wasm -

Exit status: 0 if all went well, 1 if a document failed, 2 if the command line is wrong.`

/** Runs the command line and gives its exit status. */
export async function run(args: readonly string[]): Promise<number> {
  let status: number = EXIT.ok
  const program = await describe((exit) => (status = exit))
  try {
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    // commander has already said what is wrong; --help and --version end with status 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    complain(error)
    return isUsage(error) ? EXIT.usage : EXIT.failed
  }
}

async function describe(exit: (status: number) => void): Promise<Command> {
  const program = new Command('kreuzberg-wasm')
    .enablePositionalOptions()
    .description('Text, tables and metadata out of documents, each read in a disposable sandbox.')
    .version(await packageVersion())
    .argument('[inputs...]', 'files, directories, patterns, or - for standard input')
    .addOption(
      new Option('-f, --format <format>', 'what to print; json is the whole result').choices(
        Object.keys(FORMATS),
      ),
    )
    .option('-o, --output <dir>', 'write each document to a file in this directory, folders mirrored')
    .option('-c, --config <file or JSON>', "kreuzberg's configuration, keys in camelCase")
    .option('-m, --mime-type <type>', 'what the documents are, if their names and bytes do not tell')
    .option('-j, --jobs <number>', 'documents extracted at the same time', wholeNumber)
    .option('-t, --timeout <seconds>', 'the longest that a document may take', seconds)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(kreuzberg-wasm --help says more)')
    .exitOverride()
    .action(async (inputs: string[], options: ExtractCommandOptions) => {
      if (inputs.length === 0) program.error('error: no document is named')
      exit(await extractCommand(inputs, options))
    })
  program
    .command('detect')
    .description('say what documents are, and why they are taken for that')
    .argument('<files...>', 'files, directories, patterns, or - for standard input')
    .action(async (files: string[]) => exit(await detectCommand(files)))
  program
    .command('render')
    .description('write a picture of one page of a PDF, as PNG')
    .argument('<file>', 'a PDF')
    .requiredOption('-o, --output <file>', 'the PNG file to write')
    .option('-p, --page <number>', 'the page, counted from 1', wholeNumber, 1)
    .option('--dpi <number>', 'pixels an inch', wholeNumber)
    .option('--width <pixels>', 'width of the picture; give this or --dpi', wholeNumber)
    .option('--background <colour>', 'transparent, #rrggbb or #rrggbbaa')
    .option('--password <text>', 'opens an encrypted PDF')
    .action(async (file: string, options: RenderCommandOptions) => exit(await renderCommand(file, options)))
  program
    .command('formats')
    .description('list the types that are read')
    .action(async () => exit(await formatsCommand()))
  return program
}

async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version)
  throw new Error('the package has no version')
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.')
  return number
}

function seconds(text: string): number {
  const number = Number(text)
  if (!(number > 0 && number < 1e9)) throw new InvalidArgumentError('It must be a number of seconds above 0.')
  return number
}

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || (isKreuzbergError(error) && error.code === 'invalid_config')
}
