import type { LocalStack } from '@sluice/local-stack';

/** The Data API answers every statement with an error until the warehouse is well again. */
export function failWarehouse({ aws }: LocalStack): { heal(): void } {
  const faults = ['BatchExecuteStatement', 'ExecuteStatement'].map((operation) =>
    aws.faults.add({
      service: 'redshift-data',
      operation,
      kind: 'error',
      code: 'InternalServerException',
      status: 500,
    }),
  );
  return { heal: () => faults.forEach((id) => aws.faults.remove(id)) };
}
