/**
 * Whether a pattern of IAM matches a text, whole: `*` is any characters or none, `?` is any one. A policy variable, such as
 * `${aws:userid}`, is known when a request is made and not before: it is taken as any characters. `${*}`, `${?}` and `${$}`
 * are the characters themselves.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function matchesPattern(pattern: string, text: string): boolean {
  return expressionOf(pattern, 's').test(text);
}

/** Names of services and actions have no case. */
export function matchesAction(pattern: string, action: string): boolean {
  return expressionOf(pattern, 'is').test(action);
}

/** Whether it can match more than one text. */
export const isPattern = (text: string): boolean => /[*?]|\$\{[^*?$]/.test(text.replace(/\$\{[*?$]\}/g, ''));

const expressionOf = (pattern: string, flags: string): RegExp =>
  new RegExp(
    `^${pattern.replace(/\$\{([*?$])\}|\$\{[^}]*\}|[\s\S]/g, (part, literal: string | undefined) => {
      if (literal !== undefined) return escaped(literal);
      if (part === '*' || part.length > 1) return '.*';
      return part === '?' ? '.' : escaped(part);
    })}$`,
    flags,
  );

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
