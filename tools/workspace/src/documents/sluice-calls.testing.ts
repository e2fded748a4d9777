import type { Call } from './commands.testing.js';
import { fault } from './fault.testing.js';
import { isPlaceholder } from './shell-words.testing.js';

/** What is asked of commander's `Command`. */
export interface CommandTree {
  name(): string;
  aliases(): readonly string[];
  readonly commands: readonly CommandTree[];
  readonly options: readonly {
    long?: string | undefined;
    short?: string | undefined;
    required: boolean;
    optional: boolean;
  }[];
  readonly registeredArguments: readonly { variadic: boolean }[];
}

/** What a document has `sluice` do that it cannot: commands, flags and arguments that the program does not know. */
export function sluiceFaults(call: Call, program: CommandTree): string[] {
  let command = program;
  let rest = call.words;
  while (command.commands.length > 0) {
    const [word] = rest;
    if (word === undefined || isPlaceholder(word) || word === '--help') return [];
    // `dlq inspect|park` names several, of which only their names can be told.
    const named = word.split('|');
    const found = named.map((name) =>
      command.commands.find((each) => each.name() === name || each.aliases().includes(name)),
    );
    const [next] = found;
    if (next === undefined || found.includes(undefined)) {
      const known = command.commands.map((each) => each.name()).join(', ');
      return [
        fault(
          call.document,
          call,
          `sluice ${call.words.join(' ')}`,
          `no command ${word}; there are ${known}`,
        ),
      ];
    }
    if (named.length > 1) return [];
    command = next;
    rest = rest.slice(1);
  }
  return wordFaults(call, command, rest);
}

function wordFaults(call: Call, command: CommandTree, words: readonly string[]): string[] {
  const faults: string[] = [];
  const places = command.registeredArguments;
  const variadic = places.some((place) => place.variadic);
  let taken = 0;
  let valueFollows = false;
  for (const word of words) {
    if (valueFollows) valueFollows = false;
    else if (/^--?[a-z]/i.test(word)) {
      const [flag = '', value] = word.split('=');
      const option = command.options.find(({ long, short }) => long === flag || short === flag);
      if (option) valueFollows = option.required && value === undefined;
      else if (flag !== '--help' && flag !== '-h') {
        const known = command.options.map(({ long }) => long).join(' ') || 'none';
        faults.push(
          fault(call.document, call, `sluice ${command.name()} ${flag}`, `no such flag; there are ${known}`),
        );
      }
    } else if (!isPlaceholder(word)) taken += 1;
  }
  if (taken > places.length && !variadic) {
    faults.push(
      fault(
        call.document,
        call,
        `sluice ${call.words.join(' ')}`,
        `it takes ${places.length} arguments, not ${taken}`,
      ),
    );
  }
  return faults;
}
