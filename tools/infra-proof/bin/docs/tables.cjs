'use strict';
const { textOf } = require('./read-blocks.cjs');

/** Markdown between the markers of a module's README. */
function tables(variables, outputs) {
  return [
    '<!-- prettier-ignore-start -->',
    '',
    '### Variables',
    '',
    ...table(['variable', 'type', 'default', 'meaning', 'rules'], variables.map(variableRow)),
    '',
    '### Outputs',
    '',
    ...table(['output', 'meaning'], outputs.map(outputRow)),
    '',
    '<!-- prettier-ignore-end -->',
  ].join('\n');
}

function variableRow(variable) {
  const { type, default: byDefault } = variable.attributes;
  if (type === undefined) throw new Error(`variable ${variable.name} needs a type`);
  return [
    code(variable.name),
    code(onOneLine(type)),
    byDefault === undefined ? 'required' : code(onOneLine(byDefault)),
    prose(textOf(variable, 'description', 'variables.tf')),
    variable.rules.map(prose).join('<br>'),
  ];
}

function outputRow(output) {
  const secret = output.attributes.sensitive === 'true' ? ' (sensitive)' : '';
  return [code(output.name), prose(textOf(output, 'description', 'outputs.tf')) + secret];
}

/** `object({` and its lines with commas between them, where the layout has none. */
function onOneLine(value) {
  return value
    .split('\n')
    .map((line) => line.trim().replace(/ +=/, ' ='))
    .reduce((text, line) => {
      if (/[([{]$/.test(text)) return /^[)\]}]/.test(line) ? text + line : `${text} ${line}`;
      return /^[)\]}]/.test(line)
        ? `${text.replace(/,$/, '')} ${line}`
        : `${text.replace(/,$/, '')}, ${line}`;
    }, '')
    .replace(/^, /, '');
}

const code = (text) => `\`${cell(text)}\``;
const cell = (text) => text.replace(/\|/g, '\\|');
// Angle brackets outside of code would be taken for HTML.
const prose = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? cell(part) : cell(part).replace(/</g, '&lt;')))
    .join('');

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

module.exports = { tables };
