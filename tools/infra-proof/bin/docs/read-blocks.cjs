'use strict';
// Reads `variable` and `output` blocks in the layout that `terraform fmt` gives them: blocks begin and end at the margin,
// what is in them stands two spaces in. Whatever looks otherwise is a fault, never a guess.

/** @returns blocks of a file: { kind, name, attributes: { name: text }, rules: [error message] } */
function readBlocks(text, file) {
  const blocks = [];
  const lines = text.split('\n');
  let at = 0;
  const fail = (why) => {
    throw new Error(`${file}:${at + 1}: ${why}: ${lines[at]}`);
  };
  while (at < lines.length) {
    const line = lines[at];
    if (line === '' || line.startsWith('#')) {
      at += 1;
      continue;
    }
    const opening = /^(variable|output) "([a-z][a-z0-9_]*)" \{$/.exec(line);
    if (opening === null) fail('neither a variable nor an output');
    at += 1;
    blocks.push({ kind: opening[1], name: opening[2], ...readBody('  ', '}') });
  }
  return blocks;

  /** Attributes and blocks of validation, up to the line that closes. */
  function readBody(indent, closing) {
    const attributes = {};
    const rules = [];
    for (; lines[at] !== closing; at += 1) {
      const line = lines[at];
      if (line === undefined) {
        at -= 1;
        fail('the block is not closed');
      }
      if (line === '' || line.startsWith(`${indent}#`)) continue;
      if (line === `${indent}validation {` || line === `${indent}precondition {`) {
        at += 1;
        const { attributes: rule } = readBody(`${indent}  `, `${indent}}`);
        at -= 1;
        rules.push(readText(rule.error_message ?? fail('a rule without an error_message')));
        continue;
      }
      const attribute = new RegExp(`^${indent}([a-z_]+) += (.+)$`).exec(line);
      if (attribute === null) fail('neither an attribute nor a validation');
      if (attributes[attribute[1]] !== undefined) fail('set twice');
      attributes[attribute[1]] = readValue(attribute[2], indent);
    }
    at += 1;
    return { attributes, rules };
  }

  /** Of one line, or of all to the one at the same indent that closes it. */
  function readValue(first, indent) {
    if (first.startsWith('<<')) fail('a heredoc');
    const value = [first];
    if (/[([{]$/.test(first))
      do {
        at += 1;
        const line = lines[at];
        if (line === undefined || !line.startsWith(indent)) fail('the value does not end');
        if (/^\s*(#|\/\/)/.test(line)) fail('a comment within a value');
        value.push(line);
      } while (!new RegExp(`^${indent}[)\\]}]`).test(lines[at]));
    return value.join('\n');
  }

  function readText(value) {
    // What is computed stands for itself: `must fit cpu: …`.
    const computed = /^"((?:[^"\\$]|\\.)*)\$\{.*\}\.?"$/.exec(value);
    if (computed !== null) return JSON.parse(`"${computed[1]}…"`);
    if (!/^"(?:[^"\\]|\\.)*"$/.test(value)) fail('not a text on one line');
    return JSON.parse(value);
  }
}

/** Text of an attribute that is a plain string. */
function textOf({ kind, name, attributes }, attribute, file) {
  const value = attributes[attribute];
  if (value === undefined || !/^"(?:[^"\\]|\\.)*"$/.test(value))
    throw new Error(`${file}: ${kind} ${name} needs a ${attribute} on one line`);
  return JSON.parse(value);
}

module.exports = { readBlocks, textOf };
