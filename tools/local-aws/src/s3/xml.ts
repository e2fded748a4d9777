import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { AwsResponse } from '../kernel/service.js';
import { malformedXml } from './s3-errors.js';

/** What may stand several times, and is a list even when it stands once. */
const lists = new Set([
  'Object',
  'Part',
  'QueueConfiguration',
  'CloudFunctionConfiguration',
  'TopicConfiguration',
  'Event',
  'FilterRule',
]);

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => lists.has(name),
});
const builder = new XMLBuilder({ suppressEmptyNode: false });

/** The content of the root element, which must have this name. Throws `MalformedXML`, also for a document type. */
export function parseXml(text: string, root: string): Record<string, unknown> {
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) throw malformedXml();
  const content = parse(text)[root];
  if (content === undefined || Array.isArray(content)) throw malformedXml();
  // An empty root comes as a string.
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
}

function parse(text: string): Record<string, unknown> {
  try {
    return parser.parse(text) as Record<string, unknown>;
  } catch {
    // Well-formed, and yet more than the parser takes: nested too deep, or names that JavaScript reserves.
    throw malformedXml();
  }
}

/** Undefined fields are left out; arrays repeat their element. */
export function xmlResponse(
  root: string,
  content: object,
  headers: Readonly<Record<string, string>> = {},
): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: xmlDocument(root, content),
  };
}

export function xmlDocument(root: string, content: object): string {
  const body = builder.build(content) as string;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body}</${root}>`;
}
