import type { LocalStack } from '@sluice/local-stack';

/**
 * Every load fails until the warehouse is well again. Questions are answered: where none are, the processor halts and
 * holds what it has, and nothing is given up.
 */
export function failWarehouse({ aws }: LocalStack): { heal(): void } {
  const fault = aws.faults.add({
    service: 'redshift-data',
    operation: 'BatchExecuteStatement',
    kind: 'error',
    code: 'InternalServerException',
    status: 500,
  });
  return { heal: () => void aws.faults.remove(fault) };
}
