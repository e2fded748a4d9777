/** What its author does next. */
export function nextSteps(name: string, folder: string, { isInstalled }: { isInstalled: boolean }): string {
  return [
    '',
    `${folder} is a service that passes its checks. What is its own:`,
    `  ${folder}/src/message.ts         the messages that it takes`,
    `  ${folder}/src/handle-message.ts  what it does with one`,
    `  ${folder}/README.md              what to know about it`,
    'Then:',
    ...(isInstalled ? [] : ['  npm install', '  npm run docs']),
    `  npx nx run-many -t lint typecheck test package -p ${name}`,
    'Nothing deploys it yet: docs/generators.md says what Terraform needs.',
  ].join('\n');
}
