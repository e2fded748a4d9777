/** Why protection is not known to be as it was asked for. */
export interface ProtectionFault {
  readonly reason: string;
  readonly status?: number;
}

/**
 * One call of the agent's endpoint. A refusal by ECS comes as `failure` with status 200, one of the agent as `error`.
 * @param minutes undefined ends the protection
 * @returns undefined when ECS has confirmed it; does not throw
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export async function putProtection(
  agentUri: string,
  minutes: number | undefined,
  timeoutSeconds: number,
): Promise<ProtectionFault | undefined> {
  const body =
    minutes === undefined
      ? { ProtectionEnabled: false }
      : { ProtectionEnabled: true, ExpiresInMinutes: minutes };
  try {
    const response = await fetch(`${agentUri}/task-protection/v1/state`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const answer = (await response.json()) as Answer;
    if (answer.protection?.ProtectionEnabled === body.ProtectionEnabled) return undefined;
    const { failure, error } = answer;
    const reason = failure?.Reason ?? error?.Message ?? error?.Code ?? 'the answer confirms nothing';
    return { reason, status: response.status };
  } catch (error) {
    return { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

interface Answer {
  readonly protection?: { readonly ProtectionEnabled?: boolean };
  readonly failure?: { readonly Reason?: string };
  readonly error?: { readonly Code?: string; readonly Message?: string };
}
