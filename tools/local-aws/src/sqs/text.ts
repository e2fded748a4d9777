// What XML 1.0 cannot hold, but for lone surrogates; SQS keeps the rule although it speaks JSON.
const forbidden = /[^\t\n\r -\uFFFD]/;

/** Whether SQS takes a text as a body or as the value of an attribute. */
export const isAllowedText = (text: string): boolean => !forbidden.test(text) && text.isWellFormed();
