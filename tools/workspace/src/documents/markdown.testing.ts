import GithubSlugger from 'github-slugger';
import { toString } from 'mdast-util-to-string';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** A Markdown document, read for what can be held against the workspace. */
export interface Document {
  /** Relative to the root of the workspace. */
  path: string;
  /** What `#…` may name in it, by GitHub's rule. */
  anchors: ReadonlySet<string>;
  links: Located[];
  /** Texts between single backticks. */
  inlineCode: Located[];
  /** Lines of code blocks, those that end in a backslash joined with what follows. */
  codeLines: Located[];
}

/** A piece of a document, and the line that it begins in. */
export interface Located {
  text: string;
  line: number;
}

/** Without GitHub's tables, whose cells are then read as one paragraph: all that is asked for, in half the time. */
const parser = unified().use(remarkParse);

/** Reads a document; nothing in it can make this fail. */
export function readDocument(path: string, text: string): Document {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  const links: Located[] = [];
  const inlineCode: Located[] = [];
  const codeLines: Located[] = [];
  visit(parser.parse(withoutPadding(text)), (node) => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'heading') anchors.add(slugger.slug(toString(node)));
    else if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      links.push({ text: node.url, line });
    else if (node.type === 'html') {
      for (const [, name = ''] of node.value.matchAll(/\s(?:id|name)="([^"]+)"/g)) anchors.add(name);
      for (const [, url = ''] of node.value.matchAll(/\s(?:href|src)="([^"]+)"/g))
        links.push({ text: url, line });
    } else if (node.type === 'inlineCode') inlineCode.push({ text: node.value.replaceAll('\\|', '|'), line });
    else if (node.type === 'code') codeLines.push(...linesOf(node.value, line + 1));
  });
  return { path, anchors, links, inlineCode, codeLines };
}

/**
 * Most bytes of the documents are tables: blanks, dashes and numbers, which the parser would read one by one. Rows without
 * code or links are emptied, padding is cut; lines stay where they are.
 */
const withoutPadding = (text: string): string =>
  text.replace(/^\|[^`[<\n]*$/gm, '').replace(/(?<=\S) {2,}(?=\|)/g, ' ');

function linesOf(code: string, firstLine: number): Located[] {
  const lines: Located[] = [];
  let continued: Located | undefined;
  for (const [index, part] of code.split('\n').entries()) {
    const located = continued ?? { text: '', line: firstLine + index };
    located.text += part.replace(/\\$/, '');
    continued = part.endsWith('\\') ? located : undefined;
    if (continued === undefined) lines.push(located);
  }
  return continued === undefined ? lines : [...lines, continued];
}
